"""Second factors of an account that is open: named, added, removed, preferred; and its recovery codes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.accounts.challenges import ChallengeOver, WrongChallengeCode
from bot.accounts.changes import By, Changes
from bot.accounts.second_factors import (
    AuthenticatorSetUp,
    FactorKind,
    SecondFactors,
    UsedFactorCode,
    WrongFactorCode,
    require_factor_code,
)
from bot.accounts.short_texts import read_short_text
from bot.accounts.throttling import factor_key, note_failure, note_success, require_patience
from bot.clock import Clock
from storage import second_factors as rows
from storage.database import Database, Transaction

MAX_NAME: Final = 40
_MOST = 5
_ADDED = "factor-added"


class LastFactor(Exception):
    """It is the only one: without it nobody could log in."""


class NoSuchFactor(Exception):
    """The account has no such factor, or not any more."""


class EnoughFactors(Exception):
    """There are as many as an account may have."""


@dataclass(frozen=True)
class KeptFactor:
    """A factor that counts; one set up at the first log-in has no name."""

    id: str
    kind: FactorKind
    name: str
    since: datetime
    is_first: bool
    """Whether its codes are asked for first."""


@dataclass(frozen=True)
class KeptFactors:
    """The factors of an account, the one asked for first before the others, and what is left besides."""

    factors: tuple[KeptFactor, ...]
    recovery_codes_left: int


class FactorKeeping:
    """Keeps second factors."""

    def __init__(
        self, database: Database, clock: Clock, second_factors: SecondFactors, changes: Changes
    ) -> None:
        self._database = database
        self._clock = clock
        self._second_factors = second_factors
        self._changes = changes

    async def of(self, account_id: str) -> KeptFactors:
        """What the account has."""
        async with self._database.reading() as tx:
            factors = await _counting(tx, account_id)
            left = await rows.count_recovery_codes(tx, account_id)
        return KeptFactors(
            tuple(
                KeptFactor(
                    id=each.id,
                    kind=FactorKind(each.kind),
                    name=each.name or "",
                    since=each.confirmed_at or self._clock.now(),
                    is_first=place == 0,
                )
                for place, each in enumerate(factors)
            ),
            left,
        )

    async def require_room(self, account_id: str, kind: FactorKind) -> None:
        """Raises EnoughFactors when no more may be added; the one mailbox counts once."""
        async with self._database.reading() as tx:
            factors = await _counting(tx, account_id)
        is_there = kind is FactorKind.EMAIL and any(each.kind == kind for each in factors)
        if is_there or len(factors) >= _MOST:
            raise EnoughFactors

    async def begin_authenticator(self, account_id: str, name: str) -> AuthenticatorSetUp:
        """Make a secret for another app of this name; it counts once its code was shown. Raises BadText."""
        return await self._second_factors.begin_authenticator(account_id, read_factor_name(name))

    async def confirm(self, account_id: str, kind: FactorKind, written: str, *, by: By) -> None:
        """The new app shows its code, or the mail arrived: from now on it counts.

        Raises NotAFactorCode, WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver,
        NothingToConfirm, TooManyAttempts.
        """
        require_factor_code(written, set_up=kind)
        problem: WrongFactorCode | UsedFactorCode | WrongChallengeCode | ChallengeOver | None = None
        throttle, now = factor_key(account_id), self._clock.now()
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, _ADDED, by):
                return
            await require_patience(tx, (throttle,), now)
            try:
                await self._second_factors.check(tx, account_id, by.chat_id, written, set_up=kind)
                await note_success(tx, throttle)
                await self._changes.mail(tx, account_id, _ADDED, by)
            except (WrongFactorCode, UsedFactorCode, WrongChallengeCode, ChallengeOver) as refused:
                # Raised only after the commit: a wrong try counts.
                await note_failure(tx, throttle, now)
                problem = refused
        if problem is not None:
            raise problem

    async def remove(self, account_id: str, factor_id: str, *, by: By) -> None:
        """Let a factor count no more. Raises NoSuchFactor, LastFactor."""
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, "factor-removed", by):
                return
            factors = await _counting(tx, account_id)
            factor = _one_of(factors, factor_id)
            if len(factors) == 1:
                raise LastFactor
            await rows.remove_factor(tx, factor.id)
            await self._changes.tell(tx, account_id, "factor-removed", by)

    async def prefer(self, account_id: str, factor_id: str, *, by: By) -> None:
        """Ask for this factor first from now on. Raises NoSuchFactor."""
        async with self._database.transaction() as tx:
            if await self._changes.is_told(tx, "factor-preferred", by):
                return
            factor = _one_of(await _counting(tx, account_id), factor_id)
            await rows.prefer_factor(tx, account_id, factor.id, self._clock.now())
            await self._changes.tell(tx, account_id, "factor-preferred", by)

    async def renew_recovery_codes(self, account_id: str, *, by: By) -> tuple[str, ...]:
        """Ten new recovery codes, shown now and never again; those before are void (requirement R7)."""
        async with self._database.transaction() as tx:
            codes = await self._second_factors.replace_recovery_codes(tx, account_id)
            if not await self._changes.is_told(tx, "recovery-codes-renewed", by):
                await self._changes.tell(tx, account_id, "recovery-codes-renewed", by)
        return codes


def read_factor_name(written: str) -> str:
    """The name of a device. Raises BadText."""
    return read_short_text(written, at_least=1, at_most=MAX_NAME)


async def _counting(tx: Transaction, account_id: str) -> list[rows.SecondFactor]:
    """The factors that count, in the order in which a log-in asks for them."""
    factors = [each for each in await rows.factors_of(tx, account_id) if each.confirmed_at is not None]
    return sorted(factors, key=lambda each: (each.preferred_at is None, each.kind))


def _one_of(factors: list[rows.SecondFactor], factor_id: str) -> rows.SecondFactor:
    found = next((each for each in factors if each.id == factor_id), None)
    if found is None:
        raise NoSuchFactor
    return found
