"""What USCIS wrote to a person, forwarded, pasted or typed: read, confirmed, and kept as their own word."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from tests.dialogues.person import PASSWORD, Person

RECEIPT, PRINTED = "IOE0912345678", "IOE-09-123-45678"
OTHER, OTHER_PRINTED = "EAC2412345678", "EAC-24-123-45678"
APPROVED = f"USCIS: Your case {RECEIPT}: Case Was Approved. On May 3, 2026, we approved your Form I-765."


@pytest.fixture(autouse=True)
def known_cases(desk: CaseDesk) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-765")
    desk.has(OTHER, "Case Was Received", form="I-485")


async def test_a_forwarded_message_is_read_confirmed_and_stands_on_the_card(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.forwards(APPROVED)
    assert "This is what I read" in ana.last
    assert PRINTED in ana.last
    assert "Case Was Approved" in ana.last
    assert "May 3, 2026" in ana.last
    await ana.presses("Yes, keep it")
    assert ana.sees("Only you see it")
    assert "What I told you" in ana.labels


async def test_a_case_that_is_not_followed_yet_is_added_at_the_same_time(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/report")
    await ana.sends(APPROVED)
    assert "You do not follow this case yet" in ana.last
    await ana.presses("Yes, add the case and keep it")
    await ana.sends("/cases")
    assert "Your case" in ana.last


async def test_a_case_that_no_source_knows_is_kept_by_the_persons_word_alone(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends(APPROVED.replace(RECEIPT, "IOE0999999999"))
    await ana.presses("Yes, add the case and keep it")
    assert "Case Was Approved" in ana.last
    assert "You told us" in ana.last


async def test_what_was_told_says_what_to_do_where_nobody_else_tells_of_the_case(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("USCIS: IOE0999999999: Request for Evidence Was Sent. On May 3, 2026, we sent a request.")
    await ana.presses("Yes, add the case and keep it")
    assert "You told us on" in ana.last
    assert "It is so since May 3, 2026." in ana.last
    assert "What to do" in ana.last
    assert "You do not need to do anything now" not in ana.last


async def test_a_code_that_opens_an_account_is_deleted_and_never_kept(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.forwards("USCIS: Your verification code is 123456. Do not share it.")
    assert ana.sees("Never give such a code to anybody")
    assert not ana.sees("123456")


async def test_who_types_by_hand_chooses_case_status_and_day(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.follows(OTHER)
    await ana.sends("/report")
    await ana.presses("Choose from a list")
    await ana.presses("They ask for papers")
    await ana.presses("I-485 …5678")
    await ana.presses("Yesterday")
    assert OTHER_PRINTED in ana.last
    assert "Request for Evidence Was Sent" in ana.last
    await ana.presses("Yes, keep it")
    assert "You told us" in ana.last


async def test_each_part_of_what_was_read_can_be_mended(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.sends(APPROVED)
    await ana.presses("Change status")
    await ana.presses("Denied")
    await ana.presses("Change day")
    await ana.sends("05/04/2026")
    assert "Which day do you mean?" in ana.last
    await ana.presses("May 4, 2026")
    await ana.presses("Change case")
    await ana.sends(OTHER)
    assert OTHER_PRINTED in ana.last
    assert "Case Was Denied" in ana.last
    assert "May 4, 2026" in ana.last


async def test_several_numbers_are_offered_one_after_the_other(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.follows(OTHER)
    await ana.sends(f"USCIS: {RECEIPT} and {OTHER}: Case Was Approved. On May 3, 2026, we approved them.")
    assert PRINTED in ana.last
    await ana.presses("Skip this case")
    assert OTHER_PRINTED in ana.last
    await ana.presses("Yes, keep it")
    assert "I-485" in ana.last


async def test_a_number_alone_leads_to_its_case(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends(RECEIPT)
    assert ana.sees("Found it. From now on we watch this case for you.")
    await ana.sends("IOE 0912345678")
    assert ana.sees("You follow this case already.")


async def test_from_the_card_the_case_is_known_already(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.presses("I have news from USCIS")
    assert PRINTED in ana.last
    await ana.sends("My interview was moved to next month")
    await ana.presses("Today")
    assert "My interview was moved to next month" in ana.last
    await ana.presses("Yes, keep it")
    assert "My interview was moved to next month" in ana.last


async def test_the_same_news_count_once_and_can_be_taken_back(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    for _ in range(2):
        await ana.sends(APPROVED)
        await ana.presses("Yes, keep it")
    assert ana.sees("You told us the same")
    await ana.presses("What I told you")
    assert "1. Case Was Approved" in ana.last
    assert "Take back 2" not in ana.labels
    await ana.presses("Take back 1")
    assert "Taken back. It is deleted." in ana.toasts
    assert "You told us" not in ana.last


async def test_nobody_else_sees_it_or_is_told(ana: Person, bo: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await bo.comes_to_be_logged_in()
    await bo.follows(RECEIPT)
    before = len(bo.phone.chat.visible)
    await ana.sends(APPROVED)
    await ana.presses("Yes, keep it")
    assert len(bo.phone.chat.visible) == before
    await bo.sends("/cases")
    await bo.presses("I-765 …5678")
    assert "You told us" not in bo.last
    assert "Approved" not in bo.last


async def test_in_spanish_too(luz: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await luz.follows(RECEIPT)
    await luz.sends(f"USCIS: {RECEIPT}. El 3 de mayo de 2026, Su caso fue aprobado.")
    assert "3 de mayo de 2026" in luz.last
    await luz.presses("Sí, guardarlo")
    assert luz.sees("Solo usted lo ve")


@pytest.mark.parametrize("text", ["hello", "good morning", "x" * 3000, "\u202e\u202e", "<b>hi</b>"])
async def test_other_words_are_not_taken_for_news(ana: Person, text: str) -> None:
    await ana.is_logged_in()
    await ana.sends(text)
    assert ana.sees("I did not understand that")


async def test_a_message_with_nothing_in_it_says_so_and_asks_again(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("USCIS: " + "word " * 300)
    assert ana.sees("I found no receipt number and no status in that message.")
    assert "What did USCIS tell you?" in ana.last
    await ana.presses("Cancel")
    assert "Nothing was kept" in ana.last


async def test_a_locked_account_is_opened_first_and_the_message_asked_for_again(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.sandbox.passes(minutes=61)
    await ana.sends(APPROVED)
    assert not ana.sees("This is what I read")
    await ana.sends(PASSWORD)
    assert "What did USCIS tell you?" in ana.last
    await ana.sends(APPROVED)
    assert "This is what I read" in ana.last


async def test_what_a_source_says_on_a_later_day_leads_and_the_own_word_stands_beside_it(
    ana: Person, desk: CaseDesk
) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.sends(APPROVED)
    await ana.presses("Yes, keep it")
    assert ana.last.startswith("Case Was Received")
    assert "You told us on" in ana.last
    await ana.sends(APPROVED.replace("On May 3, 2026, we", "We"))
    await ana.presses("Today")
    await ana.presses("Yes, keep it")
    desk.moves(RECEIPT, "Case Was Approved")
    await ana.sandbox.passes(minutes=60 * 24)
    assert "You told us" not in ana.last
