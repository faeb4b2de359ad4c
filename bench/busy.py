# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that no other program uses the processors, since times would then be wrong."""

import os
import time


def idle():
    """The idle time of all processors since the machine started, added up, in seconds."""
    with open("/proc/stat", encoding="ascii") as stat:
        return sum(map(int, stat.readline().split()[4:6])) / os.sysconf("SC_CLK_TCK")


def is_busy(processors):
    """Whether other programs use 10 % of the processors or more, measured for half a second."""
    before = idle()
    time.sleep(0.5)
    return idle() - before < 0.9 * 0.5 * processors
