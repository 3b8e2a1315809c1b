"""Second factors: set up, and checked at each log-in (requirements R6 and R7)."""

from dataclasses import dataclass
from enum import StrEnum

from bot.accounts import codes, totp
from bot.accounts.challenges import Challenges, Purpose
from bot.accounts.codes import Randomness
from bot.clock import Clock
from storage import accounts, activity
from storage import second_factors as rows
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries, is_known
from storage.ids import Ids


class FactorKind(StrEnum):
    """The kinds of second factors."""

    AUTHENTICATOR = "authenticator"
    EMAIL = "email"


class WrongFactorCode(Exception):
    """The code is none of this account's."""


class NotAFactorCode(WrongFactorCode):
    """What was written cannot be a code, so it is not counted as a try."""

    def __init__(self, *, sets_up: bool) -> None:
        super().__init__("not a code")
        self.sets_up = sets_up
        """Whether a factor is being set up: then only its own code of digits will do."""


class WrongRecoveryCode(WrongFactorCode):
    """It looks like a recovery code, and is none of this account's, or was used before."""


class UsedFactorCode(Exception):
    """The code was right, and was used before: the next one is needed."""


class NothingToConfirm(Exception):
    """No factor of this kind is being set up."""


@dataclass(frozen=True)
class AuthenticatorSetUp:
    """What an authenticator app needs: a key to copy, and the same as a link for a QR picture."""

    secret: str
    uri: str


@dataclass(frozen=True)
class Passed:
    """A second factor was shown; with a recovery code, so many of them are left."""

    by_recovery_code: bool
    recovery_codes_left: int


def require_factor_code(written: str, *, set_up: FactorKind | None = None) -> None:
    """Raises NotAFactorCode for what cannot be a code; for one that is `set_up`, no recovery code will do."""
    if codes.clean_digits(written) is None and (set_up or codes.clean_readable_code(written) is None):
        raise NotAFactorCode(sets_up=set_up is not None)


