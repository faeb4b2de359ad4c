# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the tests inside GIMP (started by run-in-gimp.py, through python-fu-eval).

The TAP lines are written to $NCSN_TEST_RESULTS, because GIMP's output contains other text.
"""

import os
import traceback

import drawn
import generate
import inpaint
import layer
import live
import look
import profiles
import record
import refusal
import removal
import texture
import train

ROOMS = (inpaint, removal, layer, live, look, drawn, profiles, generate, texture, record, refusal, train)


def all_tests():
    """The cases of each module's tests (), then its functions whose names start with test_."""
    for room in ROOMS:
        for name, function in room.tests():
            yield f"{room.__name__}: {name}", function
        for name, function in sorted(vars(room).items()):
            if name.startswith("test_"):
                yield f"{room.__name__}: " + name.removeprefix("test_").replace("_", " "), function


def main():
    with open(os.environ["NCSN_TEST_RESULTS"], "w", encoding="utf-8") as results:
        count = 0
        for name, function in all_tests():
            count += 1
            try:
                function()
                print("ok", count, name, file=results, flush=True)
            except Exception:
                print("not ok", count, name, file=results)
                for line in traceback.format_exc().splitlines():
                    print("#", line, file=results, flush=True)
        print(f"1..{count}", file=results)


main()
