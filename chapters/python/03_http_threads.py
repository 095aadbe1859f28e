"""Chapter 03 in Python: five real JSON downloads over HTTP, one by one and in threads.

It downloads from the practice API: cargo run -p practice-api -- --port 3000
"""

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import flags
import practice
import stopwatch


# ANCHOR: cell
# Run it with: python3 chapters/python/03_http_threads.py
def fetch_post(server, post_id):
    with stopwatch.task(f"post {post_id}"):
        print(f"Fetching post {post_id}")
        url = f"{server}/posts/{post_id}"
        with urllib.request.urlopen(url, timeout=10) as response:
            post = json.load(response)
        print(f"Done fetching post {post_id}")
    return post


def fetch_in_threads(fetch, server, ids, workers):
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return dict(zip(ids, pool.map(fetch, [server] * len(ids), ids)))
# ANCHOR_END: cell


# ANCHOR: requests
def fetch_with_requests(server, post_id):
    import requests

    with stopwatch.task(f"post {post_id}"):
        response = requests.get(f"{server}/posts/{post_id}", timeout=10)
        response.raise_for_status()
        return response.json()
# ANCHOR_END: requests


def fetch_sequentially(fetch, server, ids):
    return {post_id: fetch(server, post_id) for post_id in ids}


if __name__ == "__main__":
    args = flags.parse(
        __doc__,
        ["sequential", "threads", "requests"],
        posts=(5, "how many posts to fetch"),
        workers=(32, "how many threads fetch at once, at most"),
        base_url=("http://127.0.0.1:3000", "fetch from this server"),
    )
    server, ids, workers = args.base_url, range(1, args.posts + 1), min(args.workers, args.posts)
    latency = practice.latency(server)
    lesson = stopwatch.Lesson("chapter-03-http-threads", args)

    def run(name, rounds, fetch_all, *arguments, needs=None):
        # The Rust program's answer has an "Err" for each post that failed; here the version fails.
        version = lesson.version(name, predicted=latency * rounds, needs=needs)
        return version.run(lambda: {key: {"Ok": post} for key, post in fetch_all(*arguments).items()})

    rounds = -(-args.posts // workers)  # rounded up
    found = [
        run("sequential", args.posts, fetch_sequentially, fetch_post, server, ids),
        run("threads", rounds, fetch_in_threads, fetch_post, server, ids, workers),
        run("requests", rounds, fetch_in_threads, fetch_with_requests, server, ids, workers,
            needs="requests"),
    ]
    for post_id, post in list(next(filter(None, found), {}).items())[:5]:
        print(f"\nPost ID {post_id}:\n{json.dumps(post['Ok'], indent=2)}")
    lesson.finish()
