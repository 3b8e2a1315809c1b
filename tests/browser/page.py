"""The sandbox's page as somebody uses it: pressing what can be seen, by the words on it."""

import json
import re
from typing import Any

from tests.browser.chromium import Tab

_PRESSES = """(() => {{
    const keys = [...document.querySelectorAll({where})].filter((key) => key.offsetParent !== null);
    const key = keys.filter((each) => [each.textContent.trim(), each.ariaLabel].includes({label})).pop();
    key?.click();
    return Boolean(key);
}})()"""


_MOST_TABS = 80
_FOCUSED = """(() => {
    const it = document.activeElement;
    return it.getAttribute("aria-label") ?? it.labels?.[0]?.textContent.trim() ?? it.textContent.trim();
})()"""
_HOLDS = """(() => {{
    const chips = [...document.querySelectorAll("[data-person]")];
    const chip = chips.find((each) => each.querySelector("bdi").textContent === {name});
    chip?.click();
    return Boolean(chip);
}})()"""
_OPERATED = frozenset(
    {
        "button",
        "link",
        "textbox",
        "combobox",
        "checkbox",
        "radio",
        "spinbutton",
        "dialog",
        "alertdialog",
        "image",
        "Iframe",
        "DisclosureTriangle",
        "log",
        "group",
    }
)


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

    async def strikes(self, *keys: str) -> None:
        """Strike keys, one after the other: by name, or the character."""
        for key in keys:
            await self.tab.strikes(key)

    async def goes_to(self, name: str, *, back: bool = False) -> None:
        """Go on with the tab key until this has the focus: a control, by its name."""
        for _ in range(_MOST_TABS):
            await self.tab.strikes("Tab", shift=back)
            if await self.focus() == name:
                return
        raise AssertionError(f"the tab key never comes to {name!r}")

    async def focus(self) -> str:
        """The name of what has the focus."""
        return str(await self.tab.value(_FOCUSED))

    async def has_focus(self, name: str) -> None:
        """Wait until this has the focus: a dialog gives it back only after it has closed."""
        await self.tab.waits_for(f"({_FOCUSED}) === {json.dumps(name)}")

    async def holds(self, name: str) -> None:
        """Take up the phone of this person."""
        await self.tab.waits_for(_HOLDS.format(name=json.dumps(name)))

    async def controls(self) -> list[tuple[str, str]]:
        """Role and name of everything that can be operated, as a screen reader has it."""
        tree = (await self.tab.does("Accessibility.getFullAXTree"))["nodes"]
        told = [
            (str(node["role"]["value"]), str(node.get("name", {}).get("value", "")))
            for node in tree
            if not node["ignored"] and "role" in node
        ]
        return [(role, name) for role, name in told if role in _OPERATED]

    async def likes_dark(self) -> None:
        """Have a machine that is set to dark colours."""
        dark = {"name": "prefers-color-scheme", "value": "dark"}
        await self.tab.does("Emulation.setEmulatedMedia", features=[dark])

    async def chooses_file(self, name: str, data: str, kind: str) -> None:
        """Choose a file in the open form; `data` in base 64."""
        await self.tab.value(
            f"{{ const bytes = Uint8Array.from(atob({json.dumps(data)}), (one) => one.charCodeAt(0));"
            f" const file = new File([bytes], {json.dumps(name)}, {{type: {json.dumps(kind)}}});"
            " const given = new DataTransfer(); given.items.add(file);"
            " document.querySelector('dialog[open] input[type=file]').files = given.files; }"
        )

    async def reads(self, words: str, *, within: str = "#log") -> str:
        """Wait until these words stand there; return all that stands there."""
        box = f"document.querySelector({json.dumps(within)})"
        await self.tab.waits_for(f"{box}?.innerText.includes({json.dumps(words)})")
        return str(await self.tab.value(f"{box}.innerText"))

    async def reads_no_more(self, words: str, *, within: str = "#log") -> None:
        """Wait until these words are gone: what is deleted takes a moment to vanish."""
        box = f"document.querySelector({json.dumps(within)})"
        await self.tab.waits_for(f"!{box}.innerText.includes({json.dumps(words)})")

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
