"""The chats whose updates wait, in the order of their turn."""

from collections.abc import Container, Iterable, Sequence
from itertools import chain, islice


class Line:
    """Who is next: the chat that waits longest, then those with a press, then the others as they came.

    A press turns a wheel until it is answered; a text may as well wait a moment behind fifty others.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, int] = {}  # updates that wait, by chat, in the order of the chats' turn
        self._pressed: dict[int, None] = {}  # those of them where there are presses

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, chat_ids: Iterable[int], presses: Iterable[int]) -> None:
        """Put updates in, each by its chat. `presses` are the chats with a press among them."""
        for chat_id in chat_ids:
            self._waiting[chat_id] = self._waiting.get(chat_id, 0) + 1
        self._pressed.update(dict.fromkeys(presses))

    def add_found(self, chat_ids: Iterable[int]) -> None:
        """Put in chats that another process left.

        How many updates each of them has is not known: it gets one turn more, to find out.
        """
        self._waiting.update(dict.fromkeys(chat_ids, 2))

    def next(
        self, places: int, *, texts: int, busy: Container[int], new: Sequence[int], presses: Sequence[int]
    ) -> list[int]:
        """At most `places` chats, at most `texts` of them without a press. Nobody leaves the line yet.

        `new` and their `presses` are not in the line before they are on disk, but count already.
        """
        line = (each for each in chain(self._waiting, new) if each not in busy)
        pressed = (each for each in chain(self._pressed, presses) if each not in busy)
        longest = islice(line, min(1, texts))
        others = islice(line, max(0, texts - 1))
        return list(islice(dict.fromkeys(chain(longest, islice(pressed, places), others)), places))

    def has_more(self, chosen: Container[int], *, busy: Container[int], new: Sequence[int]) -> bool:
        """Whether somebody who is free waits beside those chosen."""
        return any(each not in busy and each not in chosen for each in chain(self._waiting, new))

    def is_pressed(self, chat_id: int) -> bool:
        """Whether somebody waits there for the answer to a press."""
        return chat_id in self._pressed

    def leave(self, chat_ids: Iterable[int]) -> None:
        """Take one update out for each of these chats; what more they have goes to the end of the line."""
        for chat_id in chat_ids:
            left = self._waiting.pop(chat_id, 1) - 1
            if left > 0:
                self._waiting[chat_id] = left
            else:
                self._pressed.pop(chat_id, None)
