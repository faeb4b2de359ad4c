# SPDX-License-Identifier: GPL-3.0-or-later
"""The library side by side with PyTorch and ONNX Runtime.

usage: speed.py BUILD-FOLDER [--quick] [--simd KIND] [CASE…]

CASE selects the case of that name, or all cases whose names start with it; --quick selects a few. --simd limits all
programs to one kind of processor, as far as possible. Prints a tab-separated line for each case and, without CASE, for
each kind of processor. A run of all cases also measures how cost grows, and writes bench/RESULTS.md, or
RESULTS-KIND.md with --simd."""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path

import growth
import speed_report
import variants
import workers
from busy import is_busy
from cases import CASES
from measure import MIN_TURN, ROUNDS, measure
from orders import Orders

COLUMNS = ("bench", "case", "ours_ms", "torch_ms", "ort_ms", "ratio_torch", "ratio_ort",
           "effective_gflops", "ours_rss_mb", "torch_rss_mb")
MEANS = ("mean", "group", "ratio_torch", "ratio_ort", "ratio_better", "least_ratio_better")
KINDS = ("simd", "kind", "peak_gflops", "product_gflops", "product_part", f"{variants.CASE.name}_ms",
         "effective_gflops", "effective_part", "ratio_fastest")
QUICK_MIN_TURN = 60  # milliseconds
QUICK_ROUNDS = 3


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measures the library side by "
                                     "side with PyTorch and ONNX Runtime.")
    parser.add_argument("build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="only a few cases and every kind of processor, in "
                        "about a minute")
    parser.add_argument("--simd", choices=workers.LIMITS, metavar="KIND",
                        help="limit all programs to one kind of processor: " + ", ".join(workers.LIMITS)
                        + "; ONNX Runtime's own kernels cannot be limited")
    parser.add_argument("cases", nargs="*", metavar="CASE", help="only cases whose names start with CASE")
    return parser.parse_args()


def select(options):
    cases = [case for case in CASES if case.quick or not options.quick]
    if options.cases:
        names = {case.name for case in CASES}
        cases = [case for case in CASES
                 if any(case.name == name or (name not in names and case.name.startswith(name))
                        for name in options.cases)]
    if not cases:
        sys.exit("bench: There is no such case. The cases are: " + " ".join(c.name for c in CASES) + ".")
    return cases


def default_settings(case, threads):
    """Settings that are the best or nearly the best in most cases."""
    torch = {"threads": threads, "blas": 1, "layout": "channels last", "keep": True}
    torch |= {"pictures": min(16, case.shape[0])} if case.kind == "train" else {"engine": "eager"}
    form = "instance" if case.what[0] == "unet64" else "moments"
    return {"torch": torch,
            "ort": {"threads": threads, "form": form, "provider": "CPUExecutionProvider"}}


class Settings:
    """The best settings of the peers, by case. With --quick they come from an earlier run or are the
    defaults."""

    def __init__(self, path, reuse):
        self.path, self.reuse = path, reuse
        self.known = json.loads(path.read_text()) if path.exists() else {}

    def get(self, case, threads):
        return self.known.get(case.name, default_settings(case, threads)) if self.reuse else {}

    def put(self, case, settings):
        self.known[case.name] = settings
        self.path.write_text(json.dumps(self.known, indent=1))


def means(results):
    """(group, torch, ort, better, least of the better) for each group: geometric means of the ratios."""
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


def heads(columns, simd):
    """The heading of a table. With a limit it marks the columns of ONNX Runtime, which has none."""
    return "\t".join(name.replace("ort", "ort_unlimited") if simd else name for name in columns)


def kinds_of(orders, whole):
    """The kinds of processor for which to measure our library: that of --simd, or all that this machine can run."""
    kinds = variants.available(orders.program)
    if orders.simd:
        if orders.simd not in kinds:
            sys.exit(f"bench: This machine cannot run {orders.simd}; it can run: {' '.join(kinds)}.")
        return [orders.simd]
    limiting = [name for name in workers.LIMITING if name in os.environ]
    if whole and limiting:
        sys.exit(f"bench: Unset {', '.join(limiting)} or use --simd: bench/RESULTS.md describes programs "
                 "without limits.")
    return kinds


def measure_cases(cases, orders, threads, settings, quick, busy):
    """Prints the line of each case as soon as it is measured."""
    results = []
    print(heads(COLUMNS, orders.simd), flush=True)
    for number, case in enumerate(cases, 1):
        say(f"{number} of {len(cases)}: {case.name}")
        min_turn = QUICK_MIN_TURN if quick else MIN_TURN
        results.append(measure(orders, case, threads, settings.get(case, threads), min_turn))
        if not busy and not quick:
            settings.put(case, results[-1].settings)
        print(results[-1].line(), flush=True)
    return results


def measure_kinds(kinds, orders, threads, quick):
    rounds, min_turn = (QUICK_ROUNDS, QUICK_MIN_TURN) if quick else (ROUNDS, MIN_TURN)
    table = variants.table(orders, kinds, threads, rounds, min_turn)
    print("\t".join(KINDS))
    for name, *numbers in table[-1]:
        print("\t".join(["simd", name, *(f"{number:.2f}" for number in numbers)]), flush=True)
    return table


def main():
    options = arguments()
    cases, whole = select(options), not (options.quick or options.cases)
    folder, threads = options.build / "bench" / "kept", len(os.sched_getaffinity(0))
    orders = Orders(folder, options.build / "bench" / "bench-worker", options.simd)
    kinds = kinds_of(orders, whole)
    suffix = f"-{options.simd}" if options.simd else ""
    settings = Settings(folder / f"settings{suffix}.json", options.quick)
    busy = is_busy(threads)
    if busy:
        say("Other programs are busy on this machine, so the times will be too long.")
    started = time.time()
    ceiling = growth.ceiling(orders, threads)
    results = measure_cases(cases, orders, threads, settings, options.quick, busy)
    print(heads(MEANS, options.simd))
    for group, *ratios in means(results):
        print("\t".join(["mean", group, *("-" if r is None else f"{r:.2f}" for r in ratios)]))
    print("\t".join(["gemm", *(f"{name}\t{gflops:.1f}" for name, gflops in ceiling.items())]))
    tables = [] if options.cases else [measure_kinds(kinds, orders, threads, options.quick)]
    if whole:
        tables += growth.tables(orders, threads, say)
    path = (Path(__file__).parents[1] if whole else folder) / f"RESULTS{suffix}.md"
    path.write_text(speed_report.text(results, means(results), ceiling, threads, busy, tables, options.simd))
    say(f"{time.time() - started:.0f} s; tables are in {os.path.relpath(path)}.")


main()
