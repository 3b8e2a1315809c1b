"""Keyboards under a message, and what Telegram refuses of them."""

from typing import Any

from bot.sandbox.telegram.refusals import bad_request

_MOST_BUTTONS = 100
_MOST_DATA = 64  # bytes
_KINDS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_LOOKS = frozenset({"text", "style", "icon_custom_emoji_id"})
_MARKUPS = frozenset({"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"})


def read_markup(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """A keyboard as it may stand under a message. Refuses with 400."""
    if markup is None:
        return None
    kinds = markup.keys() & _MARKUPS
    if len(kinds) != 1:
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in kinds:
        _check_inline(markup["inline_keyboard"])
        # A keyboard without a button is how a keyboard is taken away.
        return markup if any(markup["inline_keyboard"]) else None
    if "keyboard" in kinds:
        for button in _buttons(markup["keyboard"]):
            if not (button if isinstance(button, str) else _text_of(button)):
                raise bad_request("BUTTON_TEXT_EMPTY")
    return markup


def read_inline_markup(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """A keyboard that a message may get by an edit: other kinds cannot be edited. Refuses with 400."""
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return read_markup(markup)


def _check_inline(rows: Any) -> None:
    buttons = _buttons(rows)
    if len(buttons) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if not _text_of(button):
            raise bad_request("BUTTON_TEXT_EMPTY")
        if len(button.keys() & _KINDS) != 1 or button.keys() - _KINDS - _LOOKS:
            raise bad_request("BUTTON_TYPE_INVALID")
        data = button.get("callback_data", "x")
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= _MOST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _buttons(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return [button for row in rows for button in row]


def _text_of(button: Any) -> str:
    text = button.get("text") if isinstance(button, dict) else None
    return text if isinstance(text, str) else ""
