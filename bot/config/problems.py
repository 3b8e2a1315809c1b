"""What is wrong with a configuration, in words that an operator can act on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that must be mended before Casebell starts."""

    key: str
    """`section.key`, or the file at fault."""
    value_shown: str
    """The value as it was given, secrets masked; empty where none was given."""
    reason: str
    mend: str

    def __str__(self) -> str:
        shown = f" = {self.value_shown}" if self.value_shown else ""
        return f"{self.key}{shown}\n  why:  {self.reason}\n  mend: {self.mend}"


@dataclass(frozen=True)
class Caution:
    """One thing that Casebell starts with, but that an operator should have meant."""

    key: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.key}\n  why:  {self.reason}\n  mend: {self.mend}"


class ConfigurationError(Exception):
    """The configuration cannot be used. It carries every problem that was found, not just the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
