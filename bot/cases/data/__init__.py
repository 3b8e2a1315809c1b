"""Facts about USCIS that no program of theirs publishes: receipt number prefixes and status titles.

Gathered from public notices and from what other trackers met. Neither list is complete, and the code
that reads them says what it does with what they lack.
"""

import csv
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated file of this package, by the names in its first line."""
    lines = files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))
