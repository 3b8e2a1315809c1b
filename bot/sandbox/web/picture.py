"""The sandbox as JSON: all that the page needs to draw itself."""

from typing import Any

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.clock import MovableClock
from bot.sandbox.mailbox import Mailbox, ReceivedMail
from bot.sandbox.telegram import LocalPerson, LocalTelegram
from bot.sandbox.web.troubles import trouble_at

_MOST_MESSAGES = 1_000
"""Of each chat; who scrolls further back has left the first five minutes behind."""


def whole(telegram: LocalTelegram, mailbox: Mailbox, desk: CaseDesk, clock: MovableClock) -> dict[str, Any]:
    """Everything."""
    return {
        "bot": {"name": telegram.bot["first_name"], "username": telegram.bot["username"]},
        "people": [person_as_json(telegram, each) for each in telegram.people.values()],
        "mails": [mail_as_json(each) for each in mailbox.messages],
        "desk": desk_as_json(desk),
        "clock": clock_as_json(clock),
        "waiting": telegram.updates.pending,
    }


def person_as_json(telegram: LocalTelegram, person: LocalPerson) -> dict[str, Any]:
    """A person with the chat as they see it."""
    visible = person.chat.visible
    return {
        "id": person.id,
        "name": person.name,
        "language": person.language,
        "blocked": person.chat.is_blocked,
        "messages": visible[-_MOST_MESSAGES:],
        "earlier": max(0, len(visible) - _MOST_MESSAGES),
        "commands": telegram.methods.commands_in(person.language),
        "about": telegram.methods.description_in(person.language),
    }


def mail_as_json(mail: ReceivedMail) -> dict[str, Any]:
    """A mail; its HTML has an address of its own, where it can do no harm."""
    return {
        "id": mail.id,
        "to": mail.recipient,
        "from": mail.headers.get("From", mail.sender),
        "subject": mail.subject,
        "text": mail.text,
        "has_html": bool(mail.html),
        "at": mail.received_at.isoformat(),
    }


def desk_as_json(desk: CaseDesk) -> dict[str, Any]:
    """The cases, whether the bot has asked about them, and what may be done with them."""
    asked = {each.receipt.upper() for each in desk.requests if each.receipt is not None}
    return {
        "titles": list(desk.titles),
        "trouble": trouble_at(desk.faults),
        "cases": [
            {
                "receipt": each.receipt,
                "form": each.form,
                "title": each.title,
                "since": each.modified.isoformat(),
                "asked": each.receipt in asked,
            }
            for each in desk.cases.values()
        ],
    }


def clock_as_json(clock: MovableClock) -> dict[str, Any]:
    """The time, and how far it was moved on."""
    return {"now": clock.now().isoformat(), "ahead_seconds": clock.ahead.total_seconds()}
