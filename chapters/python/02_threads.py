"""Five simulated downloads in threads, and in a pool."""

# ANCHOR: threads
# Run it with: python3 chapters/python/02_threads.py
import threading
import time

def download_csv(name):
    print(f"Starting download: {name}")
    time.sleep(2)
    print(f"Finished download: {name}")

files = [f"file_{number}.csv" for number in range(1, 6)]

start = time.perf_counter()
threads = [threading.Thread(target=download_csv, args=(file,)) for file in files]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"In threads: {time.perf_counter() - start:.2f} seconds")
# ANCHOR_END: threads

# ANCHOR: pool
from concurrent.futures import ThreadPoolExecutor

start = time.perf_counter()
with ThreadPoolExecutor(max_workers=2) as pool:
    list(pool.map(download_csv, files))
print(f"In a pool of two: {time.perf_counter() - start:.2f} seconds")
# ANCHOR_END: pool
