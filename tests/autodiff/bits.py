# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests that networks give the same bits on all processors with FMA and with any number of threads.

usage: bits.py network-bits-VARIANT…

Every variant that this processor can run must give the same bits with 1, 2 and 7 threads. AVX2 and AVX-512
must give the same bits; processors without FMA round differently. The program `cache` assumes tiny caches,
and must give the bits of the best variant."""

import os
import shlex
import subprocess
import sys

WITH_FMA = ["avx512", "avx2"]
EMULATOR = shlex.split(os.environ.get("MESON_EXE_WRAPPER", ""))


def bits(program):
    """{(network, threads): bits}, or None if this processor cannot run the program's variant."""
    variant = program.rsplit("-", 1)[1]
    environment = {name: value for name, value in os.environ.items() if name != "NCSN_SIMD"}
    if variant != "cache":
        environment["NCSN_SIMD"] = variant
    result = subprocess.run([*EMULATOR, program], capture_output=True, text=True, env=environment, check=False)
    if result.returncode == -4:  # an illegal instruction
        return None
    lines = (line.split(maxsplit=2) for line in result.stdout.splitlines())
    return {(network, threads): rest for network, threads, rest in lines} if result.returncode == 0 else {}


def compare(name, first, second):
    """A line of TAP: whether two results have the same bits and are not empty."""
    if first is None or second is None:
        return f"ok - {name} # SKIP this processor cannot run it"
    return f"{'ok' if first and first == second else 'not ok'} - {name}"


def on_threads(found, threads):
    return found and {network: rest for (network, count), rest in found.items() if count == threads}


def main():
    found = {program.rsplit("-", 1)[1]: bits(program) for program in sys.argv[1:]}
    lines = [compare(f"{variant}, 1 and {threads} threads", on_threads(all_bits, "1"),
                     on_threads(all_bits, threads))
             for variant, all_bits in found.items() for threads in ("2", "7")]
    if set(WITH_FMA) <= set(found):
        lines.append(compare("avx2 and avx512", *map(found.get, WITH_FMA)))
    best = next(variant for variant in (*WITH_FMA, "baseline", "neon", "plain") if found.get(variant))
    lines.append(compare(f"{best} and tiny caches", found[best], found["cache"]))
    print(f"1..{len(lines)}")
    print("\n".join(lines))


main()
