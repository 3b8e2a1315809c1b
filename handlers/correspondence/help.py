"""The help centre: answers by topic or by a few words; all commands; and the way to a person."""

from collections.abc import Sequence
from typing import Final

from bot.correspondence.support_kinds import SupportKind
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Next, Place
from bot.telegram.turn import Turn
from bot.texts.help_pages import TOPICS, HelpAnswer, HelpPages
from handlers.keyboards import DESK, HELP, HOME, LINK_A_CASE, LOG_IN, MY_CASES, SUPPORT
from handlers.start import has_account_here, register

_COMMANDS = Button("help-commands", "commands", reach=Reach.CHAT)
_WAYS: Final = frozenset(
    {"link", "cases", "deadlines", "mailing", "recover", "activity", "privacy", "representatives"}
)
"""Places that an answer leads to."""
_ASKING: Final = frozenset(SupportKind)
"""Kinds of requests that an answer leads to."""


async def show_help(turn: Turn) -> Next:
    """Every topic, and how to reach a person; with words behind the command, what fits them."""
    if turn.argument:
        return await _show_found(turn, turn.argument, is_asked=True)
    topics = [Button(f"help-topic-{topic}", "help-topic", topic, reach=Reach.CHAT) for topic in TOPICS]
    organisation = turn.house.organisation
    website = [Button("help-website", url=organisation.website)] if organisation.website else []
    ways_on = (MY_CASES, LINK_A_CASE) if has_account_here(turn) else (register(turn), LOG_IN)
    await turn.show(
        "help-home",
        [
            *(topics[at : at + 2] for at in range(0, len(topics), 2)),
            (*_to_office(turn), _COMMANDS),
            ways_on,
            *website,
            *([DESK] if turn.is_staff else []),
            HOME,
        ],
        organisation=organisation.name,
        contact=organisation.contact,
        hours=organisation.support_hours,
    )
    return END


async def show_topic(turn: Turn) -> Next:
    """The questions of a topic."""
    answers = HelpPages.load().in_topic(turn.language, turn.argument)
    if not answers:
        return GoTo("help")
    await turn.show(
        "help-topic",
        [*map(_question, answers), (HELP, HOME)],
        topic=turn.words(f"help-topic-{turn.argument}"),
    )
    return END


async def show_answer(turn: Turn) -> Next:
    """An answer: what to do and by when, the official page, and when it was last looked over."""
    answer = HelpPages.load().answer(turn.language, turn.argument)
    if answer is None:
        return GoTo("help")
    organisation = turn.house.organisation
    official = [Button("help-official", url=answer.link)] if answer.link else []
    more = Button(f"help-topic-{answer.topic}", "help-topic", answer.topic, reach=Reach.CHAT)
    await turn.show(
        "help-answer",
        [*official, *_way(turn, answer), more, (HELP, HOME)],
        title=answer.title,
        text=answer.html(organisation=organisation.name, contact=organisation.contact),
        day=turn.day(answer.reviewed),
    )
    return END


async def show_commands(turn: Turn) -> Next:
    """Everything that this bot can do."""
    await turn.show("help-screen", [(HELP, HOME)])
    return END


async def take_unasked(turn: Turn) -> Next:
    """Somebody wrote something without being asked: perhaps it is a question."""
    return await _show_found(turn, turn.text, is_asked=False)


async def _show_found(turn: Turn, written: str, *, is_asked: bool) -> Next:
    centre = turn.services.help
    names = await (centre.find if is_asked else centre.find_for_talk)(turn.language, written)
    pages = HelpPages.load()
    answers = [answer for name in names if (answer := pages.answer(turn.language, name))]
    if answers:
        key = "help-found" if is_asked else "help-found-unasked"
        await turn.show(key, [*map(_question, answers), *_to_office(turn), (HELP, HOME)])
    elif is_asked:
        contact = turn.house.organisation.contact
        await turn.show("help-found-nothing", [*_to_office(turn), (HELP, HOME)], contact=contact)
    else:
        await turn.say("common-did-not-understand")
        return GoTo("home")
    return END


def leads_on(way: str) -> bool:
    """Whether an answer can lead on like this."""
    return way in _WAYS | _ASKING | {SUPPORT.action}


def _question(answer: HelpAnswer) -> Button:
    return Button(
        "help-question", "help-answer", answer.name, reach=Reach.CHAT, words=(("title", answer.title),)
    )


def _way(turn: Turn, answer: HelpAnswer) -> Sequence[Button]:
    """Where in this bot one goes on."""
    if answer.opens in _WAYS:
        return [Button(f"help-open-{answer.opens}", answer.opens, reach=Reach.CHAT)]
    if answer.opens in _ASKING and turn.services.support.can_be_asked():
        return [Button("help-ask-office", "ask-support", answer.opens, reach=Reach.CHAT)]
    return _to_office(turn)


def _to_office(turn: Turn) -> Sequence[Button]:
    return [SUPPORT] if turn.services.support.can_be_asked() else []


def _is_question(turn: Turn) -> bool:
    return bool(turn.text) and not turn.is_forwarded


help_centre = Dialogue(
    name="help",
    places=[
        Place("help", show_help, command=True),
        Place("help-topic", show_topic),
        Place("help-answer", show_answer),
        Place("commands", show_commands),
        Place("unasked-words", take_unasked, takes=_is_question),
    ],
)
