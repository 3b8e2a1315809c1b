"""Keyboards under a message, and what Telegram refuses of them."""

from typing import Any

from bot.sandbox.telegram.refusals import bad_request

_MOST_BUTTONS = 100
_MOST_DATA = 64  # bytes
_KINDS = frozenset({"url", "callback_data", "copy_text", "web_app", "switch_inline_query", "pay"})
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
    elif "keyboard" in kinds:
        for button in _buttons(markup["keyboard"]):
            if not (button if isinstance(button, str) else button.get("text")):
                raise bad_request("text buttons are allowed in private chats only")
    return markup


def _check_inline(rows: Any) -> None:
    buttons = _buttons(rows)
    if len(buttons) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if not isinstance(button, dict) or not button.get("text"):
            raise bad_request("BUTTON_TEXT_EMPTY")
        if len(button.keys() & _KINDS) != 1 or button.keys() - _KINDS - {"text"}:
            raise bad_request("BUTTON_TYPE_INVALID")
        if not 1 <= len(str(button.get("callback_data", "x")).encode()) <= _MOST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _buttons(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return [button for row in rows for button in row]
