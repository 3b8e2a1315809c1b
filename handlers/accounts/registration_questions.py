"""What registration asks, one question a screen, and the review of all answers at the end."""

from datetime import date
from enum import StrEnum

from bot.telegram.buttons import Button
from bot.telegram.dialogue import Next
from bot.telegram.turn import Turn
from handlers.accounts.email_slips import which_email
from handlers.keyboards import BACK, CANCEL


class Step(StrEnum):
    """The questions, in their order."""

    NAME = "name"
    BIRTH_DATE = "birth-date"
    WHICH_DATE = "which-date"
    EMAIL = "email"
    WHICH_EMAIL = "which-email"
    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105 - a step's name
    EDGE_SPACE = "edge-space"
    REVIEW = "review"


async def ask_name(turn: Turn) -> Next:
    """The legal name, as it stands on the forms."""
    await turn.say("registration-ask-name", [(BACK, CANCEL) if is_reviewing(turn) else CANCEL])
    return Step.NAME


async def ask_birth_date(turn: Turn) -> Next:
    """The birth date, in any common way of writing."""
    await turn.say("registration-ask-birth-date", [(BACK, CANCEL)])
    return Step.BIRTH_DATE


async def ask_which_date(turn: Turn) -> Next:
    """Which of two days was meant."""
    choices = [
        Button("registration-date", "date", iso, words=(("day", turn.day(date.fromisoformat(iso))),))
        for iso in turn.answers["dates"].split()
    ]
    await turn.say("registration-which-date", [*choices, (BACK, CANCEL)])
    return Step.WHICH_DATE


async def ask_email(turn: Turn) -> Next:
    """The e-mail address: codes and alerts go there."""
    await turn.say("registration-ask-email", [(BACK, CANCEL)])
    return Step.EMAIL


async def ask_which_email(turn: Turn) -> Next:
    """Did you mean the other domain?"""
    return await which_email(turn, Step.WHICH_EMAIL)


async def ask_username(turn: Turn) -> Next:
    """A name for logging in."""
    await turn.say("registration-ask-username", [(BACK, CANCEL)])
    return Step.USERNAME


async def suggest_username(turn: Turn, suggestion: str) -> Next:
    """A username close to the one that cannot be: one press is enough."""
    await turn.say(
        "registration-username-suggestion",
        [use_username(suggestion), (BACK, CANCEL)],
        suggestion=suggestion,
    )
    return Step.USERNAME


def use_username(suggestion: str) -> Button:
    """The button that takes a suggested username."""
    return Button("registration-use-username", "use", suggestion, words=(("username", suggestion),))


async def ask_password(turn: Turn) -> Next:
    """A password: long is good, and nothing that others know of you."""
    await turn.say("registration-ask-password", [(BACK, CANCEL)])
    return Step.PASSWORD


async def ask_edge_space(turn: Turn) -> Next:
    """A space at an end is often a slip of the keyboard."""
    await turn.say(
        "registration-edge-space",
        [Button("registration-edge-space-keep", "keep"), Button("registration-edge-space-again", "again")],
    )
    return Step.EDGE_SPACE


async def review(turn: Turn) -> Next:
    """Everything at a glance; each answer can be changed; then the consent."""
    answers = turn.answers
    answers["reviewing"] = "yes"
    organisation = turn.house.organisation
    await turn.say(
        "registration-review",
        [
            Button("registration-create", "create"),
            (Button("registration-change-name", "name"), Button("registration-change-birth", "birth")),
            (
                Button("registration-change-email", "email"),
                Button("registration-change-username", "username"),
            ),
            (Button("registration-change-password", "password"), CANCEL),
        ],
        name=answers["name"],
        birth=turn.day(date.fromisoformat(answers["birth"])),
        email=answers["email"],
        username=answers["username"],
        organisation=organisation.name,
    )
    return Step.REVIEW


def is_reviewing(turn: Turn) -> bool:
    """Whether one answer is being changed, after all have been given."""
    return "reviewing" in turn.answers
