"""The notebook's first cell."""

# ANCHOR: cell
# Run it with: python3 chapters/python/01_sequential.py
import time

def slow_task(name, duration):
    print(f"Starting task {name}...")
    time.sleep(duration)
    print(f"Finished task {name} in {duration} seconds.")

start = time.perf_counter()
for name in ["A", "B", "C"]:
    slow_task(name, 2)
print(f"\nTotal time taken: {time.perf_counter() - start:.2f} seconds")
# ANCHOR_END: cell
