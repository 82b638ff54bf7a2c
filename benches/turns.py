"""Runs the programs of `compare` in turn, and prints the median of each: wall, processor time and the most memory held."""
import os
import statistics
import subprocess
import sys
import time

TURNS = 3


def run(command):
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "POLARS_MAX_THREADS": "2"})
    _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"failed: {command}")
    return time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    python, program, here, table = sys.argv[1:]
    check = [program, "check", f"{here}/projects", "--data", table, "--threads"]
    commands = {
        "plancheck, 2 threads": [*check, "2"],
        "plancheck, 1 thread": [*check, "1"],
        "DuckDB, by hand": [python, f"{here}/peers.py", "duckdb", table],
        "Polars, by hand": [python, f"{here}/peers.py", "polars", table],
    }
    measured = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            measured[name].append(run(command))
    medians = {name: [statistics.median(one) for one in zip(*turns)] for name, turns in measured.items()}
    first = next(iter(medians.values()))[0]
    for name, (wall, processor, memory) in medians.items():
        print(f"{name:22} {wall:8.2f} s {processor:8.2f} s CPU {memory:8.0f} MiB   ratio {wall / first:.2f}")


main()
