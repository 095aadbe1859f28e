"""A counter that threads share."""

# ANCHOR: cell
# Run it with: python3 chapters/python/05_shared_memory.py
import threading
import time

counter = 0
lock = threading.Lock()

def count_and_lose(updates):
    global counter
    for _ in range(updates):
        seen = counter
        time.sleep(0)  # here another thread may run
        counter = seen + 1

def count_with_lock(updates):
    global counter
    for _ in range(updates):
        with lock:
            counter += 1

for count in (count_and_lose, count_with_lock):
    counter = 0
    start = time.perf_counter()
    threads = [threading.Thread(target=count, args=(10_000,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    print(f"{count.__name__}: {counter:,} of 40,000, in {seconds:.2f} seconds")
# ANCHOR_END: cell
