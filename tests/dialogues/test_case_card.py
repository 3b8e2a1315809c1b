"""The list of cases and the card of one: what it is, what it means, what to do, and how we know."""

import pytest

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.telegram import LocalPerson
from tests.dialogues.person import Person

RECEIPT = "EAC2499912345"
GONE = "This case is not in your list any more."


async def hurry(sandbox: Sandbox) -> None:
    """Start the bot anew with a source that may be asked often."""
    await sandbox.stop_bot()
    sandbox.desk.faults.rate_limit = None
    uscis = sandbox.settings.uscis.model_copy(update={"requests_per_second": 100})
    sandbox.settings = sandbox.settings.model_copy(update={"uscis": uscis})
    await sandbox.start_bot()


def newest_button(phone: LocalPerson, words: str) -> str:
    """The data of the newest button with these words."""
    rows = [
        row
        for message in reversed(phone.chat.visible)
        for row in message.get("reply_markup", {}).get("inline_keyboard", ())
    ]
    return next(str(each["callback_data"]) for row in rows for each in row if each["text"] == words)


def links_in(phone: LocalPerson) -> list[str]:
    """Where the links of the newest message lead."""
    return [each["url"] for each in phone.newest.get("entities", ()) if each["type"] == "text_link"]


# --- the list ----------------------------------------------------------------------------------------


