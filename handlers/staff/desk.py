"""The desk: what waits for the staff, and what they did."""

from collections.abc import Mapping

from bot.accounts.staff import StaffMember
from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Needs, Next, Place
from bot.telegram.turn import Turn
from bot.texts.catalogue import Html
from handlers.accounts.help_news import spoken
from handlers.keyboards import HOME

TO_DESK = Button("desk-back", "desk", reach=Reach.SESSION)


def staff_member(turn: Turn) -> StaffMember:
    """Who of the staff does this."""
    return StaffMember(turn.telegram_user_id, turn.account, turn.once_key)


def page_buttons(action: str, page: int, count: int, size: int) -> list[tuple[Button, ...]]:
    """The ways to the pages before and after this one."""
    ways = []
    if page > 0:
        ways.append(Button("desk-earlier-page", action, str(page - 1), reach=Reach.SESSION))
    if (page + 1) * size < count:
        ways.append(Button("desk-later-page", action, str(page + 1), reach=Reach.SESSION))
    return [tuple(ways)] if ways else []


def page_number(turn: Turn) -> int:
    """The page that was asked for; the first unless told otherwise."""
    return int(turn.argument) if turn.argument.isascii() and turn.argument.isdigit() else 0


async def show(turn: Turn) -> Next:
    """What waits."""
    requests = (await turn.services.recovery_requests.waiting()).count
    addresses = (await turn.services.staff.address_changes()).count
    to_open = (await turn.services.link_requests.waiting()).count
    messages = (await turn.services.thread_desk.waiting()).total
    support = (await turn.services.support_desk.waiting()).total
    await turn.show(
        "desk-menu",
        [
            Button("desk-requests", "desk-requests", reach=Reach.SESSION, words=(("number", requests),)),
            Button("messages-desk", "staff-messages", reach=Reach.SESSION, words=(("number", messages),)),
            Button("support-desk", "staff-support", reach=Reach.SESSION, words=(("number", support),)),
            Button("desk-addresses", "desk-addresses", reach=Reach.SESSION, words=(("number", addresses),)),
            Button("desk-cases", "desk-cases", reach=Reach.SESSION),
            Button("desk-links", "desk-links", reach=Reach.SESSION, words=(("number", to_open),)),
            Button("desk-codes", "desk-codes", reach=Reach.SESSION),
            Button("desk-done", "desk-done", reach=Reach.SESSION),
            HOME,
        ],
    )
    return END


async def show_done(turn: Turn) -> Next:
    """What the staff did, the newest first."""
    page = await turn.services.staff.actions(turn.argument or None)
    earlier = [Button("desk-earlier", "desk-done", page.earlier, reach=Reach.SESSION)] if page.earlier else []
    lines = [
        turn.html(
            "desk-done-line",
            at=turn.when(each.at),
            who=each.staff_name or str(each.telegram_id),
            what=turn.html(
                f"desk-did-{each.action}",
                number=each.detail.get("last4") or spoken(each.detail.get("number", "")),
                detail=turn.words(_detail_key(each.detail)),
            ),
        )
        for each in page.actions
    ]
    await turn.show(
        "desk-done-list" if lines else "desk-done-nothing",
        [*earlier, TO_DESK],
        **({"lines": Html("\n".join(lines))} if lines else {}),
    )
    return END


def _detail_key(detail: Mapping[str, str]) -> str:
    if "how" in detail:
        return f"desk-how-{detail['how']}"
    return f"desk-why-{detail['why']}" if "why" in detail else "desk-no-detail"


desk = Dialogue(
    name="desk",
    places=[
        Place("desk", show, Needs.STAFF, command=True),
        Place("desk-done", show_done, Needs.STAFF),
    ],
)
