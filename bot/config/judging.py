"""Saying in plain words what pydantic found wrong with the values."""

import re
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.config.problems import Problem
from bot.config.section import Section
from bot.config.settings import SECRET_KEYS, Settings
from bot.config.sources import Written, variable_of

_SHOWN_CHARACTERS = 60
_MASK = "***"
_LOGIN_IN_URL = re.compile(r"//[^/@\s]*@")

_REASONS = {
    "missing": "it is not set",
    "string_type": "it is not text",
    "string_too_short": "it is empty",
    "string_too_long": "it is longer than {max_length} characters",
    "literal_error": "it is none of {expected}",
    "greater_than": "it is not more than {gt:.10g}",
    "greater_than_equal": "it is less than {ge:.10g}",
    "less_than_equal": "it is more than {le:.10g}",
    "int_type": "it is not a whole number",
    "int_parsing": "it is not a whole number",
    "int_parsing_size": "it is too large a number",
    "int_from_float": "it is not a whole number",
    "float_type": "it is not a number",
    "float_parsing": "it is not a number",
    "finite_number": "it is not a number",
    "bool_type": "it is neither true nor false",
    "bool_parsing": "it is neither true nor false",
    "tuple_type": "it is not a list",
    "path_type": "it is not a path",
}


def fields_of(section: str) -> dict[str, FieldInfo]:
    """The keys of a section as they are written, with what is known of each."""
    model = Settings.model_fields[section].annotation
    if not (isinstance(model, type) and issubclass(model, Section)):
        raise TypeError(f"{section} is not a section")
    return {info.alias or name: info for name, info in model.model_fields.items()}


def known_keys() -> dict[str, tuple[str, ...]]:
    """Every key that may be written, by section, the `<key>_file` of secrets among them."""
    return {
        section: (
            *fields_of(section),
            *(f"{key}_file" for within, key in SECRET_KEYS if within == section),
        )
        for section in Settings.model_fields
    }


def problems_in(errors: ValidationError, written: Written) -> list[Problem]:
    """A problem for each error. What a file of secrets failed to give is not missed a second time."""
    told = {problem.key.removesuffix("_file") for problem in written.problems}
    problems = (_problem(error, written) for error in errors.errors(include_url=False))
    return [problem for problem in problems if problem.key not in told]


def _problem(error: ErrorDetails, written: Written) -> Problem:
    section, *rest = (str(part) for part in error["loc"])
    if section not in Settings.model_fields:
        return _unknown_section(section, error["input"], written)
    if not rest:
        return Problem(section, "", "it is not a section of keys", f"Write [{section}] on a line of its own.")
    key = rest[0]
    if error["type"] == "extra_forbidden":
        return _unknown_key(section, key, written)
    context = error.get("ctx", {})
    shown = "" if error["type"] == "missing" else _shown(section, key, error["input"], written)
    if error["type"] == "refused":
        return Problem(f"{section}.{key}", shown, context["reason"], context["mend"])
    reason = _REASONS.get(error["type"], error["msg"]).format(**context)
    return Problem(f"{section}.{key}", shown, reason, _mend(section, key, missing=not shown))


def _mend(section: str, key: str, *, missing: bool) -> str:
    description = fields_of(section)[key].description
    if not missing:
        return f"Give {description}."
    variable = variable_of(section, key)
    in_file = f" (or {key}_file)" if (section, key) in SECRET_KEYS else ""
    return f"Give {description}: as {key}{in_file} under [{section}], or as {variable} in the environment."


def _unknown_section(name: str, value: Any, written: Written) -> Problem:
    holders = [section for section, keys in known_keys().items() if name in keys]
    if not isinstance(value, dict) and holders:
        return Problem(name, "", "it stands in no section", f"Move it under [{holders[0]}].")
    variables = [variable for (section, _), variable in written.variables.items() if section == name]
    origin = f" (from {', '.join(variables)})" if variables else ""
    mend = _suggestion(name, list(Settings.model_fields), "[{}]")
    return Problem(name, "", f"there is no such section{origin}", mend)


def _unknown_key(section: str, key: str, written: Written) -> Problem:
    """The value is not shown: it may be a secret under a mistyped name."""
    keys = known_keys()
    elsewhere = [f"{other}.{key}" for other in keys if key in keys[other]]
    mend = _suggestion(key, keys[section], section + ".{}")
    if len(elsewhere) == 1 and not mend.startswith("Did"):
        mend = f"Did you mean {elsewhere[0]}?"
    return Problem(f"{section}.{key}", "", "there is no such key" + _origin(section, key, written), mend)


def _suggestion(name: str, names: list[str] | tuple[str, ...], form: str) -> str:
    nearest = get_close_matches(name, names, n=1)
    if nearest:
        return f"Did you mean {form.format(nearest[0])}?"
    return f"Remove it. What there is: {', '.join(names)}."


def _shown(section: str, key: str, value: Any, written: Written) -> str:
    if value is None:
        return ""
    origin = _origin(section, key, written)
    if (section, key) in SECRET_KEYS:
        return _MASK + origin
    shown = _LOGIN_IN_URL.sub(f"//{_MASK}@", repr(value))
    if len(shown) > _SHOWN_CHARACTERS:
        shown = shown[:_SHOWN_CHARACTERS] + "…"
    return shown + origin


def _origin(section: str, key: str, written: Written) -> str:
    variable = written.variables.get((section, key))
    return f" (from {variable})" if variable else ""
