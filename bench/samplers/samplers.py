# SPDX-License-Identifier: GPL-3.0-or-later
"""What each sampler reaches, by the number of score evaluations.

usage: samplers.py BUILD-FOLDER [gaussian | plane | filling | digits]…

Measures these sections, or all, and writes docs/samplers.md and docs/samplers.png from the latest
results of each, which are kept in the build folder."""

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
RULES = ("langevin", "annealed", "consistent", "predictor-corrector", "ode")
GOAL = 0.02  # relative error of moments
STATED = 35  # evaluations, of which the table has the errors
LONGEST = {"axes": 14000, "mixture": 4000}  # evaluations

# Held pixels: sampler, how often each interval is gone through.
FILLINGS = (("annealed", 1), ("annealed:levels=50,steps=10,eta=1", 1),
            ("consistent", 1), ("consistent", 10), ("consistent:levels=36,eta=1", 4),
            ("consistent:levels=150", 4), ("consistent:levels=150", 10),
            ("predictor-corrector", 1), ("predictor-corrector:levels=30,steps=2,snr=0.5", 5),
            ("ode", 1), ("ode", 10), ("ode", 40))

# Digits: every rule with its defaults, every quality, and ode where it is cheapest.
DIGITS = (*RULES, "draft", "normal", "best", "consistent:levels=35", "ode:levels=5")


def say(text):
    print(f"samplers: {text}", file=sys.stderr, flush=True)


class Program:
    """A copy, which goes on when the tree is built anew meanwhile."""

    def __init__(self, path, folder):
        self.path = Path(shutil.copy(path, folder))

    def ask(self, *arguments):
        """The numbers of its answer."""
        result = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True,
                                check=False)
        if result.returncode != 0:
            sys.exit(f"{result.stderr}samplers: “{' '.join(map(str, arguments))}” cannot be measured.")
        return [float(number) for number in result.stdout.split()]


def numbers(rule, evaluations):
    """Settings of about so many evaluations, everything else as by default. Langevin dynamics has no
    default that suits both problems: it gets steps in proportion to its time."""
    if rule == "langevin":
        return f"langevin:steps={evaluations}"
    if rule == "annealed":
        return f"annealed:steps=2,levels={max(2, evaluations // 2)}"
    if rule == "consistent":
        return f"consistent:levels={evaluations}"
    if rule == "predictor-corrector":
        return f"predictor-corrector:levels={max(2, evaluations // 2)}"
    return f"ode:levels={max(2, (evaluations + 1) // 2)}"


def least_error(program, problem, rule, evaluations):
    """(evaluations, error): the larger of those of mean and covariance. For Langevin dynamics with the
    step that is best for this number of them."""
    settings = [numbers(rule, evaluations)]
    if rule == "langevin":
        settings = [f"{settings[0]},eta={0.25 * 2 ** k}" for k in range(0, 9)]
    results = [program.ask(problem, setting) for setting in settings]
    return min(((spent, max(mean, covariance)) for spent, mean, covariance in results
                if math.isfinite(mean + covariance)), key=lambda result: result[1])


def curve(program, problem, rule):
    """Errors at numbers of evaluations that grow by √2, until they are far below the goal, or chance is
    all that is seen of them."""
    longest, points = LONGEST[problem], []
    if problem == "mixture" and rule == "langevin":
        longest = 1000  # chains stay in the mode they are next to
    growth = 2 if rule == "langevin" else math.sqrt(2)
    sizes = {round(8 * growth ** k) for k in range(30)} | {STATED}
    for evaluations in sorted(size for size in sizes if size < longest):
        spent, error = least_error(program, problem, rule, evaluations)
        points.append((spent, error))
        say(f"{problem}, {rule}: {spent:.0f} evaluations, error {error:.4f}")
        if error < GOAL / (40 if (problem, rule) == ("axes", "ode") else 4):
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
        sys.exit(f"samplers: MNIST's digits are not in {data}; NCSN_SHARED says where ‘data’ lies.")
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
        sys.exit(f"samplers: Not measured yet, so nothing is written: {', '.join(missing)}.")
    (REPOSITORY / "docs" / "samplers.md").write_text(samplers_report.text(results, GOAL, STATED))
    plot.draw(results, GOAL, REPOSITORY / "docs" / "samplers.png")
    say(f"{time.time() - started:.0f} s; docs/samplers.md and docs/samplers.png are written.")


main()
