"""A person in a dialogue test: what she does, and what she sees once the bot has answered."""

import re

import pyotp

from bot.sandbox.sandbox import Sandbox
from bot.sandbox.telegram import LocalPerson
from bot.texts.catalogue import Texts
from tests.dialogues import prepared

PASSWORD = "purple tractor sings low"
TEXTS = Texts.load()


class Person:
    """Does things in the chat and waits until the bot has answered."""

    def __init__(
        self, sandbox: Sandbox, name: str, *, language: str = "en", person_id: int | None = None
    ) -> None:
        self.sandbox = sandbox
        self.phone: LocalPerson = sandbox.telegram.person(name, language=language, person_id=person_id)
        self.email = f"{name.lower()}@example.org"
        self.username = f"{name.lower()}.lopez"
        self.secret = ""
        self.recovery_codes: list[str] = []

    async def sends(self, text: str) -> int:
        message_id = await self.phone.sends(text)
        await self.sandbox.settle()
        return message_id

    async def presses(self, label: str) -> None:
        await self.phone.presses(label)
        await self.sandbox.settle()

    async def presses_key(self, key: str, **arguments: str | int) -> None:
        """Press the button with this key, in her own language."""
        await self.presses(self.says(key, **arguments))

    def says(self, key: str, **arguments: str | int) -> str:
        """What this sentence is in her own language, without markup."""
        return TEXTS.plain(self.phone.language, key, **arguments)

    async def starts(self) -> None:
        """Press Start."""
        await self.phone.starts()
        await self.sandbox.settle()

    async def opens(self, link: str) -> None:
        """Press the link of a mail, which opens the chat with what stands behind `start=`."""
        await self.phone.starts(link.partition("?start=")[2])
        await self.sandbox.settle()

    async def edits(self, message_id: int, text: str) -> None:
        await self.phone.edits(message_id, text)
        await self.sandbox.settle()

    async def forwards(self, text: str) -> None:
        await self.phone.forwards(text)
        await self.sandbox.settle()

    async def sends_photo(self) -> None:
        await self.phone.sends_photo(b"\xff\xd8\xff\xe0 not much of a picture")
        await self.sandbox.settle()

    @property
    def screen(self) -> str:
        return self.phone.screen

    @property
    def toasts(self) -> list[str]:
        return self.phone.toasts

    def sees(self, text: str) -> bool:
        return self.phone.sees(text)

    @property
    def last(self) -> str:
        """The newest message of the bot, without markup."""
        newest = self.phone.newest
        return str(newest.get("text", newest.get("caption")))

    @property
    def labels(self) -> list[str]:
        """What the buttons under the newest message say."""
        rows = self.phone.newest.get("reply_markup", {}).get("inline_keyboard", [])
        return [str(button["text"]) for row in rows for button in row]

    # --- whole ways --------------------------------------------------------------------------

    async def answers_registration(self) -> None:
        """Everything up to the review."""
        await self.sends("/register")
        await self.sends(f"{self.phone.name} López")
        await self.sends("May 23, 1990")
        await self.sends(self.email)
        await self.sends(self.username)
        await self.sends(PASSWORD)

    async def sends_registration_off_in_spanish(self) -> None:
        """Everything up to the code that is awaited."""
        await self.answers_registration()
        await self.presses("Crear mi cuenta")

    async def is_registered(self) -> None:
        """An account with a verified address; the password is being asked for."""
        await self.answers_registration()
        await self.presses("Create my account")
        await self.sends(await self.sandbox.mailbox.code_for(self.email))

    async def is_logged_in(self) -> None:
        """An account, open, with an authenticator app."""
        await prepared.once(self, Person.comes_to_be_logged_in)

    async def comes_to_be_logged_in(self) -> None:
        """The whole way there, whatever was done before."""
        await self.is_registered()
        await self.sends(PASSWORD)
        await self.presses("Authenticator app")
        self.reads_authenticator_key()
        await self.sends(self.code())
        self.reads_recovery_codes()
        await self.presses("I have written them down")

    async def is_logged_in_in_spanish(self) -> None:
        """An account, open, with an authenticator app."""
        await prepared.once(self, Person.comes_to_be_logged_in_in_spanish)

    async def comes_to_be_logged_in_in_spanish(self) -> None:
        """The whole way there, whatever was done before."""
        await self.sends_registration_off_in_spanish()
        await self.sends(await self.sandbox.mailbox.code_for(self.email))
        await self.sends(PASSWORD)
        await self.presses("App autenticadora")
        self.reads_authenticator_key()
        await self.sends(self.code())
        self.reads_recovery_codes()
        await self.presses("Ya los anoté")

    async def logs_in(self) -> None:
        """Log in again, some time later."""
        await self.sends("/login")
        await self.sends(self.username)
        await self.sends(PASSWORD)
        await self.sends(self.code())

    async def asks_for_a_new_password(self) -> None:
        """Say that the password is forgotten, up to the code that is awaited."""
        await self.sends("/recover")
        await self.presses("Forgot password?")
        await self.sends(self.username)

    async def shows_mail_and_factor(self) -> None:
        """The code of the newest mail, then that of the app; the new password is being asked for."""
        await self.sends(await self.sandbox.mailbox.code_for(self.email))
        await self.sends(self.code())

    async def recovers(self, password: str) -> None:
        """The whole way to a new password."""
        await self.asks_for_a_new_password()
        await self.shows_mail_and_factor()
        await self.sends(password)

    def recovers_for(self, other: "Person") -> None:
        """Holds the other one's mailbox and authenticator app too, as one does with a second phone."""
        self.username, self.email, self.secret = other.username, other.email, other.secret

    def reads_recovery_codes(self) -> None:
        self.recovery_codes = re.findall(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}", self.screen)

    def reads_authenticator_key(self) -> None:
        found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", self.screen)
        assert found, self.screen
        self.secret = found.group().replace(" ", "")

    def code(self) -> str:
        """What the authenticator app shows now."""
        return pyotp.TOTP(self.secret).at(self.sandbox.clock.now())

    async def follows(self, receipt: str) -> None:
        await self.sends(f"/link {receipt}")
