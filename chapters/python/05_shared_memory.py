"""A counter that threads share. Run it with: python3 chapters/python/05_shared_memory.py"""

# ANCHOR: cell
import threading

counter = 0
lock = threading.Lock()

def count(updates):
    global counter
    for _ in range(updates):
        with lock:
            counter += 1

threads = [threading.Thread(target=count, args=(100_000,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{counter:,} of 400,000")
# ANCHOR_END: cell
