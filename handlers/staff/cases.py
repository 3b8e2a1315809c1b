"""The staff's cases: find or add one, tell its status, say who is in it."""

from enum import StrEnum

from bot.accounts.birth_dates import AmbiguousDate, BadDate, DateOrder, read_birth_date
from bot.accounts.names import BadName, read_name
from bot.accounts.short_texts import BadText, read_short_text
from bot.cases.known_titles import common_titles
from bot.cases.receipt_number import ReceiptNumber
from bot.cases.receipts import MistypedReceipt, NotAReceipt
from bot.cases.registry import PAGE, AlreadyKept, KeptCase, NewStatus, NotKept, Record, Role
from bot.cases.snapshots import Snapshot
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, GoTo, Needs, Next, Place, pressed, text
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.keyboards import BACK, CANCEL, NO, YES
from handlers.staff.access_codes import codes_of_case
from handlers.staff.dates import dates_of_case
from handlers.staff.desk import TO_DESK, page_buttons, page_number, staff_member

_LONGEST_FORM, _LONGEST_STATUS = 12, 200


class Step(StrEnum):
    """What is awaited."""

    RECEIPT = "receipt"
    ADD = "add"
    FORM = "form"
    STATUS = "status"
    CONFIRM = "confirm"
    ROLE = "role"
    NAME = "name"
    BIRTH = "birth"


async def show_list(turn: Turn) -> Next:
    """The cases that we keep, those that changed last first."""
    number = page_number(turn)
    page = await turn.services.registry.page(number)
    find = Button("desk-case-find", "desk-case-find", reach=Reach.SESSION)
    if not page.count:
        await turn.show("desk-cases-none", [find, TO_DESK])
        return END
    buttons = [
        Button(
            "desk-case-open",
            "desk-case",
            each.case.id,
            reach=Reach.SESSION,
            words=(
                ("form", Record.read(each.body).form or turn.words("cases-form-unknown")),
                ("last4", ReceiptNumber(each.case.receipt).last4),
            ),
        )
        for each in page.records
    ]
    await turn.show(
        "desk-cases-list",
        [*buttons, *page_buttons("desk-cases", number, page.count, PAGE), (find, TO_DESK)],
        count=page.count,
    )
    return END


async def show_case(turn: Turn) -> Next:
    """One case as we keep it."""
    try:
        kept = await turn.services.registry.case(turn.argument)
    except NotKept:
        await turn.show("desk-case-gone", [TO_DESK])
        return END
    await _show(turn, kept)
    return END


async def _show(turn: Turn, kept: KeptCase) -> None:
    shown = Snapshot.read(kept.case.snapshot) if kept.case.snapshot is not None else None
    people = [
        turn.html("desk-case-person", role=turn.words(f"desk-role-{each.role}"), name=each.name)
        for each in kept.people
    ]
    await turn.show(
        "desk-case",
        [
            Button("desk-case-tell", "desk-case-tell", kept.case.id, reach=Reach.SESSION),
            Button("desk-case-add-person", "desk-case-person", kept.case.id, reach=Reach.SESSION),
            dates_of_case(kept.case.id),
            codes_of_case(kept.case.id),
            (Button("desk-cases", "desk-cases", reach=Reach.SESSION), TO_DESK),
        ],
        form=kept.record.form or turn.words("cases-form-unknown"),
        receipt=kept.receipt.printed,
        title=shown.title if shown else turn.words("desk-case-no-status"),
        people=Html("\n".join(people)) if people else turn.html("desk-case-nobody"),
    )


# --- finding and adding ------------------------------------------------------------------------


async def ask_receipt(turn: Turn) -> Next:
    """Which one?"""
    await turn.say("desk-case-ask-receipt", [CANCEL])
    return Step.RECEIPT


async def take_receipt(turn: Turn) -> Next:
    """Open the case, or offer to keep it from now on."""
    try:
        receipt = turn.services.linking.read(turn.text)
    except MistypedReceipt as mistake:
        await turn.say("desk-case-did-you-mean", [CANCEL], suggestion=mistake.suggestion.printed)
        return Step.RECEIPT
    except NotAReceipt as problem:
        await turn.say(f"linking-not-{problem.reason}", count=problem.off_by)
        return await ask_receipt(turn)
    known = await turn.services.registry.find(receipt)
    if known is not None:
        return GoTo("desk-case", known)
    turn.answers["receipt"] = receipt.value
    return await ask_add(turn)


async def ask_add(turn: Turn) -> Next:
    """We do not keep it yet."""
    await turn.say("desk-case-ask-add", [(YES, NO)], receipt=ReceiptNumber(turn.answers["receipt"]).printed)
    return Step.ADD


async def ask_form(turn: Turn) -> Next:
    """Of which form is it?"""
    await turn.say("desk-case-ask-form", [CANCEL])
    return Step.FORM


async def take_form(turn: Turn) -> Next:
    """Keep it from now on."""
    try:
        form = read_short_text(turn.text, at_least=1, at_most=_LONGEST_FORM).upper()
    except BadText as bad:
        await turn.say(f"desk-case-form-{bad.reason}", count=_LONGEST_FORM)
        return await ask_form(turn)
    receipt = ReceiptNumber(turn.answers["receipt"])
    try:
        case_id = await turn.services.registry.add(receipt, Record(form=form), by=staff_member(turn))
    except AlreadyKept as already:
        return GoTo("desk-case", already.case_id)
    await turn.say("desk-case-added")
    return GoTo("desk-case-tell", case_id)


# --- its status --------------------------------------------------------------------------------


