# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a machine is quiet enough to tell times."""

import os
import time


def idle():
    """Seconds that all processors together have been idle."""
    with open("/proc/stat", encoding="ascii") as stat:
        return sum(map(int, stat.readline().split()[4:6])) / os.sysconf("SC_CLK_TCK")


def is_busy(processors):
    """Whether other programs take a tenth of the machine or more."""
    before = idle()
    time.sleep(0.5)
    return idle() - before < 0.9 * 0.5 * processors
