# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures one case: finds the settings of the peers, compares outputs, then runs the programs in turns."""

import dataclasses
import statistics
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np

import workers
from orders import CHECKED

ROUNDS = 7
MIN_TURN = 150  # milliseconds
SETTLE = 0.15  # seconds until the threads of the previous turn stop spinning; ONNX Runtime's spin longest
TOLERANCE = {"gradient": 1e-3}
SCORE_TOLERANCE = 1e-4


@dataclass
class Result:
    case: object
    operations: int
    times: dict  # worker's name -> median milliseconds
    peaks: dict  # worker's name -> MiB
    errors: dict  # peer's name -> relative difference of the outputs
    settings: dict = field(default_factory=dict)  # peer's name -> its best settings

    def ratio(self, peer):
        """The peer's time divided by ours; None if the peer did not take part."""
        return self.times[peer] / self.times["ours"] if peer in self.times else None

    def better(self):
        """The ratio to the faster peer."""
        return min(r for r in map(self.ratio, ("torch", "ort")) if r is not None)

    def gflops(self, name="ours"):
        return self.operations / self.times[name] / 1e6

    def line(self):
        def show(value, digits):
            return "-" if value is None else f"{value:.{digits}f}"

        times = [show(self.times.get(name), 3) for name in ("ours", "torch", "ort")]
        ratios = [show(self.ratio(peer), 2) for peer in ("torch", "ort")]
        peaks = [show(self.peaks.get(name), 1) for name in ("ours", "torch")]
        return "\t".join(["bench", self.case.name, *times, *ratios, show(self.gflops(), 1), *peaks])


def take_turns(processes, rounds, min_turn=MIN_TURN):
    """Median milliseconds by name. Short work is repeated within a turn, after a run that does not
    count."""
    counts = {name: max(1, round(min_turn / process.run())) for name, process in processes.items()}
    times = {name: [] for name in processes}
    for _ in range(rounds):
        for name, process in processes.items():
            time.sleep(SETTLE)
            if counts[name] > 2:
                process.run()
            times[name].append(process.run(counts[name]))
    return {name: statistics.median(values) for name, values in times.items()}


def difference(ours, theirs):
    return float(np.linalg.norm(ours.astype(np.float64) - theirs) / np.linalg.norm(theirs))


def compare(case, processes):
    """Relative differences from our output; ends the bench if one is too large."""
    outputs = {name: process.output() for name, process in processes.items()}
    ours = outputs.pop("ours")
    errors = {name: difference(ours, theirs) for name, theirs in outputs.items()}
    for name, error in errors.items():
        if not error <= TOLERANCE.get(case.kind, SCORE_TOLERANCE):
            sys.exit(f"bench: {case.name}: the output of {name} differs from ours by {error:.2g} of its "
                     "size, so times cannot be compared.")
    return errors


def check_gradient(orders, case, threads):
    """Compares the gradient for given noise, because each program draws its own noise in a training step."""
    small = dataclasses.replace(case, kind="gradient", shape=(CHECKED, *case.shape[1:]))
    order = orders.order(small)
    settings = {"threads": threads, "blas": 1, "keep": False}
    with workers.ours(orders.program, order, threads) as ours, \
            workers.peer("torch", order, settings) as torch:
        ours.run()
        torch.run()
        return compare(small, {"ours": ours, "torch": torch})


def measure(orders, case, threads, known_settings, min_turn=MIN_TURN):
    order, operations = orders.export(case, orders.order(case))
    peers = ["torch", "ort"] if order["onnx"] else ["torch"]
    settings = {peer: known_settings.get(peer) or workers.best_settings(peer, order)
                for peer in peers}
    if case.kind == "train":
        errors = check_gradient(orders, case, threads)
    with ExitStack() as stack:
        processes = {"ours": stack.enter_context(workers.ours(orders.program, order, threads))}
        for peer in peers:
            processes[peer] = stack.enter_context(workers.peer(peer, order, settings[peer]))
        for process in processes.values():
            process.run(3)
        if case.kind != "train":
            errors = compare(case, processes)
        times = take_turns(processes, ROUNDS, min_turn)
        peaks = {name: process.peak() for name, process in processes.items()}
    return Result(case, operations, times, peaks, errors, settings)
