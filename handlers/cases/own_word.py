"""What USCIS wrote to the person, or what they write themselves: read, confirmed, and kept as their word."""

from datetime import timedelta

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, read_birth_date
from bot.cases.known_titles import common_titles
from bot.cases.own_word import (
    begins_as_uscis,
    is_sign_in_code,
    is_worth_reading,
    own_title,
    read_own_word,
)
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.receipts import MistypedReceipt, NotAReceipt
from bot.cases.reports import How, NotFollowing
from bot.telegram.buttons import Button
from bot.telegram.dialogue import Dialogue, GoTo, Needs, Next, Place, media, pressed, text
from bot.telegram.turn import Turn
from handlers.cases.notice_photos import numbers_on
from handlers.cases.own_word_confirmed import Step, ask_confirm, cancel, keep, skip, today_of
from handlers.keyboards import CANCEL

_CHOOSE = Button("report-choose-status", "choose")


# --- the message ---------------------------------------------------------------------------------------


async def begin(turn: Turn) -> Next:
    """Ask for the message; from a card, of its case; or read at once what stood behind the command."""
    if turn.argument:
        try:
            receipt = await turn.services.reports.receipt_of(turn.account, turn.argument)
        except NotFollowing:
            return GoTo("cases") if turn.press else await _read(turn, turn.argument)
        turn.answers["receipt"] = receipt.value
    return await ask_word(turn)


async def ask_word(turn: Turn) -> Next:
    """What did USCIS write? Forwarded, pasted or typed."""
    if "receipt" in turn.answers:
        receipt = ReceiptNumber(turn.answers["receipt"]).printed
        await turn.say("report-ask-word-of-case", [_CHOOSE, CANCEL], receipt=receipt)
    else:
        await turn.say("report-ask-word", [_CHOOSE, CANCEL])
    return Step.WORD


async def take_word(turn: Turn) -> Next:
    """Read it."""
    return await _read(turn, turn.text)


async def take_photo(turn: Turn) -> Next:
    """A photo of the notice tells which case it is about."""
    found = await numbers_on(turn)
    if not found:
        return await ask_word(turn)
    _keep_numbers(turn, [each.value for each in found])
    return await _go_on(turn)


async def take_unasked(turn: Turn) -> Next:
    """Somebody sent a message of USCIS, or a receipt number, without being asked."""
    if not _is_word(turn):
        # A log-in came between.
        return await ask_word(turn)
    try:
        receipt = turn.services.linking.read(turn.text)
    except (MistypedReceipt, NotAReceipt):
        return await _read(turn, turn.text)
    return GoTo("link", receipt.value)


async def _read(turn: Turn, written: str) -> Next:
    if is_sign_in_code(written):
        await turn.forget_message()
        await turn.say("report-sign-in-code")
        return await ask_word(turn)
    word = read_own_word(written, today=today_of(turn))
    is_own = not word.receipts and not begins_as_uscis(written)
    title = word.title or (own_title(written) if is_own else None)
    if title is None and not word.receipts:
        await turn.say("report-read-nothing")
        return await ask_word(turn)
    turn.answers["how"] = (How.FORWARDED if turn.is_forwarded else How.PASTED).value
    if title is not None:
        turn.answers["title"] = title
    if word.day is not None:
        turn.answers["day"] = word.day.value.isoformat()
    if word.receipts:
        _keep_numbers(turn, [each.value.value for each in word.receipts])
    return await _go_on(turn)


def _keep_numbers(turn: Turn, read: list[str]) -> None:
    """The one that was asked about first, then the others."""
    read.sort(key=lambda each: each != turn.answers.get("receipt"))
    turn.answers["receipt"], turn.answers["rest"] = read[0], " ".join(read[1:])


async def _go_on(turn: Turn) -> Next:
    """Ask for what is missing still; then whether everything is right."""
    if "receipt" not in turn.answers:
        return await ask_case(turn)
    if "title" not in turn.answers:
        return await ask_status(turn)
    if "day" not in turn.answers:
        return await ask_day(turn)
    return await ask_confirm(turn)


# --- which case, which status, since when ------------------------------------------------------------


async def ask_case(turn: Turn) -> Next:
    """Which case is it about?"""
    page = await turn.services.cases.cases_of(turn.account, 0, turn.language)
    lines = [
        Button(
            "cases-button",
            "case",
            line.case_id,
            words=(
                ("form", (line.told.form if line.told else None) or turn.words("cases-form-unknown")),
                ("last4", line.receipt.last4),
            ),
        )
        for line in page.lines
    ]
    await turn.say("report-ask-case" if lines else "report-ask-number", [*lines, CANCEL])
    return Step.CASE


