"""Registration: from the reviewed answers to an account with a verified e-mail address.

Whether a username or an address is taken is told by mail only, to the address itself: the chat shows
the same words, after the same work, in every case (requirement R1).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.accounts.challenges import ChallengeOver, Challenges, NotACode, Purpose, Sent, WrongChallengeCode
from bot.accounts.codes import Randomness, clean_digits
from bot.accounts.emails import EmailAddress, email_key
from bot.accounts.free_names import free_number, free_username
from bot.accounts.password_rules import personal_words
from bot.accounts.passwords import Passwords
from bot.accounts.throttling import Window, count_within
from bot.accounts.usernames import Username, read_username
from bot.clock import Clock
from storage import accounts as rows
from storage import activity
from storage.accounts import Account, Personal, Registration
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery, add_deliveries, is_known
from storage.ids import Ids

LIFE = timedelta(hours=24)
_MAILS_TO_ONE_ADDRESS = Window(limit=5, span=timedelta(hours=1))
_MAILS_FROM_ONE_CHAT = Window(limit=10, span=timedelta(hours=1))
"""So that nobody has us write to one stranger after the other."""


class NoRegistration(Exception):
    """Nothing waits for verification in this chat: never begun, or too long ago."""


class UsernameTaken(Exception):
    """The address is verified, but somebody else has this username, or one that looks like it."""

    def __init__(self, suggestion: str) -> None:
        super().__init__("the username is taken")
        self.suggestion = suggestion


@dataclass(frozen=True)
class Applicant:
    """The answers of a registration, each already found good."""

    username: Username
    email: EmailAddress
    legal_name: str
    birth_date: date
    password_hash: str
    language: str


@dataclass(frozen=True)
class Waiting:
    """A registration that waits for its person, and where the mail went."""

    email: str
    username: str
    is_verified: bool


class Registering:
    """Opens accounts."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        passwords: Passwords,
        challenges: Challenges,
        *,
        randomness: Randomness,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._passwords = passwords
        self._challenges = challenges
        self._randomness = randomness

    async def hash_password(
        self, password: str, *, names: tuple[str, ...], username: str, email: str, birth_date: date
    ) -> str:
        """The hash of a password that is good enough. Raises WeakPassword and TooBusy."""
        personal = personal_words(names=names, username=username, email=email, birth_date=birth_date)
        self._passwords.require_strong(password, personal)
        return await self._passwords.hash(password)

    async def begin(self, applicant: Applicant, *, chat_id: int, telegram_user_id: int, key: str) -> None:
        """Send off a registration: a mail goes to its address. The answer is the same in every case.

        Raises TooManyAttempts when too many mails went to that address, or from that chat, within the hour.
        """
        now = self._clock.now()
        registration = Registration(
            id=self._ids.new(now),
            chat_id=chat_id,
            telegram_user_id=telegram_user_id,
            personal=Personal(
                username=applicant.username.shown,
                email=applicant.email.shown,
                legal_name=applicant.legal_name,
                birth_date=applicant.birth_date.isoformat(),
            ),
            password_hash=applicant.password_hash,
            language=applicant.language,
            created_at=now,
        )
        async with self._database.transaction() as tx:
            if await is_known(tx, _once(key)):
                return
            await rows.put_registration(tx, registration, applicant.email.key, now + LIFE)
            await self._send_mail(tx, registration, applicant.email.key, now, key)

    async def waiting(self, chat_id: int) -> Waiting:
        """The registration of a chat. Raises NoRegistration."""
        async with self._database.reading() as tx:
            registration = await self._of(tx, chat_id)
        return Waiting(
            registration.personal.email,
            registration.personal.username,
            registration.verified_at is not None,
        )

    async def resend(self, chat_id: int, *, key: str) -> str:
        """Mail a new code. Returns the address.

        Raises NoRegistration, TooSoon, TooManyAttempts.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            registration = await self._of(tx, chat_id)
            if not await is_known(tx, _once(key)):
                await self._send_mail(tx, registration, _email_key(registration), now, key)
        return registration.personal.email

    async def change_email(self, chat_id: int, email: EmailAddress, *, key: str) -> None:
        """Send the mail to another address instead: the first was mistyped.

        Raises NoRegistration, TooManyAttempts.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            before = await self._of(tx, chat_id)
            if await is_known(tx, _once(key)):
                return
            registration = replace(
                before,
                id=self._ids.new(now),
                personal=replace(before.personal, email=email.shown),
                verified_at=None,
            )
            await rows.put_registration(tx, registration, email.key, now + LIFE)
            await self._send_mail(tx, registration, email.key, now, key)

    async def verify_by_code(self, chat_id: int, written: str, *, key: str) -> str:
        """Verify the address by its code and open the account. Returns the username.

        Raises NotACode, NoRegistration, WrongChallengeCode, ChallengeOver, UsernameTaken.
        """
        if clean_digits(written) is None:
            raise NotACode
        problem: WrongChallengeCode | ChallengeOver | UsernameTaken | None
        async with self._database.transaction() as tx:
            registration = await self._of(tx, chat_id, key)
            try:
                if registration.opened_by is None:
                    await self._challenges.meet(
                        tx, registration.id, Purpose.VERIFY_EMAIL, chat_id, written, self._clock.now()
                    )
                problem = await self._verified(tx, registration, key)
            except (WrongChallengeCode, ChallengeOver) as refused:
                # Raised only after the commit: a wrong try counts.
                problem = refused
        if problem is not None:
            raise problem
        return registration.personal.username

    async def verify_by_link(self, chat_id: int, token: str, *, key: str) -> str:
        """Verify the address by the link of the mail. Returns the username.

        Raises NoRegistration, ChallengeOver, UsernameTaken.
        """
        async with self._database.transaction() as tx:
            registration = await self._of(tx, chat_id, key)
            if registration.opened_by is None:
                subject = await self._challenges.meet_by_link(
                    tx, token, Purpose.VERIFY_EMAIL, chat_id, self._clock.now()
                )
                if subject != registration.id:
                    raise ChallengeOver
            taken = await self._verified(tx, registration, key)
        if taken is not None:
            raise taken
        return registration.personal.username

    async def choose_username(self, chat_id: int, username: Username, *, key: str) -> str:
        """Take another username, once the address is verified. Returns it.

        Raises NoRegistration, UsernameTaken, and ChallengeOver when the address got an account meanwhile.
        """
        async with self._database.transaction() as tx:
            registration = await self._of(tx, chat_id, key)
            if registration.verified_at is None:
                raise NoRegistration
            renamed = replace(registration, personal=replace(registration.personal, username=username.shown))
            taken = await self._verified(tx, renamed, key)
        if taken is not None:
            raise taken
        return username.shown

    # --- within a transaction ------------------------------------------------------------------

    async def _of(self, tx: Transaction, chat_id: int, key: str | None = None) -> Registration:
        """The registration that waits, or that this very update has finished before a crash."""
        registration = await rows.registration_of_chat(tx, chat_id, self._clock.now())
        if registration is None or registration.opened_by not in (None, key):
            raise NoRegistration
        return registration

    async def _send_mail(
        self, tx: Transaction, registration: Registration, email_key: str, now: datetime, key: str
    ) -> None:
        """Mail what is true: a code, or that this address has an account already."""
        sent = await self._challenges.renew(
            tx, registration.id, Purpose.VERIFY_EMAIL, registration.chat_id, now
        )
        await count_within(tx, f"mails:{email_key}", now, _MAILS_TO_ONE_ADDRESS)
        await count_within(tx, f"mails-from:{registration.chat_id}", now, _MAILS_FROM_ONE_CHAT)
        body = {
            "address": registration.personal.email,
            "name": registration.personal.legal_name,
            "language": registration.language,
            "at": now.isoformat(),
            "waits": str(registration.chat_id),
        }
        if await rows.email_is_taken(tx, email_key):
            # The code that was made is told to nobody, so that no answer in the chat can meet it.
            kind = "email-taken"
        else:
            kind = "verify-email"
            body |= {"code": sent.code, "link": sent.link}
        await add_deliveries(tx, self._ids, now, [_mail(kind, key, body, sent)])

    async def _verified(self, tx: Transaction, registration: Registration, key: str) -> UsernameTaken | None:
        """Open the account, or say that its username is taken by now."""
        if registration.opened_by is not None:
            return None
        now = self._clock.now()
        username = _username(registration)
        if await rows.email_is_taken(tx, _email_key(registration)):
            raise ChallengeOver
        if await rows.username_is_taken(tx, username.key, username.skeleton):
            await rows.mark_registration_verified(tx, registration.id, now)
            return UsernameTaken(await free_username(tx, username, self._randomness))
        account = Account(
            id=self._ids.new(now),
            personal=replace(registration.personal, number=await free_number(tx, self._randomness)),
            language=registration.language,
            alert_detail="auto",
            created_at=now,
        )
        await rows.add_account(
            tx,
            account,
            username_key=username.key,
            skeleton=username.skeleton,
            email_key=_email_key(registration),
            password_hash=registration.password_hash,
        )
        await activity.add_activity(
            tx, entry_id=self._ids.new(now), account_id=account.id, kind="registered", now=now, detail={}
        )
        await rows.mark_registration_opened(tx, registration.id, key)
        return None


def _mail(kind: str, key: str, body: dict[str, str], sent: Sent) -> NewDelivery:
    return NewDelivery(_once(key), kind, "email", body, expires_at=sent.expires_at)


def _once(key: str) -> str:
    return f"registration-mail:{key}"


def _email_key(registration: Registration) -> str:
    return email_key(registration.personal.email)


def _username(registration: Registration) -> Username:
    return read_username(registration.personal.username)
