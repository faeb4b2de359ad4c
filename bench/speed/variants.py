# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures our inner loops for each kind of processor that they are compiled for (core/tensor/simd/kernels.h)."""

import subprocess
from contextlib import ExitStack

import numpy as np

import workers
from cases import CASES
from measure import take_turns

CASE = next(case for case in CASES if case.name == "unet64-b16")
# The matrix product of the U-Net's convolutions (core/tensor/conv/conv-winograd.c), for 24 tiles.
M, K, N = 24, 64, 64
PRODUCTS = 1024
PIECES, MULTIPLICATIONS = 64, 2 ** 14 * 192
COLUMNS = ("kind", "peak, GFLOP/s", "product, GFLOP/s", "product / peak", f"{CASE.name}, ms",
           f"{CASE.name}, GFLOP/s", f"{CASE.name} / peak", "times the fastest's ms")


def available(program):
    """The kinds of processor that this machine can run, widest vectors first."""
    def chosen(name):
        return subprocess.run([program, "simd"], env=workers.environment(name), stdout=subprocess.PIPE,
                              text=True, check=True).stdout.strip()
    return [name for name in workers.LIMITS if chosen(name) == name]


def orders_of(orders):
    """(order, floating-point operations) of each measurement."""
    path = orders.folder / "product.input"
    np.random.default_rng(1).random(M * K + K * N, np.float32).tofile(path)
    product = {"kind": "product", "arguments": (PRODUCTS, N), "shape": (1, M, K, 1), "input": str(path)}
    peak = {**product, "kind": "peak", "arguments": (PIECES, MULTIPLICATIONS)}
    return {"peak": (peak, 2 * PIECES * MULTIPLICATIONS),
            "product": (product, 2 * PRODUCTS * M * K * N),
            "network": orders.export(CASE, orders.order(CASE))}


def table(orders, names, threads, rounds, min_turn):
    """(title, columns, rows), with a row for each of the names; all of them take turns."""
    asked = orders_of(orders)
    with ExitStack() as stack:
        processes = {(name, what): stack.enter_context(
            workers.ours(orders.program, {**order, "simd": name}, threads))
            for name in names for what, (order, _) in asked.items()}
        times = take_turns(processes, rounds, min_turn)
    fastest = min(times[name, "network"] for name in names)
    rows = []
    for name in names:
        ms = times[name, "network"]
        peak, product, network = (operations / times[name, what] / 1e6
                                  for what, (_, operations) in asked.items())
        rows.append((name, peak, product, product / peak, ms, network, network / peak, ms / fastest))
    return (f"Kinds of processor: our inner loops for each, on {threads} threads. Peak: multiply-adds in "
            f"registers; product: {M} × {K} by {K} × {N}, in the cache", COLUMNS, rows)
