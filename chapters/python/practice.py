"""Finds the practice API, from which scripts download."""

import sys
import time
import urllib.error
import urllib.request


def latency(server):
    """How long the server takes for one post, in seconds. Without a server the program ends."""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(f"{server}/posts/1", timeout=10) as response:
            response.read()
    except urllib.error.HTTPError:
        pass  # it has no such post, and it answers
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        start = "Start it in another terminal: cargo run -p practice-api -- --port 3000"
        sys.exit(f"Error: the practice API does not answer at {server} ({reason})\n{start}")
    return time.perf_counter() - began
