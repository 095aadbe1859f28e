"""Fetches posts with aiohttp: python3 ask_aiohttp.py URL POSTS WORKERS"""

import asyncio
import json
import sys
import time

import aiohttp


async def fetch(url, posts, workers):
    """How many posts came, as asked for, and in how many seconds."""
    ids = iter(range(1, posts + 1))

    async def worker(session):
        fetched = 0
        for post_id in ids:
            async with session.get(f"{url}/posts/{post_id}") as response:
                response.raise_for_status()
                fetched += (await response.json())["id"] == post_id
        return fetched

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=workers)) as session:
        began = time.perf_counter()
        fetched = sum(await asyncio.gather(*(worker(session) for _ in range(workers))))
        return {"fetched": fetched, "seconds": time.perf_counter() - began}


url, posts, workers = sys.argv[1:]
print(json.dumps(asyncio.run(fetch(url, int(posts), int(workers)))))
