"""A support request in words: for its person, for the staff, in the list and in an alert."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.cases.descriptions import shortened
from bot.correspondence.support import Conversation, SupportRequest, SupportState
from bot.correspondence.support_kinds import QUESTIONS, Question, SupportKind
from bot.telegram.alert_channel import Alert
from bot.telegram.buttons import Button, Reach
from bot.texts.catalogue import Html
from bot.texts.wording import Wording
from handlers.accounts.help_news import spoken

_SHORT = 300
"""Characters of the person's own words on their screen: they know them."""


def facts(words: Wording, kind: SupportKind, answers: Mapping[str, str], receipt: str, *, most: int) -> Html:
    """What was answered, a line each, in the order of the questions; what was left empty is left out."""
    said: dict[Question, str] = {
        Question.THING: words.plain(f"support-thing-{answers['thing']}") if answers.get("thing") else "",
        Question.CASE: receipt,
        Question.DAY: words.day(date.fromisoformat(answers["day"])) if answers.get("day") else "",
        Question.ADDRESS: answers.get("address", ""),
        Question.WORDS: shortened(answers.get("words", ""), most),
    }
    lines = [
        words.html("support-fact", what=words.plain(_label(kind, each.question)), answer=said[each.question])
        for each in QUESTIONS[kind]
        if said[each.question]
    ]
    return Html("\n".join(lines))


def receipt_of(request: SupportRequest) -> str:
    """The number of the case as it is printed, or as the person typed it."""
    return request.receipt.printed if request.receipt else request.answers.get("typed", "")


def facts_of(words: Wording, request: SupportRequest, *, in_full: bool) -> Html:
    """The same of a request that was sent."""
    most = len(request.answers.get("words", "")) if in_full else _SHORT
    return facts(words, request.kind, request.answers, receipt_of(request), most=most)


def entries(words: Wording, conversation: Conversation) -> Html:
    """What was said about it, the oldest of the page first."""
    lines = [
        words.html(
            f"support-said-by-{each.author}",
            at=words.when(each.at),
            text=words.plain(f"support-closed-{each.text}") if each.kind == "closed" else each.text,
        )
        for each in reversed(conversation.entries)
    ]
    return Html("\n\n".join(lines))


def state_words(words: Wording, request: SupportRequest) -> Html:
    """How far it is: what that means, what to do, and by when."""
    by = words.day(request.answer_by) if request.answer_by else ""
    if request.state is SupportState.RECEIVED:
        return words.html("support-state-received", by=by)
    if request.state is SupportState.WORKING:
        return words.html("support-state-working", by=by)
    return words.html(f"support-state-{request.state}")


def support_news(words: Wording, alert: Alert, *, in_full: bool) -> tuple[Html, Sequence[Sequence[Button]]]:
    """What the staff have done about a request; discreetly only that there is something."""
    body = alert.body
    look = Button("support-look", "support-request", body["request"], reach=Reach.CHAT)
    if not in_full:
        return words.html("support-news-discreet"), ((look,),)
    text = body["words"]
    if body["state"] == SupportState.CLOSED:
        text = words.plain(f"support-closed-{text}")
    said = words.html("support-news-words", text=text) if text else Html("")
    number = spoken(body["number"])
    return words.html(f"support-news-{body['state']}", number=number, said=said), ((look,),)


def _label(kind: SupportKind, question: Question) -> str:
    return f"support-what-day-{kind}" if question is Question.DAY else f"support-what-{question}"
