"""What every section of the settings is made of.

Rules between keys stand on the later key and look at the earlier ones, so that each rule is checked
whenever what it needs is there, however much else is wrong. `config.example.toml` explains the keys
at length; the descriptions in the sections complete the sentence "Give …" of an error.
"""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from bot.config import rules

WebAddress = Annotated[str, AfterValidator(rules.web_address)]
PageAddress = Annotated[str, AfterValidator(rules.page_address)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Section(BaseModel):
    """One [section]. Immutable, and it refuses keys that it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        validate_default=True,
        hide_input_in_errors=True,
    )


def folder_of(info: ValidationInfo) -> Path | None:
    """The folder that relative paths are taken from, where the loader gave one."""
    return (info.context or {}).get("folder")