async def test_an_empty_list_says_what_to_do(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/cases")
    assert "You do not follow any case yet" in ana.last
    await ana.presses("Add a case")
    assert "What is the receipt number" in ana.last


async def test_twenty_cases_are_paged_with_those_first_that_need_something(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    await hurry(sandbox)
    await ana.is_logged_in()
    for number in range(20):
        desk.has(f"IOE09000000{number:02}", "Interview Was Scheduled" if number == 3 else "Case Was Received")
        await ana.follows(f"IOE09000000{number:02}")
    await ana.sends("/cases")
    assert ana.last.startswith("Your 20 cases\n\n❗ I-130 …0003\nInterview Was Scheduled\n\n• I-130 …0019")
    seen = [ana.last]
    await ana.presses("More ›")
    seen.append(ana.last)
    await ana.presses("More ›")
    seen.append(ana.last)
    assert "More ›" not in ana.screen.splitlines()[-1]
    assert all(sum(f"…00{number:02}" in page for page in seen) == 1 for number in range(20))
    await ana.presses("‹ Back")
    assert ana.last == seen[1]
    await ana.presses("I-130 …0012")
    assert "IOE-09-000-00012" in ana.last


@pytest.mark.parametrize("argument", ["99", "-1", "x", "9" * 200, "9" * 4000, "²"])
async def test_a_page_that_there_is_not_is_no_trouble(ana: Person, argument: str) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103403")
    await ana.sends(f"/cases {argument}")
    assert not ana.sees("something went wrong")
    await ana.sends("/cases")
    assert "Your case" in ana.last


# --- the card ----------------------------------------------------------------------------------------


async def test_the_card_says_what_it_is_what_it_means_what_to_do_and_how_we_know(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103405")
    assert ana.last.startswith("Request for Initial Evidence Was Sent\nI-485 · EAC-99-991-03405")
    assert "What it means\nUSCIS wants more papers or an answer from you" in ana.last
    assert "What to do\nYou must answer. The letter says what to send and until when." in ana.last
    assert "USCIS says\nOn " in ana.last
    steps = ana.last.partition("So far\n")[2].splitlines()[:4]
    assert [step.partition(": ")[2] for step in steps] == [
        "Request for Initial Evidence Was Sent",
        "Case Was Updated To Show Fingerprints Were Taken",
        "Fingerprint and Biometrics Appointment Was Scheduled",
        "Case Was Received",
    ]
    assert steps[3].startswith("September 5, 2023")
    assert "Checked today at" in ana.last
    assert "the official USCIS Case Status API" in ana.last


async def test_the_card_speaks_spanish(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103405")
    await ana.sends("/settings")
    await ana.presses("Español")
    await ana.presses("Mis casos")
    assert "Enviamos una solicitud de evidencia" in ana.last
    await ana.presses("I-485 …3405")
    assert ana.last.startswith("Enviamos una solicitud de evidencia\nI-485 · EAC-99-991-03405")
    assert "Qué significa\nUSCIS quiere más documentos" in ana.last
    assert "Qué hacer\nUsted debe responder." in ana.last
    assert "la página de cambio de dirección" in ana.last
    assert "5 de septiembre de 2023: Recibimos su caso" in ana.last
    assert "Última consulta: hoy" in ana.last


async def test_an_unknown_status_is_shown_word_for_word(ana: Person, desk: CaseDesk) -> None:
    desk.has(RECEIPT, "Case Was Put Into The Blue Folder")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    assert ana.last.startswith("Case Was Put Into The Blue Folder")
    assert "We do not have an explanation for this status yet. Its words are those of USCIS." in ana.last
    assert "If you are not sure, ask us." in ana.last


@pytest.mark.requirement("R15")
async def test_markup_of_the_source_is_text_and_only_links_to_uscis_are_links(
    ana: Person, desk: CaseDesk
) -> None:
    desk.has(
        RECEIPT,
        '<b>Case & "Status"</b> &lt;i&gt;new <a href="https://uscis.gov.example/">here</a>'
        '<a href="https://egov.uscis.gov/a?b=1&amp;c=2">there</a>\u202e',
    )
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    assert ana.last.startswith('Case & "Status" <i>new herethere\nI-130')
    assert links_in(ana.phone) == [
        "https://egov.uscis.gov/a?b=1&c=2",
        "https://www.uscis.gov/addresschange",
    ]
    assert "\u202e" not in ana.last


async def test_the_longest_texts_of_a_source_fit_the_card_and_the_list(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    desk.has(RECEIPT, f"{'Ñ&' * 3_000} 0")
    for number in range(1, 12):
        desk.moves(RECEIPT, f"{number} {'<Ñ&>' * 600}")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    assert "So far" in ana.last
    assert "Checked today" in ana.last
    await ana.presses("My cases")
    assert "Your case" in ana.last


async def test_a_failed_check_leaves_the_card_as_it_was_and_says_so(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103403")
    before = ana.last
    desk.faults.garbled.add("EAC9999103403")
    desk.moves("EAC9999103403", "Case Was Denied")
    await sandbox.passes(minutes=50)
    await ana.sends("/cases")
    await sandbox.passes(minutes=30)
    await ana.presses("I-130 …3403")
    assert before.partition("\n\nChecked")[0] == ana.last.partition("\n\nChecked")[0]
    assert "We have tried again since, but it did not answer. This is the last we know." in ana.last
    desk.faults.garbled.clear()
    await sandbox.passes(minutes=20)
    await ana.presses("Open the case")
    assert ana.last.startswith("Case Was Denied")


async def test_refreshing_says_so_when_there_is_nothing_new(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103403")
    before = ana.screen
    await ana.presses("Refresh")
    assert ana.screen == before
    assert ana.toasts == ["This is the newest we know. We keep checking, and tell you of every change."]


# --- letting go --------------------------------------------------------------------------------------


async def test_a_case_is_removed_only_after_a_yes(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103403")
    await ana.presses("Stop following")
    assert "Stop following EAC-99-991-03403?" in ana.last
    assert "You can add it again at any time" in ana.last
    await ana.presses("No")
    assert "What it means" in ana.last
    await ana.presses("Stop following")
    await ana.sends("yes please")
    assert "Stop following EAC-99-991-03403?" in ana.last
    await ana.presses("Yes")
    assert "You do not follow any case yet" in ana.last
    assert ana.toasts[-1] == "You no longer follow this case."


async def test_the_buttons_of_a_removed_case_lead_back_to_the_list(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103403")
    card = ana.phone.newest["message_id"]
    old = [newest_button(ana.phone, words) for words in ("Refresh", "Stop following")]
    await ana.presses("Stop following")
    await ana.presses("Yes")
    for data in old:
        await ana.phone.presses_data(card, data)
        await ana.sandbox.settle()
        assert GONE in ana.last
    await ana.presses("My cases")
    assert "You do not follow any case yet" in ana.last


# --- whose it is -------------------------------------------------------------------------------------


async def test_a_button_of_one_person_does_nothing_in_the_hands_of_another(ana: Person, bo: Person) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103403")
    await bo.is_logged_in()
    before = bo.screen
    for words in ("Refresh", "Stop following", "My cases"):
        await bo.phone.presses_data(bo.phone.newest["message_id"], newest_button(ana.phone, words))
        await bo.sandbox.settle()
    assert bo.screen == before
    assert set(bo.toasts) == {"This button is no longer valid. Please use the newest message."}
    await ana.presses("Refresh")
    assert "EAC-99-991-03403" in ana.last


async def test_whoever_logs_in_on_a_lent_phone_sees_nothing_of_its_owners_cases(
    sandbox: Sandbox, ana: Person, bo: Person, desk: CaseDesk
) -> None:
    await bo.is_logged_in()
    await ana.is_logged_in()
    await sandbox.passes(minutes=6)
    await ana.follows("EAC9999103403")
    session_buttons = [newest_button(ana.phone, words) for words in ("Refresh", "My cases")]
    card = ana.phone.newest["message_id"]
    desk.moves("EAC9999103403", "Case Was Denied")
    await sandbox.passes(minutes=90)
    await ana.sends("/logout")
    await ana.presses("Log out, keep messages")
    bo.phone = ana.phone
    await bo.logs_in()
    await bo.presses("Open")
    assert bo.sees("another account")
    assert not bo.sees("Denied")
    for data in session_buttons:
        await bo.phone.presses_data(card, data)
        await sandbox.settle()
    assert bo.toasts[-1].startswith("This button is no longer valid")
    await bo.sends("/cases")
    assert "You do not follow any case yet" in bo.last


async def test_a_case_of_a_locked_account_opens_after_the_password(sandbox: Sandbox, ana: Person) -> None:
    await ana.is_logged_in()
    await sandbox.passes(minutes=6)
    await ana.follows("EAC9999103403")
    await sandbox.passes(minutes=61)
    await ana.presses("Refresh")
    assert "Your account is locked" in ana.last
    await ana.sends("purple tractor sings low")
    assert "EAC-99-991-03403" in ana.last


# --- the way, the timeline, many cases -----------------------------------------------------------------


async def test_the_card_shows_the_typical_way_and_what_usually_comes_next(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103405")
    row = "✓ Received › ✓ Fingerprints › ● Review › ○ Interview › ○ Decision › ○ Card or document"
    assert row in ana.last
    assert "What usually comes next\nAn interview. This is the typical order." in ana.last


async def test_no_way_is_shown_for_a_status_that_tells_none(ana: Person, desk: CaseDesk) -> None:
    desk.has(RECEIPT, "Case Was Put Into The Blue Folder")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    assert "○" not in ana.last
    assert "usually comes next" not in ana.last


async def test_the_timeline_is_a_picture_whose_caption_says_the_same(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows("EAC9999103405")
    await ana.presses("Timeline")
    assert ana.phone.newest["photo"]
    assert ana.last.splitlines()[:2] == ["I-485 …3405", "September 5, 2023: Case Was Received"]
    assert "Now, since " in ana.last
    assert "Typically later: Interview" in ana.last
    await ana.presses("Open the case")
    assert "What it means" in ana.last


async def test_a_status_that_no_font_shows_comes_in_words_alone(ana: Person, desk: CaseDesk) -> None:
    desk.has(RECEIPT, "案件已收到")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.presses("Timeline")
    assert "photo" not in ana.phone.newest
    assert "Now, since" in ana.last


async def test_earlier_steps_are_paged(ana: Person, desk: CaseDesk, sandbox: Sandbox) -> None:
    desk.has(RECEIPT, "Step 0")
    for number in range(1, 14):
        desk.moves(RECEIPT, f"Step {number}")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    assert "Step 13" in ana.last
    await ana.presses("Earlier")
    assert ana.last.startswith("What happened before")
    assert "Step 0" in ana.last
    assert "Step 13" not in ana.last
    await ana.presses("Later")
    assert "Step 13" in ana.last


async def test_many_cases_are_searched_by_form_status_and_last_digits(ana: Person, desk: CaseDesk) -> None:
    await ana.is_logged_in()
    for number in range(10):
        form = "I-765" if number == 7 else "I-130"
        desk.has(
            f"IOE09000000{number:02}", "Case Was Approved" if number == 3 else "Case Was Received", form=form
        )
        await ana.follows(f"IOE09000000{number:02}")
    for wanted, found in (("i765", "I-765 …0007"), ("approved", "I-130 …0003"), ("0005", "I-130 …0005")):
        await ana.sends("/cases")
        await ana.presses("Find")
        await ana.sends(wanted)
        assert [each for each in ana.labels if "…" in each] == [found]
    await ana.sends("/cases i765")
    assert "I-765 …0007" in ana.last
    await ana.presses("Find")
    await ana.sends("zebra")
    assert "No case fits that." in ana.last
