"""The sources of this organisation, asked as one."""

from collections.abc import Sequence

from bot.cases.receipt_number import ReceiptNumber
from bot.cases.sources.source import NoSource, Observation, ReceiptUnknown, Source


class Sources:
    """Asks one source after the other; the first that knows a receipt number answers for it."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)

    @property
    def can_be_asked(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self._sources)

    async def look_up(self, receipt: ReceiptNumber) -> Observation:
        """The state of `receipt` now.

        Raises NoSource, and what a source raises: ReceiptUnknown only when every source was asked and none
        knows it.
        """
        if not self._sources:
            raise NoSource("no source is set up")
        unknown = ReceiptUnknown("no source knows this receipt number")
        for source in self._sources:
            try:
                return await source.look_up(receipt)
            except ReceiptUnknown as said_no:
                unknown = said_no
        raise unknown