async def begin_status(turn: Turn) -> Next:
    """Of this case."""
    turn.answers["case"] = turn.argument
    return await ask_status(turn)


async def ask_status(turn: Turn) -> Next:
    """Which status? The commonest by a press, any other typed."""
    common = [
        Button("desk-case-status", "pick", name, words=(("title", title),))
        for name, title in common_titles().items()
    ]
    await turn.say("desk-case-ask-status", [*common, CANCEL])
    return Step.STATUS


async def pick_status(turn: Turn) -> Next:
    """One of the commonest."""
    turn.answers["title"] = common_titles()[turn.argument]
    return await confirm_status(turn)


async def take_status(turn: Turn) -> Next:
    """The words of USCIS, typed."""
    try:
        turn.answers["title"] = read_short_text(turn.text, at_least=3, at_most=_LONGEST_STATUS)
    except BadText as bad:
        await turn.say(f"desk-case-status-{bad.reason}", count=_LONGEST_STATUS)
        return await ask_status(turn)
    return await confirm_status(turn)


async def confirm_status(turn: Turn) -> Next:
    """Everybody who follows the case is told: once more, before that."""
    await turn.show("desk-case-confirm", [(YES, NO)], title=turn.answers["title"])
    return Step.CONFIRM


async def set_status(turn: Turn) -> Next:
    """Tell it, at once."""
    status = NewStatus(turn.answers["title"], on=turn.now.astimezone(turn.zone).date())
    try:
        await turn.services.registry.set_status(turn.answers["case"], status, by=staff_member(turn))
    except NotKept:
        await turn.show("desk-case-gone", [TO_DESK])
        return END
    await turn.notice("desk-case-told")
    return GoTo("desk-case", turn.answers["case"])


# --- who is in it ------------------------------------------------------------------------------


async def begin_person(turn: Turn) -> Next:
    """Of this case."""
    turn.answers["case"] = turn.argument
    return await ask_role(turn)


async def ask_role(turn: Turn) -> Next:
    """What is this person in the case?"""
    roles = [Button(f"desk-role-{each}", "role", each) for each in Role if each is not Role.REPRESENTATIVE]
    await turn.say("desk-case-ask-role", [*roles, CANCEL])
    return Step.ROLE


async def take_role(turn: Turn) -> Next:
    """Applicant, petitioner, beneficiary, dependent."""
    turn.answers["role"] = turn.argument
    return await ask_name(turn)


async def ask_name(turn: Turn) -> Next:
    """The legal name."""
    await turn.say("desk-case-ask-name", [(BACK, CANCEL)])
    return Step.NAME


async def take_name(turn: Turn) -> Next:
    """As it stands on the papers."""
    try:
        turn.answers["name"] = read_name(turn.text)
    except BadName as bad:
        await turn.say(f"registration-name-{bad.reason}")
        return await ask_name(turn)
    return await ask_birth(turn)


async def ask_birth(turn: Turn) -> Next:
    """The birth date: with the name it opens the case to its person."""
    await turn.say("desk-case-ask-birth", [(BACK, CANCEL)])
    return Step.BIRTH


async def take_birth(turn: Turn) -> Next:
    """Add the person."""
    order = DateOrder.MONTH_FIRST if turn.language == "en" else DateOrder.DAY_FIRST
    try:
        born = read_birth_date(turn.text, today=turn.now.date(), order=order)
    except (BadDate, AmbiguousDate):
        await turn.say("desk-case-birth-unclear")
        return await ask_birth(turn)
    try:
        role, name = Role(turn.answers["role"]), turn.answers["name"]
        await turn.services.registry.add_person(turn.answers["case"], role, name, born, by=staff_member(turn))
    except NotKept:
        await turn.show("desk-case-gone", [TO_DESK])
        return END
    await turn.say("desk-case-person-added")
    return GoTo("desk-case", turn.answers["case"])


async def cancel(turn: Turn) -> Next:
    """Not now: nothing is changed."""
    return GoTo("desk-case", turn.answers["case"]) if "case" in turn.answers else GoTo("desk-cases")


_CANCELLED = pressed("cancel", cancel)

desk_cases = Dialogue(
    name="desk-cases",
    places=[
        Place("desk-cases", show_list, Needs.STAFF),
        Place("desk-case", show_case, Needs.STAFF),
        Place("desk-case-find", ask_receipt, Needs.STAFF),
        Place("desk-case-tell", begin_status, Needs.STAFF),
        Place("desk-case-person", begin_person, Needs.STAFF),
    ],
    steps={
        Step.RECEIPT: [text(take_receipt), _CANCELLED],
        Step.ADD: [pressed("yes", ask_form), pressed("no", cancel)],
        Step.FORM: [text(take_form), _CANCELLED],
        Step.STATUS: [pressed("pick", pick_status), text(take_status), _CANCELLED],
        Step.CONFIRM: [pressed("yes", set_status), pressed("no", ask_status)],
        Step.ROLE: [pressed("role", take_role), _CANCELLED],
        Step.NAME: [text(take_name), pressed("back", ask_role), _CANCELLED],
        Step.BIRTH: [text(take_birth), pressed("back", ask_name), _CANCELLED],
    },
    asks={
        Step.RECEIPT: ask_receipt,
        Step.ADD: ask_add,
        Step.FORM: ask_form,
        Step.STATUS: ask_status,
        Step.CONFIRM: confirm_status,
        Step.ROLE: ask_role,
        Step.NAME: ask_name,
        Step.BIRTH: ask_birth,
    },
)
