"""A person's own rules for messages, quiet hours, the daily summary, reminders; each on the real bot."""

from zoneinfo import ZoneInfo

from bot.sandbox.case_desk import CaseDesk
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sandbox import Sandbox
from tests.dialogues.person import Person
from tests.dialogues.test_alerts import DISCREET, NEWS, RECEIPT, alerts, is_following, time_passes

OTHER = "EAC9999103402"
NEW_YORK = ZoneInfo("America/New_York")


async def it_is(sandbox: Sandbox, hour: int) -> None:
    """Let time pass until the clock in New York shows this hour."""
    local = sandbox.clock.now().astimezone(NEW_YORK)
    minutes = ((hour - local.hour) % 24) * 60 - local.minute
    await sandbox.passes(minutes=minutes % (24 * 60) + 1)


def said(person: Person) -> list[str]:
    """Everything that the bot said in this chat and that is still there."""
    return [str(each.get("text", "")) for each in person.phone.chat.visible if each["from"]["is_bot"]]


async def says_everything(person: Person) -> None:
    """So that what is told does not depend on who sees the screen."""
    await person.sends("/security")
    await person.presses("How much messages say")
    await person.presses("Everything")


async def test_the_screen_reads_as_a_table_and_each_press_changes_a_row(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/alerts")
    assert ana.sees("• Please act: here and by e-mail, at once, also in quiet hours")
    assert ana.sees("Quiet hours: 9:00\u202fPM to 8:00\u202fAM\nDaily summary: 9:00\u202fAM")
    await ana.presses("New status")
    assert "not at all" in ana.labels
    await ana.presses("only here")
    await ana.presses("once a day")
    assert ana.sees("Now: only here, once a day.")
    await ana.presses("My alerts")
    assert ana.sees("• New status: only here, once a day")
    await ana.presses("As at the beginning")
    assert ana.sees("• New status: here and by e-mail, at once")


async def test_what_asks_for_an_act_can_be_moved_but_not_be_turned_off(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/alerts")
    await ana.presses("Please act")
    assert "not at all" not in ana.labels
    assert "once a day" not in ana.labels
    assert ana.sees("you cannot turn it off: you could miss a date")
    await ana.presses("only by e-mail")
    assert ana.sees("Now: only by e-mail, at once, also in quiet hours.")


async def test_at_night_news_wait_for_the_morning_and_what_asks_for_an_act_does_not(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    await is_following(sandbox, ana)
    await says_everything(ana)
    await it_is(sandbox, 22)
    desk.moves(RECEIPT, "Case Is Being Actively Reviewed By USCIS")
    await it_is(sandbox, 3)
    assert alerts(ana) == []
    desk.moves(RECEIPT, "Interview Was Scheduled")
    await it_is(sandbox, 7)
    (act,) = alerts(ana)
    assert act.startswith(f"❗ {NEWS}: please act")
    await it_is(sandbox, 9)
    assert len(alerts(ana)) == 2


async def test_who_is_writing_at_night_is_told_at_once(sandbox: Sandbox, ana: Person, desk: CaseDesk) -> None:
    await is_following(sandbox, ana)
    await it_is(sandbox, 23)
    await ana.logs_in()
    desk.moves(RECEIPT, "Case Was Denied")
    for _ in range(12):
        await sandbox.passes(minutes=9)
        await ana.sends("/privacy")
    assert len(alerts(ana)) == 1


async def test_quiet_hours_can_be_turned_off(sandbox: Sandbox, ana: Person, desk: CaseDesk) -> None:
    await is_following(sandbox, ana)
    await ana.sends("/alerts")
    await ana.presses("Quiet hours")
    await ana.presses("No quiet hours")
    assert ana.sees("Quiet hours: none")
    await it_is(sandbox, 22)
    desk.moves(RECEIPT, "Case Was Denied")
    await it_is(sandbox, 2)
    assert alerts(ana) == [DISCREET]


async def test_the_daily_summary_is_one_message_with_the_newest_of_each_case(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    desk.has(OTHER, "Case Was Received", form="I-765")
    await is_following(sandbox, ana)
    await ana.follows(OTHER)
    await says_everything(ana)
    await ana.sends("/alerts")
    for event in ("New status", "Decision"):
        await ana.presses(event)
        if "once a day" in ana.labels:
            await ana.presses("once a day")
        await ana.presses("My alerts")
    desk.moves(RECEIPT, "Case Was Transferred And A New Office Has Jurisdiction")
    await time_passes(sandbox)
    desk.moves(RECEIPT, "Card Is Being Produced")
    desk.moves(OTHER, "Card Is Being Produced")
    await sandbox.passes(hours=6)
    assert alerts(ana) == []
    await it_is(sandbox, 10)
    summaries = [text for text in said(ana) if text.startswith("Your daily summary")]
    (summary,) = summaries
    assert summary.startswith("Your daily summary: 2 of your cases have news")
    assert summary.count("Card Is Being Produced") == 2
    assert "Transferred" not in summary
    letter = await mailbox.letter_to(ana.email, after=1)
    assert letter.subject == "Your daily summary: news of 2 of your cases"
    for secret in ("Produced", "I-130", "3403", "3402"):
        assert secret not in letter.text + letter.html + letter.subject
    await it_is(sandbox, 11)
    assert summaries == [text for text in said(ana) if text.startswith("Your daily summary")]


async def test_news_of_several_cases_in_the_morning_are_one_message(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    desk.has(OTHER, "Case Was Received", form="I-765")
    await is_following(sandbox, ana)
    await ana.follows(OTHER)
    await it_is(sandbox, 22)
    desk.moves(RECEIPT, "Case Was Denied")
    desk.moves(OTHER, "Card Is Being Produced")
    await it_is(sandbox, 9)
    assert ana.last == "2 of your cases have news. Open them to read more."
    assert sum("have news" in text for text in said(ana)) == 1


async def test_what_is_followed_no_more_in_the_morning_is_not_told(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    await is_following(sandbox, ana)
    await it_is(sandbox, 22)
    desk.moves(RECEIPT, "Case Was Denied")
    await it_is(sandbox, 2)
    await ana.logs_in()
    await ana.sends("/cases")
    await ana.presses("I-130 …3403")
    await ana.presses("Stop following")
    await ana.presses("Yes")
    await it_is(sandbox, 9)
    assert alerts(ana) == []


async def test_an_alert_can_be_put_off_and_comes_again_in_the_morning(
    sandbox: Sandbox, ana: Person, desk: CaseDesk
) -> None:
    await is_following(sandbox, ana)
    await says_everything(ana)
    desk.moves(RECEIPT, "Case Was Denied")
    await time_passes(sandbox, ana)
    await ana.presses("Remind me")
    await ana.presses("Tomorrow morning")
    assert "I will remind you tomorrow at 9:00\u202fAM" in ana.last
    await it_is(sandbox, 8)
    assert "I will remind you" in ana.last
    await it_is(sandbox, 10)
    assert ana.last == "⏰ You asked me to remind you of this case."


async def test_an_alert_leads_to_the_office(sandbox: Sandbox, ana: Person, desk: CaseDesk) -> None:
    await is_following(sandbox, ana)
    desk.moves(RECEIPT, "Case Was Denied")
    await time_passes(sandbox, ana)
    await ana.presses("Write to the office")
    assert "help@sandbox.example" in ana.last


async def test_an_example_says_that_it_is_one(ana: Person) -> None:
    await ana.is_logged_in()
    await ana.sends("/alerts")
    await ana.presses("Send me an example")
    assert ana.last.startswith("This is only an example. Nothing has changed.")
    await ana.presses("My alerts")
    assert ana.sees("Your alerts")


async def test_small_updates_are_chosen_for_each_case(sandbox: Sandbox, ana: Person) -> None:
    await is_following(sandbox, ana)
    await ana.sends("/alerts")
    await ana.presses("Small updates: choose cases")
    await ana.presses("▫️ I-130 …3403")
    assert "✅ I-130 …3403" in ana.labels
    await ana.presses("✅ I-130 …3403")
    assert "▫️ I-130 …3403" in ana.labels


async def test_everything_is_said_in_spanish_too(luz: Person) -> None:
    await luz.is_logged_in_in_spanish()
    await luz.sends("/alerts")
    assert luz.sees("• Debe actuar: aquí y por correo, enseguida, también en horas de silencio")
    await luz.presses("Decisión")
    assert luz.sees("Es demasiado importante")


async def test_a_decision_that_waits_for_a_chat_goes_by_mail_when_that_is_closed(
    sandbox: Sandbox, ana: Person, desk: CaseDesk, mailbox: Mailbox
) -> None:
    await is_following(sandbox, ana)
    await ana.sends("/alerts")
    await ana.presses("Decision")
    await ana.presses("only here")
    await it_is(sandbox, 22)
    desk.moves(RECEIPT, "Case Was Denied")
    await it_is(sandbox, 3)
    await ana.sends("/logout")
    await ana.presses("Log out, no messages")
    before = len(mailbox.messages)
    await it_is(sandbox, 9)
    letter = await mailbox.letter_to(ana.email, after=before)
    assert "news" in letter.subject.casefold()
    assert alerts(ana) == []
