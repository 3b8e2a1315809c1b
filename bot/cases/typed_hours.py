"""Hours of the day as people write them."""

import re
from datetime import time

_WRITTEN = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2}))?\s*h?(?P<half>[ap]\.?\s?m\.?|[ap])?", re.IGNORECASE
)
_FILLERS = re.compile(r"^(?:at|a\s+las?)\s+", re.IGNORECASE)
_MORNING = 7
"""Of an hour before it, without am or pm, the one after noon is meant: offices are not open at night."""


class NotAnHour(Exception):
    """It cannot be read as an hour of the day."""


def read_hour(written: str) -> time:
    """The hour that was written, as 9:30 AM, 9am, 2 p. m., 14:20 or 9.30. Raises NotAnHour."""
    found = _WRITTEN.fullmatch(_FILLERS.sub("", written.strip()))
    if found is None:
        raise NotAnHour
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        raise NotAnHour
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif 1 <= hour < _MORNING and not found["hour"].startswith("0"):
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        raise NotAnHour from None
