"""A parent who minds a relative's account has both open in one chat, and always knows which is at work."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import PASSWORD, Person

RECEIPT = "EAC9999103403"
ANA, BO = "👤 Ana López", "👤 Bo López"
NO_LONGER = "This button is no longer valid"


@pytest.fixture
async def bo_of_ana(sandbox: Sandbox, ana: Person, bo: Person) -> Person:
    """Bo has an account, open in a chat of his own; Ana logs in to it too, some minutes later."""
    await ana.is_logged_in()
    await bo.comes_to_be_logged_in()
    await sandbox.passes(minutes=6)
    return bo


@pytest.fixture
async def parent(ana: Person, bo_of_ana: Person) -> Person:
    """Ana's chat with both accounts open; Bo's is at work."""
    await opens_another(ana, bo_of_ana)
    return ana


async def opens_another(person: Person, other: Person) -> None:
    await person.sends("/accounts")
    await person.presses("Log in to another account")
    await person.sends(other.username)
    await person.sends(PASSWORD)
    await person.sends(other.code())


def data_of(person: Person, label: str) -> tuple[int, str]:
    """A button under the newest message, to be pressed once other screens have come."""
    newest = person.phone.newest
    for row in newest["reply_markup"]["inline_keyboard"]:
        for button in row:
            if button["text"] == label:
                return newest["message_id"], button["callback_data"]
    raise LookupError(label)


async def presses_again(person: Person, button: tuple[int, str]) -> None:
    await person.phone.presses_data(*button)
    await person.sandbox.settle()


async def test_one_account_alone_is_not_named(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/start")
    assert "👤" not in ana.last
    assert not any(label.startswith("Switch to") for label in ana.labels)


async def test_a_second_account_leaves_the_first_one_open_and_one_press_turns_back(parent: Person) -> None:
    await parent.sends("/start")
    assert parent.last.startswith(BO)
    await parent.presses("Switch to Ana López")
    assert parent.last.startswith(ANA)
    await parent.presses("Switch to Bo López")
    assert parent.last.startswith(BO)


async def test_a_log_in_elsewhere_still_ends_the_account_s_other_session_and_tells_it(
    parent: Person, bo: Person
) -> None:
    assert "Your account was opened in another chat, by Ana." in bo.last
    await bo.sends("/cases")
    assert "What is your username" in bo.last
    assert parent.last.startswith(BO)


@pytest.mark.parametrize(
    "command",
    [
        *("/start", "/cases", "/link", "/profile", "/security", "/activity", "/settings", "/privacy"),
        *("/help", "/accounts", "/login", "/logout", "/cancel", "/nonsense", "hello"),
    ],
)
async def test_every_screen_names_the_account_at_work(parent: Person, command: str) -> None:
    await parent.sends(command)
    assert parent.last.startswith(BO)


async def test_a_switch_that_is_pressed_again_changes_nothing(parent: Person) -> None:
    await parent.sends("/accounts")
    switch = data_of(parent, "Switch to Ana López")
    await parent.presses("Switch to Ana López")
    await presses_again(parent, switch)
    assert parent.last.startswith(ANA)


async def test_a_question_waits_in_its_account_until_that_is_back(parent: Person) -> None:
    await parent.sends("/link")
    question = parent.last
    await parent.sends("/accounts")
    await parent.presses("Switch to Ana López")
    await parent.sends(RECEIPT)
    assert parent.last.startswith(ANA)
    await parent.sends("/accounts")
    await parent.presses("Switch to Bo López")
    assert parent.last == question


async def test_a_screen_of_the_other_account_leads_on_in_that_account(parent: Person, desk: CaseDesk) -> None:
    await parent.sends("/start")
    await parent.presses("Switch to Ana López")
    await parent.sends("/help")
    mine = data_of(parent, "My cases")
    await parent.sends("/accounts")
    await parent.presses("Switch to Bo López")
    await presses_again(parent, mine)
    assert parent.sees("👤 Ana López\n\nYou do not follow any case yet")
    await parent.sends("/help")
    assert parent.last.startswith(ANA)


async def test_a_step_s_button_of_one_account_does_nothing_in_the_other(parent: Person) -> None:
    await parent.sends("/logout")
    log_out = data_of(parent, "Log out, no messages")
    await parent.sends("/accounts")
    await parent.presses("Switch to Ana López")
    await presses_again(parent, log_out)
    assert NO_LONGER in parent.toasts[-1]
    await parent.sends("/accounts")
    assert parent.last.startswith(ANA)
    assert "Switch to Bo López" in parent.labels


async def test_logging_out_of_one_says_which_is_at_work_now(parent: Person) -> None:
    await parent.sends("/logout")
    await parent.presses("Log out, keep messages")
    assert parent.sees("You are logged out.")
    assert "You are now in the account of Ana López." in parent.last
    await parent.sends("/cases")
    assert "👤" not in parent.last
    assert "You do not follow any case yet" in parent.last


async def test_locking_locks_both_and_names_them_discreetly(parent: Person) -> None:
    await parent.sends("/security")
    await parent.presses("Lock now")
    assert parent.last.startswith("👤 Bo L.\n")
    await parent.sends("/cases")
    assert "Your account is locked" in parent.last
    await parent.presses("Switch to Ana L.")
    await parent.sends("/cases")
    assert parent.last.startswith("👤 Ana L.\n")
    assert "Your account is locked" in parent.last
    await parent.sends(PASSWORD)
    assert parent.last.startswith(ANA)


async def test_when_the_day_of_one_is_over_the_other_does_not_answer_its_question(
    sandbox: Sandbox, ana: Person, bo: Person
) -> None:
    await ana.is_logged_in()
    await bo.comes_to_be_logged_in()
    await sandbox.passes(hours=12)
    await opens_another(ana, bo)
    await ana.sends("/accounts")
    await ana.presses("Switch to Ana L.")
    await ana.sends("/cases")
    await ana.sends(PASSWORD)
    await ana.sends("/logout")
    await sandbox.passes(hours=12, minutes=1)
    await ana.presses("Log out, no messages")
    assert ana.sees("You are now in the account of Bo L.")
    await ana.sends("/cases")
    assert "Your account is locked" in ana.last


async def test_an_alert_names_its_account_and_opens_there(
    sandbox: Sandbox, parent: Person, desk: CaseDesk
) -> None:
    await parent.follows(RECEIPT)
    await parent.sends("/accounts")
    await parent.presses("Switch to Ana López")
    desk.moves(RECEIPT, "Interview Was Scheduled")
    for _ in range(4):
        await sandbox.passes(minutes=20)
        await parent.sends("/privacy")
    alert = next(
        str(each["text"])
        for each in parent.phone.chat.visible
        if "has news" in str(each.get("text")) or "News of your case" in str(each.get("text"))
    )
    assert alert.startswith("👤 Bo L")


async def test_a_sixth_account_is_refused_before_its_password_is_asked_for(
    sandbox: Sandbox, parent: Person
) -> None:
    for name in ("Cam", "Dee", "Eli"):
        another = Person(sandbox, name)
        await another.comes_to_be_logged_in()
        await sandbox.passes(minutes=1)
        await opens_another(parent, another)
    await parent.sends("/accounts")
    await parent.presses("Log in to another account")
    assert "Log out of one first" in parent.last
    await parent.sends("/login fay.lopez")
    assert "Log out of one first" in parent.last
    await parent.presses("Log out")
    await parent.presses("Log out, no messages")
    await parent.sends("/accounts")
    await parent.presses("Log in to another account")
    assert "What is your username" in parent.last


async def test_in_spanish_too(sandbox: Sandbox, luz: Person, bo: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await bo.comes_to_be_logged_in()
    await sandbox.passes(minutes=6)
    await luz.sends("/accounts")
    await luz.presses("Entrar en otra cuenta")
    await luz.sends(bo.username)
    await luz.sends(PASSWORD)
    await luz.sends(bo.code())
    assert luz.last.startswith(BO)
    await luz.presses("Cambiar a Luz López")
    assert luz.last.startswith("👤 Luz López")


async def test_two_people_with_one_account_never_mix_in_their_other_ones(
    sandbox: Sandbox, parent: Person, bo: Person
) -> None:
    theirs = data_of(parent, "Switch to Ana López")
    await bo.sends("/help")
    await bo.phone.presses_data(int(bo.phone.newest["message_id"]), theirs[1])
    await sandbox.settle()
    assert NO_LONGER in bo.toasts[-1]
    assert not bo.sees("Ana López")
