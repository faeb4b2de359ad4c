# SPDX-License-Identifier: GPL-3.0-or-later
"""The line protocol of bench/speed/worker.c for the peers, and the search for their best settings.

A job has the functions run () and output (), which returns a float32 array. prepare (settings) makes a job."""

import ctypes
import json
import os
import sys
import time

# The widest instructions that oneDNN uses: its number -> its name in ONEDNN_MAX_CPU_ISA.
ISAS = {0x1: "SSE41 ADVANCED_SIMD", 0x7: "AVX2", 0x27: "AVX512_CORE"}
MAX_TRIAL = 0.3  # seconds after which the trial of a setting ends, at the earliest after three runs


def thread_counts():
    """The numbers of threads to try, the largest first."""
    processors = len(os.sched_getaffinity(0))
    return sorted({1, min(2, processors), processors}, reverse=True)


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


def loaded(name):
    """The library whose file name starts with `name`, or None if this process has not loaded it."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split()[-1] for line in maps if f"/{name}" in line}
    return ctypes.CDLL(min(paths)) if paths else None


def limits():
    """The kind of processor to which each library in this process is limited, by environment variable."""
    said = {}
    if "torch" in sys.modules:
        capability = sys.modules["torch"].backends.cpu.get_cpu_capability()
        said["ATEN_CPU_CAPABILITY"] = capability.replace("NO AVX", "default")
    if library := loaded("libdnnl"):
        number = library.dnnl_get_effective_cpu_isa()
        said["ONEDNN_MAX_CPU_ISA"] = ISAS.get(number, hex(number))
    if library := loaded("libopenblas"):
        library.openblas_get_corename.restype = ctypes.c_char_p
        said["OPENBLAS_CORETYPE"] = library.openblas_get_corename().decode()
    return said


def trial(prepare, settings):
    """The fastest of a few runs in milliseconds; None if the settings do not work here."""
    try:
        run = prepare(settings).run
        milliseconds(run, 2)
    except (RuntimeError, NotImplementedError) as reason:
        print(f"{settings}: {reason}", file=sys.stderr)
        return None
    start, times = time.perf_counter(), []
    while not times or (time.perf_counter() - start < MAX_TRIAL and len(times) < 50):
        times.append(milliseconds(run, 1))
    return min(times)


def search(prepare, choices):
    """The best settings. Changes one at a time and keeps a change that is faster by more than 1 %."""
    best = {name: values[0] for name, values in choices.items()}
    fastest = trial(prepare, best)
    for name, values in choices.items():
        for value in values[1:]:
            found = trial(prepare, {**best, name: value})
            if found is not None and found < 0.99 * fastest:
                fastest, best = found, {**best, name: value}
    return best


def serve(prepare, choices):
    """Answers the commands of worker.c and three more: `search` finds the best settings, `prepare SETTINGS`
    makes the job for the other commands, `limits` prints the limits of the libraries."""
    job = None
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # output of libraries, as with ONEDNN_VERBOSE=1, must not mix with the answers
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
        elif verb == "limits":
            answer = json.dumps(limits())
        else:
            sys.exit(f"“{verb}” is not a command of this worker.")
        print(answer, file=answers, flush=True)
