"""Second factors and recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from storage.database import Transaction
from storage.schema import recovery_codes, second_factors

_RECOVERY = "recovery-code"


@dataclass(frozen=True)
class SecondFactor:
    """A second factor; only one that was confirmed counts."""

    id: str
    kind: str
    secret: str | None
    last_step: int
    confirmed_at: datetime | None
    name: str | None = None
    preferred_at: datetime | None = None


async def put_unconfirmed_factor(
    tx: Transaction,
    *,
    factor_id: str,
    account_id: str,
    kind: str,
    secret: str | None,
    now: datetime,
    name: str | None = None,
) -> None:
    """Begin to set up a factor; an earlier attempt that was not confirmed is forgotten."""
    await tx.run(
        delete(second_factors).where(
            second_factors.c.account_id == account_id,
            second_factors.c.kind == kind,
            second_factors.c.confirmed_at.is_(None),
        )
    )
    await tx.run(
        second_factors.insert().values(
            id=factor_id,
            account_id=account_id,
            kind=kind,
            secret=_sealed(tx, secret, f"second_factors.secret:{factor_id}"),
            name=_sealed(tx, name, f"second_factors.name:{factor_id}"),
            last_step=0,
            created_at=now,
        )
    )


async def factors_of(tx: Transaction, account_id: str) -> list[SecondFactor]:
    """The factors of an account, oldest first, locked until the transaction ends."""
    rows = await tx.all(
        select(second_factors)
        .where(second_factors.c.account_id == account_id)
        .order_by(second_factors.c.id)
        .with_for_update()
    )
    return [
        SecondFactor(
            id=row["id"],
            kind=row["kind"],
            secret=_opened(tx, row["secret"], f"second_factors.secret:{row['id']}"),
            last_step=row["last_step"],
            confirmed_at=row["confirmed_at"],
            name=_opened(tx, row["name"], f"second_factors.name:{row['id']}"),
            preferred_at=row["preferred_at"],
        )
        for row in rows
    ]


async def confirm_factor(tx: Transaction, factor_id: str, now: datetime) -> None:
    """The factor was shown to work: from now on it counts."""
    await tx.run(update(second_factors).where(second_factors.c.id == factor_id).values(confirmed_at=now))


async def remove_factor(tx: Transaction, factor_id: str) -> None:
    """The factor counts no more."""
    await tx.run(delete(second_factors).where(second_factors.c.id == factor_id))


async def forget_factors(tx: Transaction, account_id: str) -> None:
    """Drop every factor of an account, and its recovery codes."""
    await tx.run(delete(second_factors).where(second_factors.c.account_id == account_id))
    await tx.run(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))


async def prefer_factor(tx: Transaction, account_id: str, factor_id: str, now: datetime) -> None:
    """Ask for this factor first, and for no other before it."""
    mine = update(second_factors).where(second_factors.c.account_id == account_id)
    await tx.run(mine.values(preferred_at=None))
    await tx.run(mine.where(second_factors.c.id == factor_id).values(preferred_at=now))


async def use_step(tx: Transaction, factor_id: str, step: int) -> None:
    """No code of this time step, nor of an earlier one, counts again (RFC 6238, section 5.2)."""
    await tx.run(update(second_factors).where(second_factors.c.id == factor_id).values(last_step=step))


async def replace_recovery_codes(tx: Transaction, account_id: str, codes: Sequence[str]) -> None:
    """Store new recovery codes; those before are void."""
    await tx.run(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    await tx.run(
        recovery_codes.insert(),
        [
            {
                "account_id": account_id,
                "code_digest": tx.vault.digest(f"{account_id}:{code}", _RECOVERY),
            }
            for code in codes
        ],
    )


async def use_recovery_code(tx: Transaction, account_id: str, code: str, now: datetime) -> bool:
    """Use up a recovery code. False when it is none, or was used before."""
    used = await tx.run(
        update(recovery_codes)
        .where(
            recovery_codes.c.account_id == account_id,
            recovery_codes.c.code_digest.in_(tx.vault.digests(f"{account_id}:{code}", _RECOVERY)),
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return used == 1


async def count_recovery_codes(tx: Transaction, account_id: str) -> int:
    """How many recovery codes are left."""
    return int(
        await tx.value(
            select(func.count())
            .select_from(recovery_codes)
            .where(recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None))
        )
    )


def _sealed(tx: Transaction, text: str | None, place: str) -> bytes | None:
    return None if text is None else tx.vault.seal(text.encode(), place)


def _opened(tx: Transaction, sealed: bytes | None, place: str) -> str | None:
    return None if sealed is None else tx.vault.open(sealed, place).decode()
