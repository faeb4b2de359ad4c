# SPDX-License-Identifier: GPL-3.0-or-later
"""The peers' half of the line protocol of bench/worker.c, and the search for their best settings.

A job has run () and output (), a float32 array. prepare (settings) makes one."""

import json
import sys
import time

SLOW = 0.5  # seconds a trial of one setting may take, once it has run twice


def milliseconds(run, times):
    start = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - start) * 1e3 / times


def peak():
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0


def trial(prepare, settings):
    """The least milliseconds of a few runs; None when the settings are not to be had."""
    try:
        run = prepare(settings).run
        milliseconds(run, 2)
    except (RuntimeError, NotImplementedError) as reason:
        print(f"{settings}: {reason}", file=sys.stderr)
        return None
    start, times = time.perf_counter(), []
    while not times or (time.perf_counter() - start < SLOW and len(times) < 50):
        times.append(milliseconds(run, 1))
    return min(times)


def search(prepare, choices):
    """The best settings, found by changing one at a time and keeping what helps by more than 1 %."""
    best = {name: values[0] for name, values in choices.items()}
    least = trial(prepare, best)
    for name, values in choices.items():
        for value in values[1:]:
            found = trial(prepare, {**best, name: value})
            if found is not None and found < 0.99 * least:
                least, best = found, {**best, name: value}
    return best


def serve(prepare, choices):
    """Answers the lines; `search` finds settings, `prepare SETTINGS` makes the job that the others
    are about."""
    job = None
    for line in sys.stdin:
        verb, _, rest = line.strip().partition(" ")
        if verb == "search":
            answer = json.dumps(search(prepare, choices))
        elif verb == "prepare":
            job, answer = prepare(json.loads(rest)), "prepared"
        elif verb == "run":
            answer = f"{milliseconds(job.run, int(rest)):.6f}"
        elif verb == "output":
            job.output().tofile(rest)
            answer = "written"
        elif verb == "peak":
            answer = f"{peak():.1f}"
        else:
            sys.exit(f"“{verb}” is nothing it can do.")
        print(answer, flush=True)
