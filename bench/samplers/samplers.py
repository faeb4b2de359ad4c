# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the error of each sampler as a function of the number of score evaluations.

usage: samplers.py BUILD-FOLDER [gaussian | plane | filling | digits]…

Measures these sections, or all. Keeps the results in the build folder and writes docs/samplers.md and
docs/samplers.png from the latest results of all sections."""

import argparse
import datetime
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import plot
import samplers_report

REPOSITORY = Path(__file__).parents[2]
RULES = ("langevin", "annealed", "consistent", "predictor-corrector", "ode", "ipndm", "dpm")
GOAL = 0.02  # relative error of the moments
STATED = 35  # evaluations at which the table states the errors
MAX_EVALUATIONS = {"axes": 14000, "mixture": 4000}

# Inpainting: sampler, passes over each interval between noise levels.
FILLINGS = (("annealed", 1), ("annealed:levels=50,steps=10,eta=1", 1),
            ("consistent", 1), ("consistent", 10), ("consistent:levels=36,eta=1", 4),
            ("consistent:levels=150", 4), ("consistent:levels=150", 10),
            ("predictor-corrector", 1), ("predictor-corrector:levels=30,steps=2,snr=0.5", 5),
            ("ode", 1), ("ode", 10), ("ode", 40), ("ipndm", 1), ("dpm", 1), ("dpm", 10))

# Digits: every rule with its defaults, every quality, and cheap settings.
DIGITS = (*RULES, "draft", "normal", "best", "consistent:levels=35", "ode:levels=5",
          "ode:levels=9,churn=3", "ode:levels=18,churn=5", "ipndm:levels=5", "ipndm:levels=8",
          "ipndm:levels=12", "ipndm:levels=8,order=2", "ipndm:levels=8,order=4", "dpm:levels=5", "dpm:levels=6",
          "dpm:levels=12", "dpm:levels=18,churn=5")


def say(text):
    print(f"samplers: {text}", file=sys.stderr, flush=True)


class Program:
    """Calls a copy of the program, so that a new build does not disturb the measurement."""

    def __init__(self, path, folder):
        self.path = Path(shutil.copy(path, folder))

    def ask(self, *arguments):
        """The numbers that the program prints."""
        result = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True,
                                check=False)
        if result.returncode != 0:
            sys.exit(f"{result.stderr}samplers: Cannot measure “{' '.join(map(str, arguments))}”.")
        return [float(number) for number in result.stdout.split()]


def numbers(rule, evaluations):
    """Settings that take about so many evaluations, with defaults for everything else. No default of
    Langevin dynamics suits both problems, so its number of steps is set."""
    if rule == "langevin":
        return f"langevin:steps={evaluations}"
    if rule == "annealed":
        return f"annealed:steps=2,levels={max(2, evaluations // 2)}"
    if rule == "consistent":
        return f"consistent:levels={evaluations}"
    if rule == "predictor-corrector":
        return f"predictor-corrector:levels={max(2, evaluations // 2)}"
    if rule == "ode":
        return f"ode:levels={max(2, (evaluations + 1) // 2)}"
    return f"{rule}:levels={evaluations}"


def least_error(program, problem, rule, evaluations):
    """(evaluations, error), where error is the larger of those of mean and covariance. Langevin dynamics
    takes the step size that is best for this number of evaluations."""
    settings = [numbers(rule, evaluations)]
    if rule == "langevin":
        settings = [f"{settings[0]},eta={0.25 * 2 ** k}" for k in range(0, 9)]
    results = [program.ask(problem, setting) for setting in settings]
    return min(((spent, max(mean, covariance)) for spent, mean, covariance in results
                if math.isfinite(mean + covariance)), key=lambda result: result[1])


def curve(program, problem, rule):
    """[(evaluations, error)…] with evaluations that grow by √2, until the error is far below the goal or
    only random variation is left."""
    max_evaluations, points = MAX_EVALUATIONS[problem], []
    if problem == "mixture" and rule == "langevin":
        max_evaluations = 1000  # chains do not leave the mode next to their start
    growth = 2 if rule == "langevin" else math.sqrt(2)
    sizes = {round(8 * growth ** k) for k in range(30)} | {4, 6, STATED}
    for evaluations in sorted(size for size in sizes if size < max_evaluations):
        spent, error = least_error(program, problem, rule, evaluations)
        points.append((spent, error))
        say(f"{problem}, {rule}: {spent:.0f} evaluations, error {error:.4f}")
        if error < GOAL / (40 if (problem, rule) in (("axes", "ode"), ("axes", "ipndm"), ("axes", "dpm")) else 4):
            break
    return points


def gaussian(program, _build):
    return {rule: curve(program, "axes", rule) for rule in RULES}


def plane(program, _build):
    return {rule: curve(program, "mixture", rule) for rule in RULES}


def filling(program, _build):
    return [(sampler, times, *program.ask("inpaint", sampler, times)) for sampler, times in FILLINGS]


def digits(program, build):
    from judge import COUNT, Judge
    data = Path(os.environ.get("NCSN_SHARED") or REPOSITORY / ".." / "shared") / "data" / "mnist"
    if not data.is_dir():
        sys.exit(f"samplers: MNIST's digits are not in {data}. Set NCSN_SHARED to the folder that holds ‘data’.")
    judge = Judge(data, build / "tests" / "shipped")
    model, results = REPOSITORY / "models" / "digits.safetensors", []
    for sampler in DIGITS:
        path = build / "bench" / "kept" / "digits.f32"
        evaluations = program.ask("digits", sampler, model, COUNT, path)[0]
        seconds = program.ask("seconds", sampler, model)[0]
        results.append((sampler, evaluations, seconds, *judge.judge(path)))
        say(f"digits, {sampler}: {results[-1]}")
    return {"real": judge.real(), "samplers": results}


SECTIONS = {"gaussian": gaussian, "plane": plane, "filling": filling, "digits": digits}


def main():
    parser = argparse.ArgumentParser(prog="./dev bench samplers", description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], metavar="SECTION",
                        help=", ".join(SECTIONS) + "; all")
    options = parser.parse_args()
    kept = options.build / "bench" / "kept" / "samplers.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    results = json.loads(kept.read_text()) if kept.exists() else {}
    started = time.time()
    with tempfile.TemporaryDirectory() as folder:
        program = Program(options.build / "bench" / "bench-samplers", folder)
        for name in options.sections or SECTIONS:
            results[name] = SECTIONS[name](program, options.build)
            results["date"] = str(datetime.date.today())
            kept.write_text(json.dumps(results, indent=1))
    if missing := [name for name in SECTIONS if name not in results]:
        sys.exit(f"samplers: Nothing is written, because these sections are not measured yet: {', '.join(missing)}.")
    (REPOSITORY / "docs" / "samplers.md").write_text(samplers_report.text(results, GOAL, STATED))
    plot.draw(results, GOAL, REPOSITORY / "docs" / "samplers.png")
    say(f"{time.time() - started:.0f} s; docs/samplers.md and docs/samplers.png are written.")


main()
