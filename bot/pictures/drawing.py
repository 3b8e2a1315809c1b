"""Drawing off the event loop: one picture at a time, and those that were asked for again from memory."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext

from bot.pictures.timeline import TimelineWords

_KEPT = 64
"""Pictures; some 25 kB each."""


class Drawing:
    """Draws for whoever asks."""

    def __init__(self, *, while_waiting: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        """`while_waiting` is entered by whoever waits for a picture, for as long as that takes."""
        self._while_waiting = while_waiting
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
        self._kept: OrderedDict[TimelineWords, bytes] = OrderedDict()

    async def timeline(self, words: TimelineWords) -> bytes:
        """The picture as PNG. Raises CannotDraw."""
        if (known := self._kept.get(words)) is not None:
            self._kept.move_to_end(words)
            return known
        # Imported with the first picture: most processes start without one.
        from bot.pictures.painting import draw_timeline

        with self._while_waiting():
            png = await asyncio.wrap_future(self._threads.submit(draw_timeline, words))
        self._kept[words] = png
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return png

    async def close(self) -> None:
        """Finish the picture at work and drop those in line."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
