"""Changing the e-mail address (requirement R28): confirmed at the new one, undone from the old one.

Whether the new address belongs to another account is told by mail only, to that address (R1).
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.accounts.challenges import ChallengeOver, Challenges, NotACode, Purpose, WrongChallengeCode
from bot.accounts.changes import By, Changes
from bot.accounts.codes import Randomness, clean_digits, new_link_token
from bot.accounts.emails import EmailAddress, email_key
from bot.accounts.throttling import Window, count_within
from bot.clock import Clock
from storage import accounts
from storage import email_changes as rows
from storage.accounts import Account
from storage.challenges import drop_challenges
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries, is_known
from storage.email_changes import EmailChange
from storage.ids import Ids
from storage.sessions import chats_bound_to, end_all_sessions

UNDO_LIFE = timedelta(hours=72)
_MAILS_TO_ONE_ADDRESS = Window(limit=5, span=timedelta(hours=1))
_MAILS_FROM_ONE_CHAT = Window(limit=10, span=timedelta(hours=1))


class SameEmail(Exception):
    """It is the account's address already."""


class NoEmailChange(Exception):
    """No new address waits for its code."""


class UndoOver(Exception):
    """The link undoes nothing any more: used, run out, or never sent."""


class OldEmailTaken(Exception):
    """The old address belongs to another account by now."""


@dataclass(frozen=True)
class Undoing:
    """What an undo link would do."""

    before: str


