# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers of the tests with vectors: running check-vectors, and TAP output."""

import os
import shlex
import subprocess
import sys

TOLERANCE = 1e-3  # for losses and gradients; check-vectors itself has a smaller one for scores


def check(program, folder):
    """The exit status, the relative error of each quantity by its name, and the output."""
    wrapper = shlex.split(os.environ.get("MESON_EXE_WRAPPER", ""))
    result = subprocess.run([*wrapper, program, folder], capture_output=True, text=True)
    lines = [line.split() for line in result.stdout.splitlines() if len(line.split()) > 1]
    return result.returncode, {line[0]: float(line[1]) for line in lines}, result.stderr


def agrees(program, folder):
    """Checks that every quantity agrees, and prints the error of each kind."""
    status, errors, said = check(program, folder)
    worst = sorted(errors.items(), key=lambda item: -item[1])[:5]
    assert status == 0, (said, worst)
    gradients = [name for name in errors if "_grad." in name]
    print(f"# {folder.name}: score {errors['score']:.2g}, "
          f"chain {max(v for k, v in errors.items() if k.startswith('ald')):.2g}, "
          f"losses {max(v for k, v in errors.items() if k.endswith('_loss')):.2g}, "
          f"{len(gradients)} gradients {max(errors[k] for k in gradients):.2g}")
    assert all(v <= TOLERANCE for v in errors.values())
    return errors


def tap(tests):
    """Runs (name, function, arguments) and reports in TAP."""
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, test, *arguments) in enumerate(tests, 1):
        try:
            test(*arguments)
            print(f"ok {number} {name}", flush=True)
        except AssertionError as complaint:
            failed += 1
            print(f"# {complaint}\nnot ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
