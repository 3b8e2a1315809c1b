"""A known value in the database, sealed: it tells at start whether the key file belongs to it."""

from sqlalchemy import select

from storage.database import Transaction
from storage.schema import seals
from storage.vault import SealBroken, UnknownKey

_NAME, _VALUE, _PLACE = "start", b"casebell", "seals.value:start"


class ForeignKeyFile(Exception):
    """The database was written under keys that the key file does not hold."""


async def check_seal(tx: Transaction) -> None:
    """Put the seal at the first start; later raise ForeignKeyFile unless it opens."""
    row = await tx.one(select(seals.c.value).where(seals.c.name == _NAME))
    if row is None:
        await tx.run(seals.insert().values(name=_NAME, value=tx.vault.seal(_VALUE, _PLACE)))
        return
    try:
        tx.vault.open(row["value"], _PLACE)
    except (UnknownKey, SealBroken) as error:
        raise ForeignKeyFile("the key file does not belong to this database") from error