class SecondFactors:
    """Sets up and checks second factors."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        challenges: Challenges,
        *,
        randomness: Randomness,
        issuer: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._challenges = challenges
        self._randomness = randomness
        self._issuer = issuer

    async def kinds_of(self, account_id: str) -> tuple[FactorKind, ...]:
        """The kinds of factors that count for this account; none before the first log-in is over."""
        async with self._database.reading() as tx:
            return await self.confirmed_kinds(tx, account_id)

    async def confirmed_kinds(self, tx: Transaction, account_id: str) -> tuple[FactorKind, ...]:
        """As `kinds_of`, within a transaction: the preferred one first, then apps before the mailbox."""
        factors = [each for each in await rows.factors_of(tx, account_id) if each.confirmed_at is not None]
        factors.sort(key=lambda each: (each.preferred_at is None, each.kind))
        return tuple(dict.fromkeys(FactorKind(each.kind) for each in factors))

    async def begin_authenticator(self, account_id: str, name: str | None = None) -> AuthenticatorSetUp:
        """Make a secret for an authenticator app. It counts once a code of it was shown."""
        now = self._clock.now()
        secret = totp.new_secret(self._randomness)
        async with self._database.transaction() as tx:
            account = await accounts.account_by_id(tx, account_id)
            if account is None:
                raise NothingToConfirm
            await rows.put_unconfirmed_factor(
                tx,
                factor_id=self._ids.new(now),
                account_id=account_id,
                kind=FactorKind.AUTHENTICATOR,
                secret=secret,
                now=now,
                name=name,
            )
        return AuthenticatorSetUp(
            secret, totp.provisioning_uri(secret, account.personal.username, self._issuer)
        )

    async def begin_email(self, account_id: str, chat_id: int, *, key: str) -> str:
        """Mail a code, to show that codes by e-mail arrive. Returns the address. Raises TooSoon."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await rows.put_unconfirmed_factor(
                tx,
                factor_id=self._ids.new(now),
                account_id=account_id,
                kind=FactorKind.EMAIL,
                secret=None,
                now=now,
            )
            return await self._mail_code(tx, account_id, chat_id, key)

    async def mail_code(self, account_id: str, chat_id: int, *, key: str) -> str:
        """Mail a code for logging in. Returns the address. Raises TooSoon."""
        async with self._database.transaction() as tx:
            return await self._mail_code(tx, account_id, chat_id, key)

    async def check(
        self,
        tx: Transaction,
        account_id: str,
        chat_id: int,
        written: str,
        *,
        set_up: FactorKind | None = None,
    ) -> Passed:
        """Check a code within the transaction of a log-in: of any factor that counts, or a recovery code.

        `set_up` names the kind that is being set up: then only its code will do, and it counts from now on.
        Raises WrongFactorCode, WrongRecoveryCode, UsedFactorCode, ChallengeOver, WrongChallengeCode; what a
        wrong try counts must be committed in spite of the error.
        """
        factors = [
            each
            for each in await rows.factors_of(tx, account_id)
            if (
                each.confirmed_at is None and each.kind == set_up if set_up else each.confirmed_at is not None
            )
        ]
        if set_up and not factors:
            raise NothingToConfirm
        recovery_code = None if set_up else codes.clean_readable_code(written)
        if recovery_code is not None:
            return await self._check_recovery_code(tx, account_id, recovery_code)
        if not await self._matches_authenticator(tx, factors, written):
            if not any(each.kind == FactorKind.EMAIL for each in factors):
                raise WrongFactorCode
            await self._challenges.meet(
                tx, account_id, Purpose.SECOND_FACTOR, chat_id, written, self._clock.now()
            )
        if set_up:
            await rows.confirm_factor(tx, factors[-1].id, self._clock.now())
            await self._note(tx, account_id, "factor-added", {"kind": set_up})
        return Passed(False, await rows.count_recovery_codes(tx, account_id))

    async def check_apart_from_mail(self, tx: Transaction, account_id: str, written: str) -> Passed:
        """Check a code of the app, or a recovery code: for who has just shown to hold the mailbox.

        Raises WrongFactorCode, WrongRecoveryCode, UsedFactorCode.
        """
        recovery_code = codes.clean_readable_code(written)
        if recovery_code is not None:
            return await self._check_recovery_code(tx, account_id, recovery_code)
        counting = [each for each in await rows.factors_of(tx, account_id) if each.confirmed_at is not None]
        if not await self._matches_authenticator(tx, counting, written):
            raise WrongFactorCode
        return Passed(False, await rows.count_recovery_codes(tx, account_id))

    async def is_app_code(self, tx: Transaction, account_id: str, written: str) -> bool:
        """Whether this is a code of the account's authenticator app that was not used yet. It is now."""
        counting = [each for each in await rows.factors_of(tx, account_id) if each.confirmed_at is not None]
        try:
            return await self._matches_authenticator(tx, counting, written)
        except UsedFactorCode:
            return False

    async def renew_recovery_codes(self, account_id: str) -> tuple[str, ...]:
        """Ten new recovery codes, shown now and never again; those before are void."""
        async with self._database.transaction() as tx:
            new = await self.replace_recovery_codes(tx, account_id)
            await self._note(tx, account_id, "recovery-codes-renewed", {})
        return new

    # --- within a transaction ------------------------------------------------------------------

    async def replace_recovery_codes(self, tx: Transaction, account_id: str) -> tuple[str, ...]:
        """Ten new recovery codes in place of those before."""
        new = codes.new_recovery_codes(self._randomness)
        cleaned = [code for each in new if (code := codes.clean_readable_code(each))]
        await rows.replace_recovery_codes(tx, account_id, cleaned)
        return new

    async def _matches_authenticator(
        self, tx: Transaction, factors: list[rows.SecondFactor], written: str
    ) -> bool:
        used = False
        for factor in factors:
            if factor.secret is None:
                continue
            try:
                step = totp.matching_step(factor.secret, written, self._clock.now(), factor.last_step)
            except totp.WrongCode:
                continue
            except totp.UsedCode:
                used = True
                continue
            await rows.use_step(tx, factor.id, step)
            return True
        if used:
            raise UsedFactorCode
        return False

    async def _check_recovery_code(self, tx: Transaction, account_id: str, code: str) -> Passed:
        if not await rows.use_recovery_code(tx, account_id, code, self._clock.now()):
            raise WrongRecoveryCode
        left = await rows.count_recovery_codes(tx, account_id)
        await self._note(tx, account_id, "recovery-code-used", {"left": str(left)})
        return Passed(True, left)

    async def _mail_code(self, tx: Transaction, account_id: str, chat_id: int, key: str) -> str:
        account = await accounts.account_by_id(tx, account_id)
        if account is None:
            raise NothingToConfirm
        once = f"login-code:{key}"
        if not await is_known(tx, once):
            now = self._clock.now()
            sent = await self._challenges.renew(tx, account_id, Purpose.SECOND_FACTOR, chat_id, now)
            body = {
                "address": account.personal.email,
                "name": account.personal.legal_name,
                "language": account.language,
                "zone": account.zone or "",
                "at": now.isoformat(),
                "code": sent.code,
                "waits": str(chat_id),
            }
            mail = NewDelivery(
                once_key=once,
                kind="login-code",
                channel="email",
                account_id=account_id,
                case_id=None,
                chat_id=None,
                body=body,
                expires_at=sent.expires_at,
            )
            await add_deliveries(tx, self._ids, now, [mail])
        return account.personal.email

    async def _note(self, tx: Transaction, account_id: str, kind: str, detail: dict[str, str]) -> None:
        now = self._clock.now()
        await activity.add_activity(
            tx, entry_id=self._ids.new(now), account_id=account_id, kind=kind, now=now, detail=detail
        )
