"""Ten thousand waits on one thread, and calls that block it.

Run it with: python3 chapters/python/07_async_downloads.py"""

# ANCHOR: cell
import asyncio
import time

async def nap(seconds):
    await asyncio.sleep(seconds)

async def main():
    tasks = [asyncio.create_task(nap(1)) for _ in range(10_000)]
    for task in tasks:
        await task

start = time.perf_counter()
asyncio.run(main())
print(f"Total time taken: {time.perf_counter() - start:.2f} seconds")
# ANCHOR_END: cell

# ANCHOR: blocking
def read_old_database():
    time.sleep(0.05)

async def blocking():
    read_old_database()

async def unblocked():
    await asyncio.to_thread(read_old_database)

async def five(read):
    tasks = [asyncio.create_task(read()) for _ in range(5)]
    for task in tasks:
        await task

for read in (blocking, unblocked):
    start = time.perf_counter()
    asyncio.run(five(read))
    print(f"{read.__name__}: {time.perf_counter() - start:.2f} seconds")
# ANCHOR_END: blocking
