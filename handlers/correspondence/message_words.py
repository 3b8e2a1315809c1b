"""Messages in words: in a list, in a thread, and as news."""

from bot.cases.descriptions import shortened
from bot.correspondence.threads import Author, Message, Thread, ThreadPart
from bot.telegram.alert_channel import Alert
from bot.telegram.buttons import Button, Reach
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from bot.texts.wording import Wording

_LONGEST_LABEL = 40


def about(words: Wording, thread: Thread) -> str:
    """What a thread is about, with the last digits of its case."""
    if thread.receipt is None:
        return thread.subject
    return words.plain("messages-about", subject=thread.subject, last4=thread.receipt.last4)


def thread_button(turn: Turn, thread: Thread, place: str, mark: str) -> Button:
    """The line of a thread in a list."""
    label = shortened(about(turn.wording, thread), _LONGEST_LABEL)
    words = (("mark", turn.words(mark)), ("about", label))
    return Button("messages-line", place, thread.id, reach=Reach.SESSION, words=words)


def said(turn: Turn, part: ThreadPart, *, at_desk: bool) -> Html:
    """The messages of a screen, the oldest first."""
    lines = [
        turn.html(
            "messages-message",
            who=_who(turn, each, part.thread, at_desk=at_desk),
            at=turn.when(each.at),
            text="\n\n".join(each.parts),
        )
        for each in reversed(part.messages)
    ]
    return Html("\n\n".join(lines))


def message_news(
    words: Wording, alert: Alert, *, in_full: bool
) -> tuple[Html, tuple[tuple[Button, ...], ...]]:
    """That the office has answered: never a word of what."""
    look = Button("messages-read", "thread", alert.body["thread"], reach=Reach.CHAT)
    last4 = alert.body["last4"]
    if in_full and last4:
        return words.html("messages-news-of-case", last4=last4), ((look,),)
    return words.html("messages-news"), ((look,),)


def _who(turn: Turn, message: Message, thread: Thread, *, at_desk: bool) -> str:
    """The person reads the organisation's name; the staff read who of them it was."""
    if message.author == Author.STAFF:
        return message.name if at_desk else turn.house.organisation.name
    if message.author == Author.REPRESENTATIVE:
        return turn.words("messages-for-them", name=message.name)
    if not at_desk and thread.account_id == turn.account:
        return turn.words("messages-you")
    return message.name
