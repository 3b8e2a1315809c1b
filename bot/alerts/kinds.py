"""The kinds of deliveries, and the bodies that alerts about a case share."""

from enum import StrEnum


class Kind(StrEnum):
    """What a delivery tells."""

    VERIFY_EMAIL = "verify-email"
    EMAIL_TAKEN = "email-taken"
    LOGIN_CODE = "login-code"
    LOGIN_HELD = "login-held"
    CODE_HELD = "code-held"
    NEW_LOGIN = "new-login"
    LOGIN_CLOSED = "login-closed"
    RECOVERY_CODE = "recovery-code"
    USERNAME_REMINDER = "username-reminder"
    NO_ACCOUNT = "no-account"
    PASSWORD_RECOVERED = "password-recovered"  # noqa: S105 - a kind's name
    SECURITY_CHANGED = "security-changed"
    ACCOUNT_HELD = "account-held"
    SESSION_ENDED = "session-ended"
    PROFILE_CHANGED = "profile-changed"
    CONFIRM_EMAIL = "confirm-email"
    NEW_EMAIL_TAKEN = "new-email-taken"
    EMAIL_CHANGED = "email-changed"
    EMAIL_CONFIRMED = "email-confirmed"
    EMAIL_UNDONE = "email-undone"
    SESSION_CLOSED = "session-closed"
    CASE_CHANGED = "case-changed"
    CASE_FOUND = "case-found"
    CASE_NOT_FOUND = "case-not-found"
    CASE_TAKEN_BACK = "case-taken-back"
    CASE_TOUCHED = "case-touched"
    CASES_NEWS = "cases-news"
    CASE_REMINDER = "case-reminder"
    CASE_EXAMPLE = "case-example"
    DATE_NEAR = "deadline-near"
    DATE_TODAY = "deadline-today"
    DATE_ADDED = "deadline-added"
    DATE_MOVED = "deadline-moved"
    DATE_CANCELLED = "deadline-cancelled"
    EXPORT = "export"
    EXPORT_ASKED = "export-asked"
    DELETION_ASKED = "deletion-asked"
    DELETION_SOON = "deletion-soon"
    DELETION_UNDONE = "deletion-undone"
    DELETION_DONE = "deletion-done"
    SHARE_ACCEPTED = "share-accepted"
    SHARE_ENDED = "share-ended"
    LINK_APPROVED = "link-approved"
    LINK_REFUSED = "link-refused"
    CHAT_UNUSED = "chat-unused"
    MAIL_REFUSED = "mail-refused"
    TIDY = "tidy"
    HELP_ASKED = "help-asked"
    HELP_APPROVED = "help-approved"
    HELP_READY = "help-ready"
    HELP_REFUSED = "help-refused"
    HELP_STOPPED = "help-stopped"
    STAFF_HELP = "staff-help"
    STAFF_ADDRESS = "staff-address"
    STAFF_LINK = "staff-link-request"
    SUPPORT_NEWS = "support-news"
    STAFF_SUPPORT = "staff-support"
    MESSAGE_NEWS = "message-news"
    STAFF_MESSAGE = "staff-message"
    STAFF_LATE = "staff-late"


ABOUT_A_CASE = frozenset(
    {
        Kind.CASE_CHANGED,
        Kind.CASE_FOUND,
        Kind.CASE_NOT_FOUND,
        Kind.CASE_TAKEN_BACK,
        Kind.CASE_TOUCHED,
        Kind.CASES_NEWS,
        Kind.CASE_REMINDER,
        Kind.CASE_EXAMPLE,
    }
)
"""News of a case: discreet where others may see the screen."""

ABOUT_A_DATE = frozenset(
    {Kind.DATE_NEAR, Kind.DATE_TODAY, Kind.DATE_ADDED, Kind.DATE_MOVED, Kind.DATE_CANCELLED}
)
"""A deadline or an appointment of a case: as discreet."""

ABOUT_HELP = frozenset(
    {Kind.HELP_ASKED, Kind.HELP_APPROVED, Kind.HELP_READY, Kind.HELP_REFUSED, Kind.HELP_STOPPED}
)
"""How a request to the staff for help with an account goes on."""

FOR_THE_STAFF = frozenset(
    {
        Kind.STAFF_HELP,
        Kind.STAFF_ADDRESS,
        Kind.STAFF_LINK,
        Kind.STAFF_SUPPORT,
        Kind.STAFF_MESSAGE,
        Kind.STAFF_LATE,
    }
)
"""That something waits for them; never of whom."""
