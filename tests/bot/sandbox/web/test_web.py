"""The page's addresses by plain HTTP: who may use them, what is refused in words, what can do no harm."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from smtplib import SMTP
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.serving import LocalServer
from bot.sandbox.telegram import LocalTelegram
from bot.sandbox.web.guard import Guard
from bot.sandbox.web.routes import SandboxPage


class Browser:
    """A page, and everything behind it but the bot."""

    def __init__(self) -> None:
        self.clock = MovableClock()
        self.telegram = LocalTelegram(self.clock, token="100000001:local")
        self.mailbox = Mailbox(self.clock)
        self.desk = CaseDesk(self.clock)
        self.ana = self.telegram.person("Ana")
        page = SandboxPage(self.telegram, self.mailbox, self.desk, self.clock, pass_time=self._pass)
        self.server = LocalServer(Starlette(routes=page.routes(), middleware=[Middleware(Guard)]))
        self.session: aiohttp.ClientSession

    async def _pass(self, span: timedelta) -> None:
        self.clock.move_on(span)

    async def posts(self, path: str, **said: Any) -> tuple[int, Any]:
        """The answer to JSON that comes from the page itself."""
        headers = {"Origin": self.server.url}
        async with self.session.post(f"{self.server.url}{path}", json=said, headers=headers) as response:
            return response.status, await response.json()

    async def state(self) -> Any:
        async with self.session.get(f"{self.server.url}/sandbox/state") as response:
            return await response.json()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    browser = Browser()
    await browser.server.start()
    await browser.mailbox.start()
    async with aiohttp.ClientSession() as browser.session:
        yield browser
    await browser.mailbox.stop()
    await browser.server.stop()


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "http://127.0.0.1"])
async def test_only_the_page_itself_may_post(browser: Browser, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    url = f"{browser.server.url}/sandbox/people"
    async with browser.session.post(url, json={"name": "Eve"}, headers=headers) as response:
        assert response.status == 403
    assert len(browser.telegram.people) == 1


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[", ""])
async def test_only_a_name_of_this_machine_is_answered(browser: Browser, host: str) -> None:
    async with browser.session.get(f"{browser.server.url}/sandbox/state", headers={"Host": host}) as response:
        assert response.status in (400, 403)


@pytest.mark.parametrize("path", ["/", "/static/main.js", "/sandbox/state"])
async def test_everything_says_that_nothing_comes_from_outside(browser: Browser, path: str) -> None:
    async with browser.session.get(browser.server.url + path) as response:
        assert response.status == 200
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'; object-src 'none'")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_too_large_is_not_read(browser: Browser) -> None:
    url, headers = f"{browser.server.url}/sandbox/people", {"Origin": browser.server.url}
    async with browser.session.post(url, data=bytes(300 * 1024), headers=headers) as response:
        assert response.status == 413


@pytest.mark.parametrize(
    ("path", "said", "problem"),
    [
        ("people", {"name": ""}, "name: String should have at least 1 character"),
        ("people", {"name": "Bo", "colour": "red"}, "colour: Extra inputs are not permitted"),
        ("people/5/messages", {"text": "x"}, "there is nobody of this number"),
        ("people/{ana}/presses", {"message_id": 99, "data": "x"}, "that message is not here any more"),
        ("people/{ana}/edits", {"message_id": 99, "text": "x"}, "only a text of one's own can be changed"),
        ("cases", {"receipt": "EAC9999103403"}, "EAC9999103403 is here already"),
        ("cases", {"receipt": "ABC"}, "receipt number"),
        ("cases/EAC0000000000/status", {"title": "x"}, "the desk has no such case"),
        ("clock", {"minutes": -1}, "minutes: Input should be greater than 0"),
    ],
)
async def test_a_mistake_is_answered_in_words(
    browser: Browser, path: str, said: dict[str, Any], problem: str
) -> None:
    status, answer = await browser.posts(f"/sandbox/{path.format(ana=browser.ana.id)}", **said)
    assert status == 400
    assert problem in answer["problem"]


async def test_what_is_done_on_the_page_is_done(browser: Browser) -> None:
    ana = f"/sandbox/people/{browser.ana.id}"
    assert await browser.posts(f"{ana}/messages", text="/start") == (200, None)
    assert await browser.posts(f"{ana}/messages", text="approved", forwarded_from="USCIS") == (200, None)
    assert await browser.posts("/sandbox/cases", receipt="ioe-0912345678") == (
        200,
        {"receipt": "IOE0912345678"},
    )
    await browser.posts("/sandbox/faults", trouble="closed")
    await browser.posts("/sandbox/clock", minutes=90)
    state = await browser.state()
    (person,) = state["people"]
    assert [each["text"] for each in person["messages"]] == ["/start", "approved"]
    assert (state["waiting"], person["earlier"]) == (2, 0)
    assert state["desk"]["trouble"] == "closed"
    assert "IOE0912345678" in [each["receipt"] for each in state["desk"]["cases"]]
    assert state["clock"]["ahead_seconds"] == 90 * 60


async def test_a_file_is_shown_as_a_picture_only_if_it_is_one(browser: Browser) -> None:
    await browser.ana.sends_document("card.png", b"<script>alert(1)</script>", mime="image/png")
    await browser.ana.sends_photo(b"\x89PNG\r\n\x1a\n")
    kinds = []
    for number in (1, 2):
        async with browser.session.get(f"{browser.server.url}/sandbox/files/file-{number}") as response:
            kinds.append((response.content_type, response.headers.get("Content-Disposition")))
    assert kinds == [("application/octet-stream", "attachment"), ("image/png", None)]
    async with browser.session.get(f"{browser.server.url}/sandbox/files/file-3") as response:
        assert response.status == 404


async def test_a_mail_is_shown_where_no_script_of_it_runs(browser: Browser) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["From"] = "Hello", "ana@example.org", "bot@example.org"
    mail.set_content("plain")
    mail.add_alternative("<script>alert(1)</script><p>Hello</p>", subtype="html")
    await _sent(browser.mailbox, mail)
    await browser.mailbox.letter_to("ana@example.org")
    async with browser.session.get(f"{browser.server.url}/sandbox/mails/1") as response:
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "allow-scripts" not in policy
    async with browser.session.get(f"{browser.server.url}/sandbox/mails/2") as response:
        assert response.status == 404


async def _sent(mailbox: Mailbox, mail: EmailMessage) -> None:
    def send() -> None:
        with SMTP(mailbox.host, mailbox.port) as server:
            server.send_message(mail)

    await asyncio.to_thread(send)
