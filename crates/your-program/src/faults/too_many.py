import hashlib
import os
import sys
import threading
import time

end = time.monotonic() + float(sys.argv[1])
data = bytes(1 << 20)


# ANCHOR: too_many
def compute():  # hashlib lets go of the GIL
    while time.monotonic() < end:
        hashlib.sha256(data).digest()


cores = len(os.sched_getaffinity(0))
threads = [threading.Thread(target=compute) for _ in range(4 * cores)]
# ANCHOR_END: too_many
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
