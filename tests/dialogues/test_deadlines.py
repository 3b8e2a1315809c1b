"""A person's dates: entered off a notice, shown, reminded of, done, put into a calendar, taken off."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person

RECEIPT = "EAC2499912345"


@pytest.fixture
async def follower(ana: Person, desk: CaseDesk) -> Person:
    """Ana, at the dates of her case."""
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.presses("Dates")
    return ana


def day_in(sandbox: Sandbox, days: int) -> str:
    """A day so many days from now, as somebody types it."""
    return (sandbox.clock.now() + timedelta(days=days)).strftime("%B %d, %Y")


async def adds_interview(person: Person, day: str, hour: str = "9:30 am") -> None:
    await person.presses("Add a date from my notice")
    await person.presses("Interview")
    await person.sends(day)
    await person.sends(hour)
    await person.sends("26 Federal Plaza, New York")
    await person.presses("Yes, save")


async def adds_answer(person: Person, day: str) -> None:
    await person.presses("Add a date from my notice")
    await person.presses("Answer to USCIS")
    await person.sends(day)
    await person.presses("Yes, save")


def file_of(person: Person) -> str:
    """The newest file in the chat, as it came."""
    document = person.phone.newest_where(lambda message: "document" in message)["document"]
    return person.sandbox.telegram.files.get(document["file_id"]).data.decode()


async def test_an_interview_is_entered_off_the_notice(follower: Person, sandbox: Sandbox) -> None:
    assert "No date is known for this case." in follower.last
    await adds_interview(follower, day_in(sandbox, 40))
    assert follower.last.startswith("Interview\nI-485 …2345")
    assert "9:30\u202fAM · in 40 days" in follower.last
    assert "26 Federal Plaza" in follower.last
    assert "You read this date on your notice." in follower.last
    await follower.presses("Open the case")
    assert "Next date" in follower.last
    await follower.sends("/deadlines")
    assert follower.last.startswith("Your date\n")


async def test_reminders_come_in_their_order_and_end_when_it_is_done(
    follower: Person, sandbox: Sandbox
) -> None:
    await adds_answer(follower, day_in(sandbox, 15))
    await sandbox.passes(days=1)
    assert "One of your cases has a date coming." in follower.last
    assert "2345" not in follower.last
    await sandbox.passes(days=7)
    assert follower.screen.count("has a date coming") == 2
    await follower.presses("Done ✓")
    await follower.logs_in()
    assert "✅ Done" in follower.last
    await sandbox.passes(days=6)
    assert follower.screen.count("has a date coming") == 2


async def test_time_that_passes_at_once_tells_only_what_is_right_now(
    follower: Person, sandbox: Sandbox
) -> None:
    await adds_answer(follower, day_in(sandbox, 35))
    await sandbox.passes(days=33)
    assert follower.screen.count("has a date coming") == 1


async def test_who_wants_alerts_in_full_reads_what_to_do_by_when(follower: Person, sandbox: Sandbox) -> None:
    await adds_interview(follower, day_in(sandbox, 4))
    await wants_everything(follower)
    await sandbox.passes(days=1)
    assert follower.last.startswith("📅 In 3 days: Interview\nI-485 …2345")
    assert "9:30\u202fAM\n📍 26 Federal Plaza, New York" in follower.last
    assert "Bring the letter, your photo ID and your original papers." in follower.last
    assert follower.labels == ["Done ✓", "Open", "Add to calendar"]
    await sandbox.passes(days=2)
    assert follower.last.startswith("📅 Tomorrow: Interview")


async def test_the_mail_says_only_that_there_is_a_date(follower: Person, sandbox: Sandbox) -> None:
    await adds_interview(follower, day_in(sandbox, 4))
    await sandbox.passes(days=1)
    mail = sandbox.mailbox.messages[-1]
    assert mail.subject == "A date in one of your cases is coming"
    assert "Interview" not in mail.text
    assert "2345" not in mail.text


async def wants_everything(person: Person) -> None:
    """Chooses that messages in the chat hide nothing."""
    await person.sends("/alerts")
    await person.presses("How much they say")
    await person.presses("Everything")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "I could not read that as a day."),
        ("March 3, 27", "four digits"),
        ("February 30, 2027", "The calendar has no such day."),
        ("March 3, 2020", "That day is past."),
        ("March 3, 2040", "more than two years away"),
    ],
)
async def test_a_day_that_cannot_be_is_said_and_asked_again(follower: Person, typed: str, said: str) -> None:
    await follower.presses("Add a date from my notice")
    await follower.presses("Answer to USCIS")
    await follower.sends(typed)
    assert said in follower.screen
    assert follower.last.startswith("Which day does the notice name?")


async def test_a_day_that_can_be_read_two_ways_is_asked(follower: Person, sandbox: Sandbox) -> None:
    year = sandbox.clock.now().year + 1
    await follower.presses("Add a date from my notice")
    await follower.presses("Answer to USCIS")
    await follower.sends(f"05/06/{year}")
    assert follower.labels[:2] == [f"May 6, {year}", f"June 5, {year}"]
    await follower.presses(f"June 5, {year}")
    assert f"June 5, {year}" in follower.last
    await follower.presses("Yes, save")
    assert f"June 5, {year}" in follower.last


async def test_a_day_can_be_pressed_in_a_calendar(follower: Person) -> None:
    await follower.presses("Add a date from my notice")
    await follower.presses("Another date")
    await follower.sends("send the translation")
    await follower.presses("Choose from a calendar")
    await follower.presses("›")
    month = follower.last.partition("\n")[0].partition(" ")[0]
    await follower.presses("15")
    await follower.presses("No time")
    await follower.presses("Leave it out")
    assert f"send the translation\n📅 {month} 15, " in follower.last


async def test_an_hour_elsewhere_is_told_by_both_clocks(follower: Person, sandbox: Sandbox) -> None:
    await follower.presses("Add a date from my notice")
    await follower.presses("Interview")
    await follower.sends(day_in(sandbox, 40))
    await follower.sends("9 in the morning")
    assert "I could not read that as a time." in follower.screen
    await follower.sends("9am")
    await follower.presses("Leave it out")
    await follower.presses("Another time zone")
    await follower.presses("Honolulu")
    assert "9:00\u202fAM in Honolulu (2:00\u202fPM for you)" in follower.last


async def test_a_date_is_changed_and_its_calendar_entry_moves(follower: Person, sandbox: Sandbox) -> None:
    await adds_interview(follower, day_in(sandbox, 40))
    await follower.presses("Add to calendar")
    first = Calendar.from_ical(file_of(follower)).walk("VEVENT")[0]
    assert first["summary"] == "Appointment, Sandbox Legal Aid"
    assert "2345" not in file_of(follower)
    await follower.presses("Open")
    await follower.presses("Change")
    await follower.sends(day_in(sandbox, 50))
    await follower.sends("10am")
    await follower.presses("The same place as before")
    await follower.presses("Yes, save")
    assert "in 50 days" in follower.last
    assert "26 Federal Plaza" in follower.last
    await follower.presses("Add to calendar")
    second = Calendar.from_ical(file_of(follower)).walk("VEVENT")[0]
    assert second["uid"] == first["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)


async def test_a_date_that_is_taken_off_can_be_taken_out_of_the_calendar_too(
    follower: Person, sandbox: Sandbox
) -> None:
    await adds_answer(follower, day_in(sandbox, 10))
    await follower.presses("Take it off")
    await follower.presses("No")
    await follower.presses("Take it off")
    await follower.presses("Yes")
    await follower.presses("Take it out of my calendar")
    assert "STATUS:CANCELLED" in file_of(follower)
    await follower.sends("/deadlines")
    assert "You have no dates yet." in follower.last


async def test_an_estimate_is_called_one_until_the_notice_is_read(
    follower: Person, sandbox: Sandbox, desk: CaseDesk
) -> None:
    desk.moves(RECEIPT, "Request for Initial Evidence Was Sent")
    await sandbox.passes(hours=30)
    await follower.logs_in()
    await follower.sends("/deadlines")
    assert "Estimate. The date on your notice counts." in follower.last
    await follower.presses(follower.labels[0])
    assert "Estimate. We counted from the day of the status." in follower.last
    await follower.presses("Enter the date on my notice")
    await follower.sends(day_in(sandbox, 30))
    await follower.presses("Yes, save")
    assert "You read this date on your notice." in follower.last
    assert "Estimate" not in follower.last


async def test_who_moves_to_another_zone_is_reminded_by_the_clock_there(
    follower: Person, sandbox: Sandbox
) -> None:
    await adds_answer(follower, day_in(sandbox, 4))
    await follower.sends("/profile")
    await follower.presses("Time zone")
    await follower.sends("Honolulu")
    await follower.presses(next(label for label in follower.labels if label.startswith("Honolulu")))
    await sandbox.passes(hours=23, minutes=30)  # half past nine in New York, half past four in Honolulu
    assert not follower.sees("has a date coming")
    await sandbox.passes(hours=5)
    assert follower.sees("has a date coming")


async def test_a_case_without_a_status_has_its_dates_too(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.follows(RECEIPT)
    await ana.presses("Keep trying for me")
    await ana.sends("/cases")
    await ana.presses(ana.labels[0])
    await ana.presses("Dates")
    assert "No date is known for this case." in ana.last


async def test_stopping_changes_nothing_and_leads_back(follower: Person) -> None:
    await follower.presses("Add a date from my notice")
    await follower.presses("Interview")
    await follower.presses("Back")
    await follower.presses("Cancel")
    assert "No date is known for this case." in follower.last


async def test_everything_is_there_in_spanish(luz: Person, desk: CaseDesk, sandbox: Sandbox) -> None:
    desk.has(RECEIPT, "Case Was Received", form="I-485")
    await luz.is_logged_in_in_spanish()
    await luz.follows(RECEIPT)
    await luz.presses("Fechas")
    await luz.presses("Agregar una fecha de mi carta")
    await luz.presses("Huellas y foto")
    await luz.sends(f"3 de mayo de {sandbox.clock.now().year + 1}")
    await luz.sends("14:20")
    await luz.presses("Dejarla fuera")
    await luz.presses("Sí, guardar")
    assert "Huellas y foto" in luz.last
    assert "Usted leyó esta fecha en su carta." in luz.last


async def test_nobody_opens_anothers_date(follower: Person, bo: Person, sandbox: Sandbox) -> None:
    """R10 and R11: a button of Ana's is none of Bo's."""
    await adds_answer(follower, day_in(sandbox, 10))
    keyboard = follower.phone.newest["reply_markup"]["inline_keyboard"]
    done = keyboard[0][0]["callback_data"]
    await bo.comes_to_be_logged_in()
    await bo.phone.presses_data(bo.phone.newest["message_id"], done)
    await sandbox.settle()
    assert "no longer valid" in bo.toasts[-1]
