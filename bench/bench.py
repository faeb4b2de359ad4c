# SPDX-License-Identifier: GPL-3.0-or-later
"""The library side by side with PyTorch and ONNX Runtime.

usage: bench.py BUILD-FOLDER [--quick] [CASE…]

A CASE selects the case of that name, or those whose names begin so; --quick a few of them. Prints a tab-separated line a
case; a run of all cases also measures how cost grows, and writes bench/RESULTS.md."""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path

import growth
import report
from busy import is_busy
from cases import CASES
from measure import TURN, measure
from orders import Orders

COLUMNS = ("bench", "case", "ours_ms", "torch_ms", "ort_ms", "ratio_torch", "ratio_ort",
           "effective_gflops", "ours_rss_mb", "torch_rss_mb")
MEANS = ("mean", "group", "ratio_torch", "ratio_ort", "ratio_better", "least_ratio_better")
QUICK_TURN = 60  # milliseconds


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measures the library side by "
                                     "side with PyTorch and ONNX Runtime.")
    parser.add_argument("build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="a few cases, in less than a minute")
    parser.add_argument("cases", nargs="*", metavar="CASE", help="only cases whose names begin so")
    return parser.parse_args()


def select(options):
    cases = [case for case in CASES if case.quick or not options.quick]
    if options.cases:
        names = {case.name for case in CASES}
        cases = [case for case in CASES
                 if any(case.name == name or (name not in names and case.name.startswith(name))
                        for name in options.cases)]
    if not cases:
        sys.exit("bench: There is no such case; there are: " + " ".join(c.name for c in CASES) + ".")
    return cases


def usual(case, threads):
    """Settings that are the best, or nearly, in most cases."""
    torch = {"threads": threads, "blas": 1, "layout": "channels last", "keep": True}
    torch |= {"pictures": min(16, case.shape[0])} if case.kind == "train" else {"engine": "eager"}
    form = "instance" if case.what[0] == "unet64" else "moments"
    return {"torch": torch,
            "ort": {"threads": threads, "form": form, "provider": "CPUExecutionProvider"}}


class Settings:
    """What was found best for the peers; --quick relies on what an earlier run has found, or on what is
    best as a rule."""

    def __init__(self, path, reuse):
        self.path, self.reuse = path, reuse
        self.known = json.loads(path.read_text()) if path.exists() else {}

    def get(self, case, threads):
        return self.known.get(case.name, usual(case, threads)) if self.reuse else {}

    def put(self, case, settings):
        self.known[case.name] = settings
        self.path.write_text(json.dumps(self.known, indent=1))


def means(results):
    """(group, torch, ort, better, least of the better) for each group, geometric."""
    rows = []
    for group in ("sampling", "training", "convolution"):
        chosen = [r for r in results if r.case.group == group]
        if not chosen:
            continue
        row = [group]
        for peer in ("torch", "ort"):
            ratios = [r.ratio(peer) for r in chosen if r.ratio(peer) is not None]
            row.append(statistics.geometric_mean(ratios) if ratios else None)
        better = [r.better() for r in chosen]
        rows.append((*row, statistics.geometric_mean(better), min(better)))
    return rows


def main():
    options = arguments()
    cases, whole = select(options), not (options.quick or options.cases)
    folder, threads = options.build / "bench" / "kept", len(os.sched_getaffinity(0))
    orders = Orders(folder, options.build / "bench" / "bench-worker")
    settings = Settings(folder / "settings.json", options.quick)
    busy = is_busy(threads)
    if busy:
        say("Other programs are busy on this machine; times will not be those of a quiet one.")
    started, results = time.time(), []
    ceiling = growth.ceiling(orders, threads)
    print("\t".join(COLUMNS), flush=True)
    for number, case in enumerate(cases, 1):
        say(f"{number} of {len(cases)}: {case.name}")
        turn = QUICK_TURN if options.quick else TURN
        results.append(measure(orders, case, threads, settings.get(case, threads), turn))
        if not busy and not options.quick:
            settings.put(case, results[-1].settings)
        print(results[-1].line(), flush=True)
    print("\t".join(MEANS))
    for group, *ratios in means(results):
        print("\t".join(["mean", group, *("-" if r is None else f"{r:.2f}" for r in ratios)]))
    print("\t".join(["gemm", *(f"{name}\t{gflops:.1f}" for name, gflops in ceiling.items())]))
    path = folder / "RESULTS.md"
    tables = []
    if whole:
        path = Path(__file__).parent / "RESULTS.md"
        tables = growth.tables(orders, threads, say)
    path.write_text(report.text(results, means(results), ceiling, threads, busy, tables))
    say(f"{time.time() - started:.0f} s; tables are in {os.path.relpath(path)}.")


main()