class EmailChanging:
    """Changes addresses, and changes them back."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        challenges: Challenges,
        changes: Changes,
        *,
        randomness: Randomness,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._challenges = challenges
        self._changes = changes
        self._randomness = randomness

    async def begin(self, account_id: str, email: EmailAddress, by: By) -> None:
        """Mail a code to the new address. The answer is the same whether or not it is taken.

        Raises SameEmail, TooManyAttempts, NoEmailChange where the account is gone.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            account = await self._account(tx, account_id)
            if email_key(account.personal.email) == email.key:
                raise SameEmail
            if await is_known(tx, _once(by)):
                return
            change = EmailChange(
                self._ids.new(now), account_id, account.personal.email, email.shown, None, None
            )
            await rows.put_email_change(tx, change, email.key, now)
            await self._mail_code(tx, account, change, by)

    async def resend(self, account_id: str, by: By) -> str:
        """Mail a new code. Returns the address. Raises NoEmailChange, TooSoon, TooManyAttempts."""
        async with self._database.transaction() as tx:
            account = await self._account(tx, account_id)
            change = await self._waiting(tx, account_id)
            if not await is_known(tx, _once(by)):
                await self._mail_code(tx, account, change, by)
        return change.after

    async def waiting(self, account_id: str) -> str:
        """The new address that waits for its code. Raises NoEmailChange."""
        async with self._database.reading() as tx:
            return (await self._waiting(tx, account_id)).after

    async def confirm(self, account_id: str, written: str, by: By) -> str:
        """Take the new address, if this is its code. Returns it.

        Raises NotACode, NoEmailChange, WrongChallengeCode, ChallengeOver.
        """
        if clean_digits(written) is None:
            raise NotACode
        problem: WrongChallengeCode | ChallengeOver | None = None
        async with self._database.transaction() as tx:
            account = await self._account(tx, account_id)
            if await is_known(tx, f"email-changed:{by.key}"):
                return account.personal.email
            change = await self._waiting(tx, account_id)
            try:
                await self._challenges.meet(
                    tx, change.id, Purpose.CHANGE_EMAIL, by.chat_id, written, self._clock.now()
                )
                if await accounts.email_is_taken(tx, email_key(change.after)):
                    raise ChallengeOver
                await self._take(tx, account, change, by)
            except (WrongChallengeCode, ChallengeOver) as refused:
                # Raised only after the commit: a wrong try counts.
                problem = refused
        if problem is not None:
            raise problem
        return change.after

    async def stop(self, account_id: str) -> None:
        """Let the address stay as it is."""
        async with self._database.transaction() as tx:
            await rows.forget_waiting_email_changes(tx, account_id)

    async def is_undo_link(self, link: str) -> bool:
        """Whether this is a link that undoes a change, or did once."""
        async with self._database.reading() as tx:
            return await rows.email_change_by_undo_link(tx, link) is not None

    async def undoing(self, link: str) -> str:
        """The address that this link would put back. Raises UndoOver."""
        async with self._database.reading() as tx:
            return (await self._to_undo(tx, link)).before

    async def undo(self, link: str, by: By) -> str:
        """Put the old address back, end every session, and tell the other chats. Returns the address.

        Raises UndoOver, OldEmailTaken.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            done = await rows.email_change_by_undo_link(tx, link)
            if done is not None and await is_known(tx, f"email-undone:{by.key}"):
                return done.before
            change = await self._to_undo(tx, link)
            account = await self._account(tx, change.account_id)
            if email_key(account.personal.email) != email_key(change.before):
                if await accounts.email_is_taken(tx, email_key(change.before)):
                    raise OldEmailTaken
                await accounts.set_email(tx, account, change.before, email_key(change.before))
            await rows.undo_email_changes_since(tx, account.id, change.confirmed_at or now, now)
            await rows.forget_waiting_email_changes(tx, account.id)
            await end_all_sessions(tx, account.id, "email-change-undone", now)
            await self._changes.note(tx, account.id, "email-change-undone", by)
            body = self._body(account, change.before, by)
            told = [
                NewDelivery(
                    once_key=f"email-undone:{by.key}:{other}",
                    kind="email-undone",
                    channel="telegram",
                    account_id=account.id,
                    chat_id=other,
                    body={"at": now.isoformat()},
                )
                for other in await chats_bound_to(tx, account.id)
                if other != by.chat_id
            ]
            mail = self._mail("email-undone", f"email-undone:{by.key}", account, body)
            await add_deliveries(tx, self._ids, now, [*told, mail])
        return change.before

    # --- within a transaction ------------------------------------------------------------------

    async def _account(self, tx: Transaction, account_id: str) -> Account:
        account = await accounts.account_to_change(tx, account_id)
        if account is None:
            raise NoEmailChange
        return account

    async def _waiting(self, tx: Transaction, account_id: str) -> EmailChange:
        change = await rows.waiting_email_change(tx, account_id)
        if change is None:
            raise NoEmailChange
        return change

    async def _to_undo(self, tx: Transaction, link: str) -> EmailChange:
        change = await rows.email_change_by_undo_link(tx, link)
        if change is None or change.undone_at is not None or self._is_late(change):
            raise UndoOver
        return change

    def _is_late(self, change: EmailChange) -> bool:
        return change.undo_until is None or self._clock.now() >= change.undo_until

    async def _mail_code(self, tx: Transaction, account: Account, change: EmailChange, by: By) -> None:
        """Mail what is true: a code, or that this address has an account already."""
        now = self._clock.now()
        sent = await self._challenges.renew(tx, change.id, Purpose.CHANGE_EMAIL, by.chat_id, now)
        address = email_key(change.after)
        await count_within(tx, f"mails:{address}", now, _MAILS_TO_ONE_ADDRESS)
        await count_within(tx, f"mails-from:{by.chat_id}", now, _MAILS_FROM_ONE_CHAT)
        # Without a name: who reads that mailbox is not known yet.
        body = self._body(account, change.after, by)
        del body["name"]
        body["waits"] = str(by.chat_id)
        if await accounts.email_is_taken(tx, address):
            # The code that was made is told to nobody, so that no answer in the chat can meet it.
            kind = "new-email-taken"
        else:
            kind = "confirm-email"
            body["code"] = sent.code
        mail = NewDelivery(
            once_key=_once(by), kind=kind, channel="email", body=body, expires_at=sent.expires_at
        )
        await add_deliveries(tx, self._ids, now, [mail])

    async def _take(self, tx: Transaction, account: Account, change: EmailChange, by: By) -> None:
        now = self._clock.now()
        link = new_link_token(self._randomness)
        await accounts.set_email(tx, account, change.after, email_key(change.after))
        await rows.confirm_email_change(tx, change.id, undo_link=link, now=now, undo_until=now + UNDO_LIFE)
        for purpose in (Purpose.RECOVERY, Purpose.SECOND_FACTOR):
            # What is still under way to the old address opens nothing any more.
            await drop_challenges(tx, account.id, purpose)
        await self._changes.note(tx, account.id, "email-changed", by)
        before = self._body(account, account.personal.email, by)
        old = self._mail(
            "email-changed",
            f"email-changed:{by.key}",
            account,
            {**before, "link": link, "hint": _hinted(change.after), "until": (now + UNDO_LIFE).isoformat()},
        )
        after = self._body(account, change.after, by)
        new = self._mail("email-confirmed", f"email-confirmed:{by.key}", account, after)
        await add_deliveries(tx, self._ids, now, [old, new])

    def _body(self, account: Account, address: str, by: By) -> dict[str, str]:
        return {
            "address": address,
            "name": account.personal.legal_name,
            "language": account.language,
            "zone": account.zone or "",
            "at": self._clock.now().isoformat(),
            "telegram_name": by.telegram_name,
        }

    def _mail(self, kind: str, once_key: str, account: Account, body: dict[str, str]) -> NewDelivery:
        return NewDelivery(once_key=once_key, kind=kind, channel="email", account_id=account.id, body=body)


def _once(by: By) -> str:
    return f"email-change-mail:{by.key}"


def _hinted(address: str) -> str:
    """Enough of an address for its owner to know it; the old mailbox may be somebody else's by now."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"
