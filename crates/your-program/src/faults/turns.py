import sys
import threading
import time

end = time.monotonic() + float(sys.argv[1])


# ANCHOR: turns
def compute():
    while time.monotonic() < end:
        sum(range(10_000))


threads = [threading.Thread(target=compute) for _ in range(4)]
# ANCHOR_END: turns
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
