"""Does it wait, or does it compute? Run it with: python3 chapters/python/08_rule_of_thumb.py"""

# ANCHOR: cell
import time

def share_of_computing(work):
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.process_time() - cpu) / (time.perf_counter() - wall)

def wait():
    time.sleep(0.5)

def compute():
    sum(number * number for number in range(5_000_000))

for work in (wait, compute):
    print(f"{work.__name__}: computes {share_of_computing(work):.0%} of its time")
# ANCHOR_END: cell
