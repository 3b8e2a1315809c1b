"""Groups that the bot is a member of."""

from bot.sandbox.telegram import LocalPerson, LocalTelegram
from tests.bot.sandbox.telegram.bot_end import Line


async def test_what_is_said_in_a_group_comes_from_the_group(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    group = telegram.group("Family")
    await ana.sends("/cases", chat=group)
    (update,) = await line.does("getUpdates")
    message = update["message"]
    assert message["chat"] == {"id": group.id, "type": "group", "title": "Family"}
    assert message["from"]["id"] == ana.id
    assert not ana.sees("/cases")


async def test_an_answer_in_the_group_stays_in_the_group(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    group = telegram.group("Family")
    await line.does("sendMessage", chat_id=group.id, text="Write to me in private.")
    assert [each["text"] for each in group.visible] == ["Write to me in private."]
    assert not ana.sees("private")
    assert (await line.does("getChat", chat_id=group.id))["title"] == "Family"


async def test_a_member_deletes_nothing_but_its_own(
    line: Line, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    group = telegram.group("Family")
    hers = await ana.sends("hers", chat=group)
    refusal = await line.refusal("deleteMessage", chat_id=group.id, message_id=hers)
    assert refusal == "400 Bad Request: message can't be deleted"
    its = await line.does("sendMessage", chat_id=group.id, text="its")
    await line.does("deleteMessage", chat_id=group.id, message_id=its["message_id"])
    assert [each["text"] for each in group.visible] == ["hers"]


async def test_a_group_knows_nobody_who_has_not_written_to_the_bot_in_private(
    line: Line, telegram: LocalTelegram
) -> None:
    bo = telegram.person("Bo")
    await bo.sends("/start", chat=telegram.group("Family"))
    assert await line.refusal("sendMessage", chat_id=bo.id, text="x") == "400 Bad Request: chat not found"
