# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's rate of matrix products, and our cost as a function of canvas, batch, width and threads."""

import dataclasses
from contextlib import ExitStack

import numpy as np

import workers
from cases import CASES, MODELS, network
from measure import ROUNDS, take_turns

GEMM_SIDE = 2560
TILE = 64
CANVASES = (256, 512, 1024, 2048)
MAX_PATCHES = 256  # measured at once; the time of more is in proportion to their number
BATCHES = (1, 2, 4, 8, 16, 32, 64)
WIDTHS = (16, 32, 64, 128)
THREAD_CASES = ("ngf128-b1", "ngf128-b8", "ngf64-b1", "ngf64-b16", "digits-b1", "digits-b64", "unet64-b1",
                "unet64-b16", "unet64-b64", "train-digits-b64", "train-unet64-b64", "conv-32x32x128-b8", "conv-256x256x64-b1")
GROWTH_ROUNDS = 5


def ceiling(orders, threads):
    """GFLOP/s of the fastest of a few products of large matrices: with OpenBLAS's threads, and with our pool."""
    n, best = GEMM_SIDE, {}
    path = orders.folder / "gemm.input"
    np.random.default_rng(1).random(2 * n * n, np.float32).tofile(path)
    order = {"arguments": (), "shape": (1, n, n, 1), "input": str(path), "simd": orders.simd}
    with ExitStack() as stack:
        processes = {kind: stack.enter_context(
            workers.ours(orders.program, {**order, "kind": f"gemm-{kind}"}, threads))
            for kind in ("blas", "pool")}
        for _ in range(ROUNDS):
            for kind, process in processes.items():
                best[kind] = max(best.get(kind, 0), 2 * n ** 3 / process.run() / 1e6)
    return best


def one(orders, case, threads):
    """Milliseconds and peak MiB of our library in a case."""
    with workers.ours(orders.program, orders.order(case), threads) as process:
        process.run()
        return take_turns({"ours": process}, GROWTH_ROUNDS)["ours"], process.peak()


def canvas(orders, threads):
    """Compares a canvas with the patches that cover it once, in one batch; the two take turns."""
    rows = []
    for side in CANVASES:
        fewest = (side // TILE) ** 2
        case = dataclasses.replace(network("unet64", 1, "canvas"), name=f"canvas-{side}",
                                   shape=(1, side, side, 3))
        patches = dataclasses.replace(network("unet64", min(fewest, MAX_PATCHES)), name="patches")
        with ExitStack() as stack:
            processes = {name: stack.enter_context(workers.ours(orders.program, orders.order(c), threads))
                         for name, c in (("canvas", case), ("patches", patches))}
            for process in processes.values():
                process.run()
            times = take_turns(processes, GROWTH_ROUNDS)
            peak = processes["canvas"].peak()
        once = times["patches"] * fewest / min(fewest, MAX_PATCHES)
        rows.append((f"{side} × {side}", times["canvas"], times["canvas"] * 1e3 / side ** 2, once,
                     times["canvas"] / once, peak))
    return ("Canvas, U-Net 64 × 64 × 3: one evaluation of a canvas that does not wrap round, and of as "
            "many patches as cover it once",
            ("canvas", "ms", "µs a pixel", "patches alone, ms", "canvas / patches", "MiB"), rows)


def batch(orders, threads):
    rows = []
    for n in BATCHES:
        ms, peak = one(orders, network("unet64", n), threads)
        rows.append((str(n), ms, ms / n, peak))
    return ("Batch, U-Net 64 × 64 × 3", ("pictures", "ms", "ms a picture", "MiB"), rows)


def width(orders, threads):
    rows = []
    for base_channels in WIDTHS:
        name = f"unet64-c{base_channels}"
        MODELS[name] = ("unet", base_channels, *MODELS["unet64"][2:])
        ms, peak = one(orders, network(name, 4), threads)
        rows.append((str(base_channels), ms, ms / base_channels ** 2 * 1e3, peak))
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
    """(title, columns, rows) of each table; a cell is a text, a number or None."""
    found = []
    for make in (canvas, batch, width, *([two_threads] if threads > 1 else [])):
        say(f"growth: {make.__name__.replace('_', ' ')}")
        found.append(make(orders, threads))
    return found
