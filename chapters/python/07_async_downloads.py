"""Ten thousand waits on one thread. Run it with: python3 chapters/python/07_async_downloads.py"""

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
