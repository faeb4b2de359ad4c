# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a test with the kernels for one kind of processor, if this processor supports them.

usage: variant.py avx512|avx2|baseline|neon|plain PROGRAM
"""

import os
import shlex
import sys
from pathlib import Path

NEEDS = {
    "avx512": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
    "avx2": {"avx2", "fma", "bmi2"},
    "baseline": set(),
    "neon": set(),  # every aarch64 has it
    "plain": set(),
}

variant, program = sys.argv[1:]
try:
    flags = next((line for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("flags")), "").split()
except OSError:
    flags = []
missing = NEEDS[variant] - set(flags)
if missing:
    print(f"1..0 # SKIP this processor lacks {', '.join(sorted(missing))}")
    sys.exit(0)
os.environ["NCSN_SIMD"] = variant
command = [*shlex.split(os.environ.get("MESON_EXE_WRAPPER", "")), program]
os.execvp(command[0], command)
