"""All benchmarks, one after the other."""

import asyncio
import platform

from tests.benchmarks import imports, logins, memory, my_cases, start, watching


async def _all() -> None:
    print(f"{platform.python_implementation()} {platform.python_version()}; medians, [smallest-largest]")
    await my_cases.measure()
    await logins.measure()
    await start.measure()
    await memory.measure()
    await watching.measure()
    await imports.measure()


if __name__ == "__main__":
    asyncio.run(_all())
