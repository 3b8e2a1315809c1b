"""Asking the organisation: what about, the few questions that it needs, a look over it, sent once."""

from datetime import timedelta

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, read_day
from bot.accounts.short_texts import BadText, read_short_text
from bot.accounts.throttling import TooManyAttempts
from bot.cases.reading import NoSuchCase
from bot.cases.receipts import MistypedReceipt, NotAReceipt
from bot.correspondence.support import NobodyToAsk, NotFollowed, SupportRequest
from bot.correspondence.support_kinds import LONGEST_ADDRESS, LONGEST_WORDS, Question, SupportKind
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from handlers.accounts.help_news import spoken
from handlers.accounts.profile import in_one_line
from handlers.correspondence.support_questions import (
    Step,
    answered,
    ask_about,
    ask_address,
    ask_case,
    ask_day,
    ask_other_address,
    ask_thing,
    ask_which_day,
    ask_words,
    asked_for,
    back,
    go_on,
    kind_of,
    review,
)
from handlers.keyboards import CANCEL, HOME, SUPPORT

_LONG_AGO = timedelta(days=40 * 365)
_AHEAD = timedelta(days=3 * 365)


async def begin(turn: Turn) -> Next:
    """A kind of request; first what USCIS itself does about it, where that is so."""
    if turn.argument not in set(SupportKind):
        return GoTo("support")
    turn.answers["kind"] = turn.argument
    return await ask_about(turn)


async def tell(turn: Turn) -> Next:
    """Tell the office too."""
    return await go_on(turn)


async def leave(turn: Turn) -> Next:
    """Something else after all."""
    return GoTo("support")


async def cancel(turn: Turn) -> Next:
    """Not now: nothing was sent."""
    await turn.notice("common-cancelled")
    return GoTo("home")


# --- the questions -------------------------------------------------------------------------------


async def take_thing(turn: Turn) -> Next:
    """That."""
    return await answered(turn, Question.THING, turn.argument)


async def turn_page(turn: Turn) -> Next:
    """More cases."""
    turn.answers["page"] = turn.argument
    return await ask_case(turn)


async def take_case(turn: Turn) -> Next:
    """One of the person's own."""
    try:
        card = await turn.services.cases.card(turn.account, turn.argument, turn.language)
    except NoSuchCase:
        return await ask_case(turn)
    turn.answers["receipt"], turn.answers["typed"] = card.receipt.value, ""
    return await answered(turn, Question.CASE, card.case_id)


async def take_number(turn: Turn) -> Next:
    """A number that the person does not follow here."""
    try:
        receipt = turn.services.linking.read(turn.text)
    except MistypedReceipt as mistyped:
        number = mistyped.suggestion.printed
        meant = Button("support-this-number", "typed", number, words=(("number", number),))
        await turn.show("support-did-you-mean", [meant, CANCEL], number=number)
        return Step.CASE
    except NotAReceipt:
        await turn.say("support-no-receipt")
        return await ask_case(turn)
    turn.argument = receipt.printed
    return await take_typed(turn)


async def take_typed(turn: Turn) -> Next:
    """That number, as it is printed."""
    turn.answers["typed"], turn.answers["receipt"] = turn.argument, ""
    return await answered(turn, Question.CASE, "")


async def take_day(turn: Turn) -> Next:
    """Take it in any common way of writing."""
    today = turn.now.astimezone(turn.zone).date()
    latest = today + _AHEAD if asked_for(turn, Question.DAY).ahead else today
    order = DateOrder.MONTH_FIRST if turn.language == "en" else DateOrder.DAY_FIRST
    try:
        day = read_day(turn.text, earliest=today - _LONG_AGO, latest=latest, order=order)
    except AmbiguousDate as ambiguous:
        turn.answers["days"] = " ".join(each.isoformat() for each in ambiguous.candidates)
        return await ask_which_day(turn)
    except BadDate:
        await turn.say("support-bad-day")
        return await ask_day(turn)
    return await answered(turn, Question.DAY, day.isoformat())


async def take_which_day(turn: Turn) -> Next:
    """That one."""
    return await answered(turn, Question.DAY, turn.argument)


