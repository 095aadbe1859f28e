"""Chapter 07 in Python: ten thousand waits at once, many downloads, and calls that block.

With --base-url it downloads from the practice API: cargo run -p practice-api -- --port 3000 --posts 500
"""

import asyncio
import json
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import flags
import practice
import stopwatch


# ANCHOR: cell
# Run it with: python3 chapters/python/07_async_downloads.py
async def nap(number, seconds):
    with stopwatch.task(f"wait {number}"):
        await asyncio.sleep(seconds)


async def wait_with_asyncio(waits, seconds):
    naps = [
        asyncio.create_task(nap(number, seconds))
        for number in range(1, waits + 1)
    ]
    for task in naps:
        await task
    return waits
# ANCHOR_END: cell


def wait(number, seconds):
    with stopwatch.task(f"wait {number}"):
        time.sleep(seconds)


def wait_in_threads(waits, seconds, workers):
    with ThreadPoolExecutor(workers) as pool:
        return len(list(pool.map(wait, range(1, waits + 1), [seconds] * waits)))


def fetch(server, post_id):
    with stopwatch.task(f"post {post_id}"):
        with urllib.request.urlopen(f"{server}/posts/{post_id}", timeout=30) as response:
            return json.load(response)


def fetch_in_threads(server, posts, workers):
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(fetch, [server] * posts, range(1, posts + 1)))


async def fetch_with_asyncio(server, posts):
    """The standard library has no asynchronous client, so this speaks just enough HTTP; people use
    aiohttp or httpx."""
    address = urllib.parse.urlsplit(server)

    async def fetch(post_id):
        with stopwatch.task(f"post {post_id}"):
            reader, writer = await asyncio.open_connection(address.hostname, address.port or 80)
            request = f"GET /posts/{post_id} HTTP/1.0\r\nHost: {address.netloc}\r\n\r\n"
            writer.write(request.encode())
            answer = await asyncio.wait_for(reader.read(), timeout=30)
            writer.close()
            head, _, body = answer.decode().partition("\r\n\r\n")
            status = head.split("\r\n")[0]
            if " 200 " not in status:
                raise OSError(f"post {post_id}: the server answered {status}")
            return json.loads(body)

    return await asyncio.gather(*map(fetch, range(1, posts + 1)))


# ANCHOR: blocking
def read_old_database(table):
    with stopwatch.task(table):
        time.sleep(0.05)
        return f"rows of {table}"


async def blocking(table):
    return read_old_database(table)


async def unblocked(table):
    return await asyncio.to_thread(read_old_database, table)


async def read_all(read, tables):
    return await asyncio.gather(*[read(table) for table in tables])
# ANCHOR_END: blocking


def on_one_thread(function, *arguments):
    return asyncio.run(function(*arguments))


if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        ["threads", "pool", "asyncio", "fetch-threads", "fetch-pool", "fetch-asyncio", "blocking",
         "unblocked"],
        waits=(10_000, "how many waits"),
        seconds=(1.0, "how long each of them takes, in seconds"),
        downloads=(500, "how many posts to download"),
        base_url=(None, "download from this server, such as http://127.0.0.1:3000"),
    )
    waits, seconds, posts, server = args.waits, args.seconds, args.downloads, args.base_url
    lesson = stopwatch.Lesson("chapter-07-async-downloads", args)
    half = (waits + 1) // 2
    lesson.version("threads", predicted=seconds).run(wait_in_threads, waits, seconds, waits)
    pool = lesson.version("pool", predicted=seconds * -(-waits // half))
    pool.run(wait_in_threads, waits, seconds, half)
    with_asyncio = lesson.version("asyncio", predicted=seconds)
    with_asyncio.run(on_one_thread, wait_with_asyncio, waits, seconds)

    lesson.next_job()
    if server is None:
        print("\nSkipped: the downloads, which need the practice API and --base-url.")
    else:
        latency, half = practice.latency(server), (posts + 1) // 2
        version = lesson.version("fetch-threads", predicted=latency)
        version.run(fetch_in_threads, server, posts, posts)
        version = lesson.version("fetch-pool", predicted=latency * -(-posts // half))
        version.run(fetch_in_threads, server, posts, half)
        version = lesson.version("fetch-asyncio", predicted=latency)
        version.run(on_one_thread, fetch_with_asyncio, server, posts)

    lesson.next_job()
    tables = ["orders", "prices", "stock", "customers", "returns"]
    lesson.version("blocking", predicted=0.25).run(on_one_thread, read_all, blocking, tables)
    lesson.version("unblocked", predicted=0.05).run(on_one_thread, read_all, unblocked, tables)
    lesson.finish()