async def pick_case(turn: Turn) -> Next:
    """One of those that are followed."""
    try:
        receipt = await turn.services.reports.receipt_of(turn.account, turn.argument)
    except NotFollowing:
        return await ask_case(turn)
    turn.answers["receipt"] = receipt.value
    return await _go_on(turn)


async def take_number(turn: Turn) -> Next:
    """Another one, by its number; what was only made out in it is shown before it counts."""
    try:
        receipt = turn.services.linking.read(turn.text)
    except MistypedReceipt as mistake:
        receipt = mistake.suggestion
    except NotAReceipt as problem:
        await turn.say(f"linking-not-{problem.reason}", count=problem.off_by)
        return await ask_case(turn)
    turn.answers["receipt"] = receipt.value
    return await _go_on(turn)


async def ask_status(turn: Turn) -> Next:
    """What does USCIS say?"""
    buttons = [Button(f"report-status-{each}", "status", each) for each in common_titles()]
    await turn.say("report-ask-status", [*zip(buttons[::2], buttons[1::2], strict=True), CANCEL])
    return Step.STATUS


async def pick_status(turn: Turn) -> Next:
    """One of the commonest."""
    return await _keep_title(turn, common_titles()[turn.argument])


async def take_status(turn: Turn) -> Next:
    """In USCIS's words or the person's own."""
    title = own_title(turn.text)
    if title is None:
        await turn.say("report-status-too-long")
        return await ask_status(turn)
    day = read_own_word(turn.text, today=today_of(turn)).day
    if day is not None:
        turn.answers["day"] = day.value.isoformat()
    return await _keep_title(turn, title)


async def _keep_title(turn: Turn, title: str) -> Next:
    turn.answers["title"] = title
    turn.answers["how"] = How.TYPED.value
    return await _go_on(turn)


async def ask_day(turn: Turn) -> Next:
    """Since when?"""
    days = (Button("report-today", "day", "0"), Button("report-yesterday", "day", "1"))
    await turn.say("report-ask-day", [days, Button("report-day-not-known", "day", "none"), CANCEL])
    return Step.DAY


async def pick_day(turn: Turn) -> Next:
    """Today, yesterday, one of two readings, or nobody knows."""
    days = {"0": today_of(turn), "1": today_of(turn) - timedelta(days=1)}
    day = days.get(turn.argument)
    turn.answers["day"] = day.isoformat() if day else turn.argument
    return await _go_on(turn)


async def take_day(turn: Turn) -> Next:
    """A day as it is written; what can be read in two ways is asked."""
    order = DateOrder.MONTH_FIRST if turn.language == "en" else DateOrder.DAY_FIRST
    try:
        day = read_birth_date(turn.text, today=today_of(turn), order=order)
    except AmbiguousDate as either:
        choices = [
            Button("report-this-day", "day", day.isoformat(), words=(("day", turn.day(day)),))
            for day in either.candidates
        ]
        await turn.say("report-which-day", [*choices, CANCEL])
        return Step.DAY
    except BadDate:
        await turn.say("report-day-unreadable")
        return await ask_day(turn)
    turn.answers["day"] = day.isoformat()
    return await _go_on(turn)


def _is_word(turn: Turn) -> bool:
    return bool(turn.text) and is_worth_reading(turn.text, today=today_of(turn))


_CANCEL = pressed("cancel", cancel)

own_word = Dialogue(
    name="own-word",
    places=[
        Place("report", begin, Needs.SESSION, command=True),
        Place("own-word", take_unasked, Needs.SESSION, takes=_is_word),
    ],
    steps={
        Step.WORD: [text(take_word), *media(take_photo), pressed("choose", ask_status), _CANCEL],
        Step.CASE: [pressed("case", pick_case), text(take_number), _CANCEL],
        Step.STATUS: [pressed("status", pick_status), text(take_status), _CANCEL],
        Step.DAY: [pressed("day", pick_day), text(take_day), _CANCEL],
        Step.CONFIRM: [
            pressed("yes", keep),
            pressed("change-case", ask_case),
            pressed("change-status", ask_status),
            pressed("change-day", ask_day),
            pressed("skip", skip),
            _CANCEL,
        ],
    },
    asks={
        Step.WORD: ask_word,
        Step.CASE: ask_case,
        Step.STATUS: ask_status,
        Step.DAY: ask_day,
        Step.CONFIRM: ask_confirm,
    },
)
