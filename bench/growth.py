# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's matrix products, and how our cost grows with canvas, batch, width and threads."""

import dataclasses
import statistics
from contextlib import ExitStack

import workers
from cases import CASES, MODELS, network
from measure import ROUNDS, take_turns

GEMM_SIDE = 2560
TILE = 64
CANVASES = (256, 512, 1024, 2048)
WHOLE = 512  # largest canvas that goes through the network at once: attention grows with its square
BATCHES = (1, 2, 4, 8, 16, 32, 64)
WIDTHS = (16, 32, 64, 128)
THREAD_CASES = ("ngf128-b1", "ngf128-b8", "ngf64-b1", "digits-b1", "unet64-b1", "unet64-b16",
                "train-digits-b64", "conv-32x32x128-b8", "conv-256x256x64-b1")
GROWTH_ROUNDS = 5


def ceiling(orders, threads):
    """GFLOP/s of the best of a few products of large matrices, by who shares the work out."""
    n = GEMM_SIDE
    case = dataclasses.replace(CASES[0], name="gemm", kind="gemm", what=(), shape=(1, n, n, 2))
    order = {"arguments": (), "shape": (1, n, n, 1), "input": str(orders.input(case))}
    best = {}
    with ExitStack() as stack:
        processes = {kind: stack.enter_context(
            workers.ours(orders.program, {**order, "kind": f"gemm-{kind}"}, threads))
            for kind in ("blas", "pool")}
        for _ in range(ROUNDS):
            for kind, process in processes.items():
                best[kind] = max(best.get(kind, 0), 2 * n ** 3 / process.run() / 1e6)
    return best


def one(orders, case, threads):
    """Milliseconds and MiB of a case of ours."""
    with workers.ours(orders.program, orders.order(case), threads) as process:
        process.run()
        return take_turns({"ours": process}, GROWTH_ROUNDS)["ours"], process.peak()


def canvas(orders, threads):
    rows = []
    for side in CANVASES:
        tiles = (side // TILE) ** 2
        at_once = None
        if side <= WHOLE:
            case = dataclasses.replace(network("unet64", 1), name="canvas", shape=(1, side, side, 3))
            at_once, _ = one(orders, case, threads)
        ms, peak = one(orders, network("unet64", tiles), threads)
        rows.append((f"{side} × {side}", at_once, at_once and at_once * 1e3 / side ** 2, ms,
                     ms * 1e3 / side ** 2, peak))
    return ("Canvas, U-Net 64 × 64 × 3: one pass over it all, or tiles of 64 × 64 in one batch",
            ("canvas", "at once, ms", "µs a pixel", "tiles, ms", "µs a pixel", "tiles, MiB"), rows)


def batch(orders, threads):
    rows = []
    for n in BATCHES:
        ms, peak = one(orders, network("unet64", n), threads)
        rows.append((str(n), ms, ms / n, peak))
    return ("Batch, U-Net 64 × 64 × 3", ("pictures", "ms", "ms a picture", "MiB"), rows)


def width(orders, threads):
    rows = []
    for features in WIDTHS:
        name = f"unet64-c{features}"
        MODELS[name] = ("unet", features, *MODELS["unet64"][2:])
        ms, peak = one(orders, network(name, 4), threads)
        rows.append((str(features), ms, ms / features ** 2 * 1e3, peak))
    return ("Width, U-Net 64 × 64 × 3, batch 4",
            ("channels at full size", "ms", "µs a squared channel", "MiB"), rows)


def two_threads(orders, threads):
    rows = []
    for case in (case for case in CASES if case.name in THREAD_CASES):
        order = orders.order(case)
        with ExitStack() as stack:
            processes = {count: stack.enter_context(workers.ours(orders.program, order, count))
                         for count in (1, threads)}
            for process in processes.values():
                process.run()
            times = take_turns(processes, GROWTH_ROUNDS)
        rows.append((case.name, times[1], times[threads], times[1] / times[threads]))
    return (f"One thread and {threads}", ("case", "1 thread, ms", f"{threads} threads, ms", "ratio"),
            rows)


def tables(orders, threads, say):
    """(title, columns, rows of texts, numbers and None) for each."""
    found = []
    for make in (canvas, batch, width, *([two_threads] if threads > 1 else [])):
        say(f"growth: {make.__name__.replace('_', ' ')}")
        found.append(make(orders, threads))
    return found
