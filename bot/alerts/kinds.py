"""The kinds of deliveries, and the bodies that alerts about a case share."""

from enum import StrEnum


class Kind(StrEnum):
    """What a delivery tells."""

    VERIFY_EMAIL = "verify-email"
    EMAIL_TAKEN = "email-taken"
    LOGIN_CODE = "login-code"
    LOGIN_HELD = "login-held"
    NEW_LOGIN = "new-login"
    SESSION_ENDED = "session-ended"
    CASE_CHANGED = "case-changed"
    CASE_FOUND = "case-found"
    CASE_NOT_FOUND = "case-not-found"
    TIDY = "tidy"


ABOUT_A_CASE = frozenset({Kind.CASE_CHANGED, Kind.CASE_FOUND, Kind.CASE_NOT_FOUND})
"""News of a case: discreet where others may see the screen."""