async def take_this_address(turn: Turn) -> Next:
    """That of the profile, as it stands there now."""
    mailing = (await turn.services.profiles.of(turn.account)).mailing
    if mailing is None:
        return await ask_other_address(turn)
    return await answered(turn, Question.ADDRESS, in_one_line(turn, mailing))


async def take_other_address(turn: Turn) -> Next:
    """Take it in one line."""
    address = await _short(turn, at_least=8, at_most=LONGEST_ADDRESS)
    if address is None:
        return await ask_other_address(turn)
    return await answered(turn, Question.ADDRESS, address)


async def take_words(turn: Turn) -> Next:
    """Take them."""
    words = await _short(turn, at_least=3, at_most=LONGEST_WORDS)
    if words is None:
        return await ask_words(turn)
    return await answered(turn, Question.WORDS, words)


# --- the end -------------------------------------------------------------------------------------


async def send(turn: Turn) -> Next:
    """Send it: its number, and by when an answer comes."""
    kind, answers, contact = kind_of(turn), turn.answers, turn.house.organisation.contact
    written = {
        name: answers[name] for name in ("thing", "typed", "day", "address", "words") if answers.get(name)
    }
    try:
        request = await turn.services.support.ask(
            turn.account, kind, written, answers.get(Question.CASE) or None, key=turn.once_key
        )
    except NotFollowed:
        turn.answers.pop(Question.CASE)
        return await ask_case(turn)
    except TooManyAttempts as many:
        await turn.show("support-too-many", [SUPPORT, HOME], at=turn.when(many.until), contact=contact)
        return END
    except NobodyToAsk:
        return GoTo("support")
    await turn.show(
        "support-sent",
        [_look(request), HOME],
        number=spoken(request.number),
        by=turn.day(request.answer_by or turn.now.date()),
    )
    return END


async def again(turn: Turn) -> Next:
    """From the first question on."""
    turn.state.answers = {"kind": turn.answers["kind"]}
    return await go_on(turn)


async def skip(turn: Turn) -> Next:
    """Leave this one empty."""
    question = Question(turn.state.step or "")
    if question is Question.CASE:
        turn.answers["receipt"], turn.answers["typed"] = "", ""
    return await answered(turn, question, "")


async def _short(turn: Turn, *, at_least: int, at_most: int) -> str | None:
    try:
        return read_short_text(turn.text.replace("\n", " "), at_least=at_least, at_most=at_most)
    except BadText as bad:
        await turn.say(f"office-bad-{bad.reason}", count=at_most)
        return None


def _look(request: SupportRequest) -> Button:
    return Button("support-look", "support-request", request.id, reach=Reach.CHAT)


_ALWAYS = (pressed("back", back), pressed("cancel", cancel))

asking_support = Dialogue(
    name="asking-support",
    places=[Place("ask-support", begin, Needs.SESSION)],
    steps={
        Step.ABOUT: [pressed("tell", tell), pressed("back", leave)],
        Step.THING: [pressed("thing", take_thing), *_ALWAYS],
        Step.CASE: [
            pressed("case", take_case),
            pressed("page", turn_page),
            text(take_number),
            pressed("typed", take_typed),
            pressed("skip", skip),
            *_ALWAYS,
        ],
        Step.DAY: [text(take_day), pressed("skip", skip), *_ALWAYS],
        Step.WHICH_DAY: [pressed("day", take_which_day), text(take_day), pressed("back", ask_day)],
        Step.ADDRESS: [pressed("this", take_this_address), pressed("other", ask_other_address), *_ALWAYS],
        Step.OTHER_ADDRESS: [text(take_other_address), *_ALWAYS],
        Step.WORDS: [text(take_words), pressed("skip", skip), *_ALWAYS],
        Step.REVIEW: [pressed("send", send), pressed("again", again), *_ALWAYS],
    },
    asks={
        Step.ABOUT: ask_about,
        Step.THING: ask_thing,
        Step.CASE: ask_case,
        Step.DAY: ask_day,
        Step.WHICH_DAY: ask_which_day,
        Step.ADDRESS: ask_address,
        Step.OTHER_ADDRESS: ask_other_address,
        Step.WORDS: ask_words,
        Step.REVIEW: review,
    },
)
