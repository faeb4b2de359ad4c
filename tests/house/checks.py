# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs check functions and reports in TAP."""

import sys
import traceback


def run(checks):
    """Runs all, also after one has failed; ends the program, with an error if one has."""
    print(f"1..{len(checks)}", flush=True)
    failed = False
    for number, check in enumerate(checks, 1):
        try:
            check()
            print("ok", number, check.__name__, flush=True)
        except Exception:  # reported, and the next check runs
            failed = True
            for line in traceback.format_exc().splitlines():
                print("#", line, file=sys.stderr)
            print("not ok", number, check.__name__, flush=True)
    sys.exit(failed)
