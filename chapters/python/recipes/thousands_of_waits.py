"""Two thousand waits of a tenth of a second each."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import recipe


# ANCHOR: slow
def wait(number):
    time.sleep(0.1)  # as a request does
    return 1


def in_fifty_threads():
    with ThreadPoolExecutor(max_workers=50) as pool:
        return sum(pool.map(wait, range(2000)))
# ANCHOR_END: slow


# ANCHOR: mended
async def wait_async(number):
    await asyncio.sleep(0.1)  # as a request of httpx or aiohttp does
    return 1


async def all_waits():
    waits = [wait_async(number) for number in range(2000)]
    return sum(await asyncio.gather(*waits))


def with_asyncio():
    return asyncio.run(all_waits())
# ANCHOR_END: mended


if __name__ == "__main__":
    recipe.run(in_fifty_threads, with_asyncio)
