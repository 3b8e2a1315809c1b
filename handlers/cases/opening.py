"""Opening a case in full: with an access code from the office, or by asking the office."""

from enum import StrEnum

from bot.accounts.short_texts import BadText, read_short_text
from bot.accounts.throttling import TooManyAttempts
from bot.cases.access_codes import WrongCode
from bot.cases.link_requests import AlreadyAsked, Answer, NotToAsk
from bot.cases.linking import AlreadyLinked, TooManyCases
from bot.cases.reading import NoSuchCase
from bot.cases.registry import Role
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, secret, text
from bot.telegram.turn import Turn
from handlers.keyboards import ACCESS_CODE, BACK, CANCEL, HOME, MY_CASES, open_case

_LONGEST_WORD = 500
_ROLES = (Role.APPLICANT, Role.PETITIONER, Role.BENEFICIARY, Role.DEPENDENT, Role.REPRESENTATIVE)


class CodeStep(StrEnum):
    """What is awaited."""

    CODE = "code"


class AskStep(StrEnum):
    """The questions, in their order."""

    ROLE = "role"
    WORD = "word"


# --- a code --------------------------------------------------------------------------------------


async def ask_code(turn: Turn) -> Next:
    """Ask for the code: it names the case by itself."""
    await turn.say("opening-ask-code", [CANCEL])
    return CodeStep.CODE


async def take_code(turn: Turn) -> Next:
    """Open the case that it is for."""
    return await open_with_code(turn, turn.text)


async def no_code(turn: Turn) -> Next:
    """Not now."""
    await turn.show("opening-no-code", [MY_CASES, HOME])
    return END


async def open_with_code(turn: Turn, written: str) -> Next:
    """Follow the case of this code in full; whatever is wrong with the code, the answer is the same."""
    try:
        linked = await turn.services.access_codes.open_with(turn.account, written, key=turn.once_key)
    except WrongCode:
        await turn.say("opening-wrong-code", [ACCESS_CODE, (MY_CASES, HOME)], contact=_contact(turn))
        return END
    except TooManyAttempts as many:
        await turn.say("opening-too-many-codes", [MY_CASES, HOME], at=turn.when(many.until))
        return END
    except TooManyCases:
        await turn.say("linking-too-many-cases", [MY_CASES, HOME])
        return END
    except AlreadyLinked as already:
        await turn.say("opening-open-already")
        return GoTo("case", already.case_id)
    await turn.say("opening-opened")
    return GoTo("case", linked.case_id)


# --- a request -----------------------------------------------------------------------------------


async def begin_asking(turn: Turn) -> Next:
    """Ask the office, or see how far a request has come."""
    turn.answers["case"] = turn.argument
    return await ask_role(turn)


async def ask_role(turn: Turn) -> Next:
    """What is the person in this case?"""
    case_id = turn.answers["case"]
    try:
        card = await turn.services.cases.card(turn.account, case_id, turn.language)
    except NoSuchCase:
        await turn.show("cases-gone", [MY_CASES, HOME])
        return END
    if card.is_full:
        return GoTo("case", case_id)
    asked = await turn.services.link_requests.of(turn.account, case_id)
    if asked is not None and asked.is_open:
        return await _show_waiting(turn, case_id)
    key = "opening-ask-again" if asked and asked.answer is Answer.REFUSED else "opening-ask-role"
    roles = [Button(f"opening-role-{role}", "role", role) for role in _ROLES]
    await turn.show(key, [*roles, ACCESS_CODE, BACK], receipt=card.receipt.printed)
    return AskStep.ROLE


async def take_role(turn: Turn) -> Next:
    """That."""
    turn.answers["role"] = turn.argument
    return await ask_word(turn)


async def ask_word(turn: Turn) -> Next:
    """A word to the office, if there is one."""
    await turn.show("opening-ask-word", [Button("opening-no-word", "send"), BACK])
    return AskStep.WORD


async def take_word(turn: Turn) -> Next:
    """Send it with these words."""
    try:
        word = read_short_text(turn.text.replace("\n", " "), at_least=1, at_most=_LONGEST_WORD)
    except BadText as bad:
        await turn.say(f"keeping-bad-{bad.reason}", count=_LONGEST_WORD)
        return await ask_word(turn)
    return await _send(turn, word)


async def send(turn: Turn) -> Next:
    """Send it without more words."""
    return await _send(turn, "")


async def back_to_case(turn: Turn) -> Next:
    """Not now."""
    return GoTo("case", turn.answers["case"])


async def take_back(turn: Turn) -> Next:
    """The office need not look at it any more."""
    await turn.services.link_requests.take_back(turn.account, turn.argument)
    await turn.notice("opening-taken-back")
    return GoTo("case", turn.argument)


async def _send(turn: Turn, word: str) -> Next:
    case_id, role = turn.answers["case"], Role(turn.answers["role"])
    try:
        await turn.services.link_requests.ask(turn.account, case_id, role, word, key=turn.once_key)
    except NotToAsk:
        return GoTo("case", case_id)
    except TooManyAttempts as many:
        await turn.show("opening-too-many-requests", [open_case(case_id), HOME], at=turn.when(many.until))
        return END
    except AlreadyAsked:
        pass
    return await _show_waiting(turn, case_id)


async def _show_waiting(turn: Turn, case_id: str) -> Next:
    withdraw = Button("opening-take-back", "take-back-full", case_id, reach=Reach.SESSION)
    await turn.show("opening-waits", [withdraw, (open_case(case_id), HOME)], contact=_contact(turn))
    return END


def _contact(turn: Turn) -> str:
    return turn.house.organisation.contact


access_code = Dialogue(
    name="access-code",
    places=[Place("access-code", ask_code, Needs.SESSION)],
    steps={CodeStep.CODE: [secret(take_code), pressed("cancel", no_code)]},
    asks={CodeStep.CODE: ask_code},
)

asking_office = Dialogue(
    name="asking-office",
    places=[
        Place("ask-full", begin_asking, Needs.SESSION),
        Place("take-back-full", take_back, Needs.SESSION),
    ],
    steps={
        AskStep.ROLE: [pressed("role", take_role), pressed("back", back_to_case)],
        AskStep.WORD: [text(take_word), pressed("send", send), pressed("back", ask_role)],
    },
    asks={AskStep.ROLE: ask_role, AskStep.WORD: ask_word},
)
