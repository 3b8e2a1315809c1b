"""What is kept about a person, and what they can do about it."""

from bot.telegram.buttons import Button, Reach
from bot.telegram.dialogue import END, Dialogue, Next, Place
from bot.telegram.turn import Turn
from handlers.keyboards import HOME, LOG_IN
from handlers.start import has_account_here, unfinished

COPY = Button("privacy-copy", "copy-data", reach=Reach.SESSION)
DELETE = Button("privacy-delete", "delete-account", reach=Reach.SESSION)


async def show_privacy(turn: Turn) -> Next:
    """What is kept and why, who sees it and for how long; a copy of it, and its end."""
    organisation = turn.house.organisation
    page = [Button("privacy-page", url=organisation.privacy_url)] if organisation.privacy_url else []
    mine = [COPY, DELETE] if has_account_here(turn) else [LOG_IN]
    await turn.show(
        "privacy-screen",
        [*mine, *page, *unfinished(turn), HOME],
        organisation=organisation.name,
        contact=organisation.contact,
    )
    return END


privacy = Dialogue(name="privacy", places=[Place("privacy", show_privacy, command=True)])
