"""The sandbox's page as somebody uses it: pressing what can be seen, by the words on it."""

import json
import re
from typing import Any

from tests.browser.chromium import Tab

_PRESSES = """(() => {{
    const keys = [...document.querySelectorAll({where})].filter((key) => key.offsetParent !== null);
    const key = keys.filter((each) => each.textContent.trim() === {label}).pop();
    key?.click();
    return Boolean(key);
}})()"""


class Page:
    """The page in a tab."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    async def opens(self, url: str) -> None:
        """Look at it, until all of it is drawn."""
        await self.tab.opens(url)
        await self.tab.waits_for("document.body?.dataset.ready")

    async def presses(self, label: str, *, within: str = "button, a") -> None:
        """Press the newest thing with this label."""
        await self.tab.waits_for(_PRESSES.format(where=json.dumps(within), label=json.dumps(label)))

    async def says(self, text: str) -> None:
        """Write it in the chat, and send it."""
        await self.tab.value(f"document.getElementById('text').value = {json.dumps(text)}")
        await self.tab.value("document.getElementById('composer').requestSubmit()")

    async def fills(self, field: str, text: str) -> None:
        """Type into a field."""
        await self.tab.value(
            f"{{ const field = document.querySelector({json.dumps(field)}); field.value = {json.dumps(text)};"
            " for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {bubbles: true}));"
            "}"
        )

    async def reads(self, words: str, *, within: str = "#log") -> str:
        """Wait until these words stand there; return all that stands there."""
        box = f"document.querySelector({json.dumps(within)})"
        await self.tab.waits_for(f"{box}?.innerText.includes({json.dumps(words)})")
        return str(await self.tab.value(f"{box}.innerText"))

    async def follows_the_mail(self) -> None:
        """Press the link in the newest mail."""
        await self.tab.waits_for(
            "(() => { const link = document.querySelector('#mails iframe[data-ready]')?.contentDocument"
            "?.querySelector('a[href*=start]'); link?.click(); return Boolean(link); })()"
        )

    async def key(self) -> str:
        """The authenticator's key, as the chat shows it."""
        shown = await self.reads("Scan this picture")
        found: Any = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", shown)
        return str(found.group()).replace(" ", "")
