import asyncio
import sys
import time

seconds = float(sys.argv[1])


# ANCHOR: held_up
async def ticks():
    for _ in range(50):
        await asyncio.sleep(seconds / 50)


async def sleeps():
    for _ in range(2):
        await asyncio.sleep(seconds / 10)
        time.sleep(seconds / 5)  # not asyncio.sleep
# ANCHOR_END: held_up


async def main():
    await asyncio.gather(ticks(), sleeps())


asyncio.run(main())
