"""A watch that stands still, except while somebody sleeps by it."""

import asyncio


class Watch:
    """Seconds by hand. Sleeping takes no time of ours; `slept` says how long it was."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)
