"""How a process is started when nobody says how."""

# ANCHOR: code
import multiprocessing

print(multiprocessing.get_start_method())
# Python 3.11 and 3.13t print: fork
# Python 3.14 prints: forkserver
# ANCHOR_END: code
