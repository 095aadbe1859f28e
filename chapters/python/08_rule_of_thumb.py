"""Does it wait, or does it compute? Run it with: python3 chapters/python/08_rule_of_thumb.py"""

# ANCHOR: cell
import time

def times(work):
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu

def wait():
    time.sleep(0.5)

def compute():
    sum(number * number for number in range(5_000_000))

for work in (wait, compute):
    wall, cpu = times(work)
    print(f"{work.__name__}: {wall:.2f} s, of which it computed {cpu:.2f} s: {cpu / wall:.0%}")
# ANCHOR_END: cell
