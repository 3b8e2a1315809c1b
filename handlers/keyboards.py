"""Buttons that mean the same wherever they stand."""

from bot.telegram.buttons import Button, Reach

CANCEL = Button("common-cancel", "cancel")
BACK = Button("common-back", "back")
YES = Button("common-yes", "yes")
NO = Button("common-no", "no")

REGISTER = Button("common-register", "register", reach=Reach.CHAT)
FINISH_REGISTERING = Button("start-finish-registering", "register", reach=Reach.CHAT)
LOG_IN = Button("common-log-in", "login", reach=Reach.CHAT)
FORGOT_PASSWORD = Button("recovery-forgot-password", "forgot-password")
FORGOT_USERNAME = Button("recovery-forgot-username", "forgot-username")
ASK_OFFICE = Button("office-ask", "ask-office")
HELP = Button("common-help", "help", reach=Reach.CHAT)
SUPPORT = Button("support-open", "support", reach=Reach.CHAT)
MESSAGES = Button("messages-open", "messages", reach=Reach.CHAT)
HOME = Button("common-home", "home", reach=Reach.CHAT)

MY_CASES = Button("common-my-cases", "cases", reach=Reach.SESSION)
LINK_A_CASE = Button("common-link-a-case", "link", reach=Reach.SESSION)
PROFILE = Button("profile-open", "profile", reach=Reach.SESSION)
SECURITY = Button("security-open", "security", reach=Reach.SESSION)
DESK = Button("desk-open", "desk", reach=Reach.CHAT)
REPRESENTATIVES = Button("representatives-list", "representatives", reach=Reach.SESSION)
ACCESS_CODE = Button("opening-have-code", "access-code", reach=Reach.SESSION)
LOG_OUT = Button("common-log-out", "logout", reach=Reach.SESSION)


def language_choice(code: str) -> Button:
    """The button that changes the language, in that language's own name."""
    return Button(f"language-{code}", "language", code, reach=Reach.CHAT)


def manage_case(case_id: str) -> Button:
    """The button to how a case is kept in one's list."""
    return Button("keeping-manage", "manage-case", case_id, reach=Reach.SESSION)


def write_about(case_id: str) -> Button:
    """The button to a new message about a case."""
    return Button("messages-about-case", "message-new", case_id, reach=Reach.SESSION)


def open_case(case_id: str, key: str = "cases-open", **words: str | int) -> Button:
    """The button that opens a case."""
    return Button(key, "case", case_id, reach=Reach.SESSION, words=tuple(words.items()))
