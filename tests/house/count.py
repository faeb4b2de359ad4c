"""Prints one line, "N passed, N failed, N skipped", over the logs of several runs of `meson test`.

usage: count.py LOG…   each without its ending: build/meson-logs/testlog

Meson's JUnit report lists every case of every program, including skipped ones. It does not list a program
that ended between two cases; such a program counts as one failed case.
"""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

GOOD = {"OK", "EXPECTEDFAIL", "SKIP"}


def count(log):
    """(passed, failed, skipped) cases of one run."""
    report = Path(log + ".junit.xml")
    if not report.exists():
        return 0, 1, 0  # the run did not start
    passed = failed = skipped = 0
    complained = set()
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            complained |= {case.get("name"), case.get("classname").partition(".")[2]}
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    for line in Path(log + ".json").read_text(encoding="utf-8").splitlines():
        program = json.loads(line)
        if program["result"] not in GOOD and program["name"] not in complained:
            failed += 1
    return passed, failed, skipped


totals = [sum(column) for column in zip(*map(count, sys.argv[1:]))]
print("{} passed, {} failed, {} skipped".format(*totals))
