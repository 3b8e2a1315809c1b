"""An operator in a folder of their own, who writes a configuration and has it loaded."""

from collections.abc import Mapping
from pathlib import Path

from bot.config import Caution, ConfigurationError, Problem, Settings, cautions_about, load

TOKEN = "7000000001:AAHkJ3mEr0h_Zq1tUv8WxYz2bCdEfGhIjKl"
WEBHOOK_SECRET = "f3b1c94d7a60e8255f3b1c94d7a60e82"

Sections = Mapping[str, Mapping[str, object]]

GOOD: dict[str, dict[str, object]] = {
    "telegram": {"token": TOKEN},
    "mail": {"host": "mail.example.org", "from": "casebell@example.org"},
    "organisation": {"name": "Example Legal Aid", "contact": "+1 555 0100"},
}


def toml(sections: Sections) -> str:
    """The sections as a TOML file."""
    lines = []
    for section, keys in sections.items():
        lines.append(f"[{section}]")
        lines += [f"{key} = {_literal(value)}" for key, value in keys.items() if value is not None]
    return "\n".join(lines) + "\n"


def good_but(section: str, **keys: object) -> dict[str, dict[str, object]]:
    """A good configuration but for these keys of one section; None leaves one out."""
    return {**GOOD, section: {**GOOD.get(section, {}), **keys}}


class Operator:
    """Writes files and starts Casebell's loading of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config.toml"

    def writes(self, sections: Sections | str, *, mode: int = 0o600) -> None:
        text = sections if isinstance(sections, str) else toml(sections)
        self.config.write_text(text, encoding="utf-8")
        self.config.chmod(mode)

    def puts(self, name: str, content: str = "", *, mode: int = 0o600) -> Path:
        path = self.folder / name
        path.write_text(content)
        path.chmod(mode)
        return path

    def loads(self, environ: Mapping[str, str] | None = None) -> Settings:
        return load(self.config, environ or {})

    def is_told(self, environ: Mapping[str, str] | None = None) -> dict[str, Problem]:
        """Every problem by its key."""
        try:
            self.loads(environ)
        except ConfigurationError as wrong:
            return {problem.key: problem for problem in wrong.problems}
        return {}

    def is_cautioned(self) -> dict[str, Caution]:
        """Every caution by its key."""
        return {caution.key: caution for caution in cautions_about(self.loads(), self.config)}


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return f"'{value}'" if isinstance(value, str) else str(value)
