"""Log-ins that failed: counted, noted in the activity, and told to the owner when there were too many."""

from datetime import datetime

import structlog

from bot.accounts.throttling import note_failure, note_in_a_row
from bot.clock import Clock
from storage import accounts as rows
from storage import activity
from storage.accounts import Login
from storage.database import Transaction
from storage.deliveries import NewDelivery, add_deliveries
from storage.ids import Ids

_security = structlog.get_logger("casebell.security")


class LoginRefused(Exception):
    """Not this username with this password. More is told to nobody, but when the next try may be."""

    def __init__(self, again_at: datetime | None = None) -> None:
        super().__init__("refused")
        self.again_at = again_at


class FailedLogins:
    """Keeps account of failures, within the transaction of the log-in that failed."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    async def wrong_password(
        self, tx: Transaction, key: str, sender: str, login: Login | None, telegram_name: str
    ) -> LoginRefused:
        """Count a wrong password, tell the owner of a lock-out, and say when the next try may be."""
        now = self._clock.now()
        held = await note_failure(tx, key, now), await note_failure(tx, sender, now)
        locked_out = held[0] is not None and held[0].locked_out
        _security.warning("login_refused", known=login is not None, locked=locked_out)
        if login is not None:
            await self._note(tx, login.account_id, "login-failed", telegram_name, now)
            if await note_in_a_row(tx, login.account_id, now):
                await rows.hold_password(tx, login.account_id, now)
                once_key = f"login-closed:{login.account_id}:{now.isoformat()}"
                await self._mail(tx, login, "login-closed", once_key, now)
            # Not when only the sender is held: that is about other accounts too, and no news to this owner.
            elif locked_out and not login.is_held:
                once_key = f"login-held:{login.account_id}:{now:%Y%m%d%H%M}"
                await self._mail(tx, login, "login-held", once_key, now)
        return LoginRefused(max((each.until for each in held if each), default=None))

    async def wrong_code(
        self, tx: Transaction, key: str, login: Login, telegram_name: str, *, has_factor: bool
    ) -> None:
        """Count a wrong code after a right password.

        The owner is told of a lock-out, once: somebody has the password. Not while the first factor is
        being set up: no code keeps anybody out then.
        """
        now = self._clock.now()
        held = await note_failure(tx, key, now)
        await self._note(tx, login.account_id, "factor-failed", telegram_name, now)
        if held is not None and held.locked_out and has_factor:
            once_key = f"code-held:{login.account_id}:{now:%Y%m%d%H%M}"
            await self._mail(tx, login, "code-held", once_key, now)

    async def _note(
        self, tx: Transaction, account_id: str, kind: str, telegram_name: str, now: datetime
    ) -> None:
        await activity.add_activity(
            tx,
            entry_id=self._ids.new(now),
            account_id=account_id,
            kind=kind,
            now=now,
            detail={"telegram_name": telegram_name},
        )

    async def _mail(self, tx: Transaction, login: Login, kind: str, once_key: str, now: datetime) -> None:
        account = await rows.account_by_id(tx, login.account_id)
        if account is None:
            return
        body = {
            "at": now.isoformat(),
            "address": account.personal.email,
            "name": account.personal.legal_name,
            "language": login.language,
            "zone": account.zone or "",
        }
        mail = NewDelivery(
            once_key=once_key, kind=kind, channel="email", account_id=login.account_id, body=body
        )
        await add_deliveries(tx, self._ids, now, [mail])
