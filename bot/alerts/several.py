"""News of several cases as one message: what was gathered over the day, or came at one moment."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.alerts.kinds import Kind
from storage.deliveries import DueDelivery, NewDelivery

MOST_IN_ONE = 10
JOINED = frozenset({Kind.CASE_CHANGED, Kind.CASE_FOUND, Kind.CASE_TAKEN_BACK, Kind.CASE_TOUCHED})
"""What may come together with others of its kind."""
_OF_THE_LETTER = ("address", "name", "language")


@dataclass(frozen=True)
class OneOfSeveral:
    """News of one case among them."""

    case_id: str
    kind: str
    body: Mapping[str, str]


@dataclass(frozen=True)
class Several:
    """A delivery's kind and body."""

    kind: str
    words: Mapping[str, str]


def write_several(news: Iterable[tuple[str, Mapping[str, str]]], *, is_daily: bool) -> Several:
    """As a body of one delivery: each news with its case, its `kind` in its own body."""
    items = [{**body, "case": case_id} for case_id, body in news]
    cases = len({each["case"] for each in items})
    words = {"items": json.dumps(items), "count": str(cases), "daily": "yes" if is_daily else ""}
    return Several(Kind.CASES_NEWS, words)


def read_several(body: Mapping[str, str]) -> Sequence[OneOfSeveral]:
    """What `write_several` wrote."""
    return [OneOfSeveral(each["case"], each["kind"], each) for each in json.loads(body["items"])]


def by_mail_instead(delivery: DueDelivery) -> list[NewDelivery]:
    """The letters for what was to come into a chat that is closed, as far as it must not get lost."""
    return [
        NewDelivery(each["instead"], each["kind"], "email", each, delivery.account_id, each["case"] or None)
        for each in _each_body(delivery)
        if "instead" in each
    ]


def _each_body(delivery: DueDelivery) -> Sequence[Mapping[str, str]]:
    if delivery.kind == Kind.CASES_NEWS:
        return [each.body for each in read_several(delivery.body)]
    return [{**delivery.body, "kind": delivery.kind, "case": delivery.case_id or ""}]


def joined(due: Iterable[DueDelivery]) -> list[DueDelivery]:
    """What goes to one person by one way at one moment becomes one message, which stands for all of them."""
    lines: dict[object, list[DueDelivery]] = defaultdict(list)
    for each in due:
        together = (each.account_id, each.channel, each.chat_id or each.body.get("address"))
        lines[together if each.kind in JOINED else each.id].append(each)
    return [
        _as_one(line[begin : begin + MOST_IN_ONE])
        for line in lines.values()
        for begin in range(0, len(line), MOST_IN_ONE)
    ]


def _as_one(line: list[DueDelivery]) -> DueDelivery:
    first, *others = line
    if not others:
        return first
    newest_first = sorted(line, key=lambda each: each.id, reverse=True)
    several = write_several(
        [(each.case_id or "", {**each.body, "kind": each.kind}) for each in newest_first], is_daily=False
    )
    reader = {name: first.body[name] for name in _OF_THE_LETTER if name in first.body}
    return replace(
        first, kind=several.kind, case_id=None, body={**several.words, **reader}, others=tuple(others)
    )
