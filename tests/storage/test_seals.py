"""A key file that belongs to another database is noticed at the start."""

import pytest

from storage.database import Database
from storage.seals import ForeignKeyFile, check_seal
from storage.vault import Key, Vault

MINE, NEXT, FOREIGN = Key("mine", bytes(32)), Key("next", bytes(range(32))), Key("frgn", bytes(range(2, 34)))
IMPOSTOR = Key("mine", bytes(range(1, 33)))


async def check(url: str, *keys: Key) -> None:
    database = Database.open(url, Vault(keys))
    try:
        async with database.transaction() as tx:
            await check_seal(tx)
    finally:
        await database.close()


async def test_the_key_of_the_first_start_opens_every_later_one(database_url: str) -> None:
    for keys in ([MINE], [MINE], [MINE, NEXT], [NEXT, MINE]):
        await check(database_url, *keys)


@pytest.mark.parametrize("keys", [[FOREIGN], [IMPOSTOR], [FOREIGN, NEXT]])
async def test_other_keys_are_refused_and_leave_the_seal(database_url: str, keys: list[Key]) -> None:
    await check(database_url, MINE)

    with pytest.raises(ForeignKeyFile, match="does not belong to this database"):
        await check(database_url, *keys)
    await check(database_url, MINE)
