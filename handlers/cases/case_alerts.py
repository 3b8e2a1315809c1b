"""News of cases in words: of one or of several, in full or so that nobody else learns anything."""

from collections.abc import Mapping, Sequence

from bot.alerts.kinds import Kind
from bot.alerts.several import MOST_IN_ONE, OneOfSeveral, read_several
from bot.cases.descriptions import shortened
from bot.cases.statuses import Stage
from bot.telegram.alert_channel import Alert
from bot.telegram.buttons import Button, Reach
from bot.texts.catalogue import Html
from bot.texts.wording import Wording
from handlers.cases.case_words import stage_meaning, what_to_do

Keyboard = Sequence[Sequence[Button]]

_END = 10
_LONGEST_TITLE = 120
"""Characters of a title among others: a message holds 4,096."""

_MY_CASES = Button("common-my-cases", "cases", reach=Reach.CHAT)
_OFFICE = Button("alert-write", "write-office", reach=Reach.CHAT)
_RULES = Button("alerts-open", "alerts", reach=Reach.CHAT)


def discreetly(words: Wording, alert: Alert) -> tuple[Html, Keyboard]:
    """Only that there is news; nothing of form, number or status."""
    match alert.kind:
        case Kind.CASES_NEWS:
            newest = read_several(alert.body)[0].case_id
            ways = ((_open(alert, newest, "alert-open-discreet"), _MY_CASES),)
            return words.html("alert-discreet-several", count=int(alert.body["count"])), ways
        case Kind.CASE_REMINDER:
            return words.html("alert-discreet-reminder"), _ways(alert, "alert-open-discreet")
        case Kind.CASE_EXAMPLE:
            return words.html("alert-example", text=words.html("alert-discreet")), ((_RULES,),)
        case _:
            return words.html("alert-discreet"), _ways(alert, "alert-open-discreet")


def in_full(words: Wording, alert: Alert) -> tuple[Html, Keyboard]:
    """Everything: what is new, what it means, what to do."""
    match alert.kind:
        case Kind.CASE_CHANGED:
            return _changed(words, alert.body), (*_ways(alert), (_OFFICE,))
        case Kind.CASE_TAKEN_BACK:
            return _taken_back(words, alert.body), (*_ways(alert), (_OFFICE,))
        case Kind.CASE_FOUND if alert.body["needs_action"]:
            do = _advice(words, alert.body)["do"]
            return words.html("alert-case-found-act", do=do, **_facts(words, alert.body)), _ways(alert)
        case Kind.CASE_TOUCHED | Kind.CASE_FOUND:
            return words.html(f"alert-{alert.kind}", **_facts(words, alert.body)), _ways(alert)
        case Kind.CASE_NOT_FOUND:
            again = Button("alert-try-again", "link", reach=Reach.CHAT)
            key = "alert-case-not-kept" if alert.body.get("by") else "alert-case-not-found"
            return words.html(key, last4=alert.body["last4"]), ((again,), (_OFFICE,))
        case Kind.CASE_REMINDER:
            return words.html("alert-reminder"), _ways(alert)
        case Kind.CASE_EXAMPLE:
            return words.html("alert-example", text=_changed(words, _EXAMPLE)), ((_RULES,),)
        case Kind.CASES_NEWS:
            return _several(words, alert)
        case _:
            raise LookupError(f"no words for an alert of kind {alert.kind!r}")


_EXAMPLE: Mapping[str, str] = {
    "form": "I-765",
    "last4": "0000",
    "title": "Case Was Received",
    "title_es": "",
    "stage": Stage.RECEIVED,
    "needs_action": "",
}


def _changed(words: Wording, body: Mapping[str, str]) -> Html:
    key = "alert-case-changed-act" if body["needs_action"] else "alert-case-changed"
    return words.html(key, **_advice(words, body), **_facts(words, body))


def _taken_back(words: Wording, body: Mapping[str, str]) -> Html:
    """The source took back what it said before; what it says again may ask for an act."""
    facts = {**_facts(words, body), "before": body["before"]}
    if body["needs_action"]:
        return words.html("alert-case-taken-back-act", do=_advice(words, body)["do"], **facts)
    return words.html("alert-case-taken-back", **facts)


def _several(words: Wording, alert: Alert) -> tuple[Html, Keyboard]:
    """A line for each news, the newest first, and a button for each case."""
    news = read_several(alert.body)
    shown, more = news[:MOST_IN_ONE], len(news) - MOST_IN_ONE
    lines = [_line(words, each) for each in shown]
    if more > 0:
        lines.append(words.html("alert-several-more", count=more))
    by_case = {each.case_id: each for each in reversed(shown)}
    rows = [(_open_one(words, alert, each),) for each in reversed(by_case.values())]
    key = "alert-several-daily" if alert.body["daily"] else "alert-several"
    text = words.html(key, count=int(alert.body["count"]), lines=Html("\n\n".join(lines)))
    return text, (*rows, (_MY_CASES,))


def _line(words: Wording, news: OneOfSeveral) -> Html:
    facts, acts = _facts(words, news.body), bool(news.body["needs_action"])
    facts["title"] = shortened(facts["title"], _LONGEST_TITLE)
    if news.kind in (Kind.CASE_TAKEN_BACK, Kind.CASE_TOUCHED):
        facts["title"] = words.plain(f"alert-line-{news.kind}", title=facts["title"])
    mark = words.plain("cases-mark-act" if acts else "cases-mark-quiet")
    line = words.html("cases-line", mark=mark, **facts)
    if acts:
        line = words.html("alert-line-act", line=line, do=_advice(words, news.body)["do"])
    if client := news.body.get("client"):
        line = words.html("clients-banner", who=client, text=line)
    return line


def _advice(words: Wording, body: Mapping[str, str]) -> dict[str, str]:
    stage, acts = Stage(body["stage"]), bool(body["needs_action"])
    return {"means": stage_meaning(words, stage), "do": what_to_do(words, stage, needs_action=acts)}


def _facts(words: Wording, body: Mapping[str, str]) -> dict[str, str]:
    """What every full alert about a case says of it."""
    title = (body["title_es"] if words.language == "es" else "") or body["title"]
    return {"form": body["form"] or words.plain("cases-form-unknown"), "last4": body["last4"], "title": title}


def _ways(alert: Alert, key: str = "alert-open") -> Keyboard:
    if alert.case_id is None:
        return ()
    return (
        (_open(alert, alert.case_id, key), _of_alert(alert, alert.case_id, "alert-remind", "alert-remind")),
    )


def _open(alert: Alert, case_id: str, key: str) -> Button:
    return _of_alert(alert, case_id, key, "alert")


def _open_one(words: Wording, alert: Alert, news: OneOfSeveral) -> Button:
    facts = _facts(words, news.body)
    said = (("form", facts["form"]), ("last4", facts["last4"]))
    return _of_alert(alert, news.case_id, "cases-button", "alert", said)


def _of_alert(
    alert: Alert, case_id: str, key: str, place: str, said: tuple[tuple[str, str], ...] = ()
) -> Button:
    # Good for as long as the chat: the place it leads to asks for a session by itself.
    # With the random end of the account's id, as the data of a button has room for no more.
    return Button(key, place, f"{case_id} {alert.account_id[-_END:]}", reach=Reach.CHAT, words=said)
