import signal
import sys
import threading

signal.alarm(int(float(sys.argv[1])) + 10)  # should nobody be there any more who ends it


# ANCHOR: deadlock
def take(first, second):
    with first:
        both_have_one.wait()
        with second:
            pass


one, other = threading.Lock(), threading.Lock()
both_have_one = threading.Barrier(2)
threads = [
    threading.Thread(target=take, args=(one, other)),
    threading.Thread(target=take, args=(other, one)),
]
# ANCHOR_END: deadlock
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
