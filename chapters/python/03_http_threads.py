"""Five posts in threads. Needs `pip install requests`, and the practice API:
cargo run -p practice-api -- --port 3000

Run it with: python3 chapters/python/03_http_threads.py
"""

# ANCHOR: cell
from concurrent.futures import ThreadPoolExecutor
import json
import time
import requests

def fetch_post(post_id):
    response = requests.get(f"http://127.0.0.1:3000/posts/{post_id}", timeout=10)
    response.raise_for_status()
    return response.json()

ids = range(1, 6)
began = time.perf_counter()
with ThreadPoolExecutor(max_workers=5) as pool:
    results = dict(zip(ids, pool.map(fetch_post, ids)))
took = time.perf_counter() - began

for post_id, post in results.items():
    print(f"Post ID {post_id}:\n{json.dumps(post, indent=2)}")
print(f"Five posts in five threads took {took:.2f} s")
# ANCHOR_END: cell
