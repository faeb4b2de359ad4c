# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether networks give the same bits on all processors with FMA and any number of threads.

usage: bits.py network-bits-VARIANT…

Every variant that this processor can run must give the same bits on 1, 2 and 7 threads. AVX2 and AVX-512
must give the same bits as each other; processors without FMA round otherwise. OpenBLAS is told to be on a
processor of the variant's kind as well."""

import os
import subprocess
import sys

CORES = {"avx2": "Haswell", "avx512": "SkylakeX"}


def bits(program):
    """{(network, threads): bits}, or None where this processor lacks the program's variant."""
    variant = program.rsplit("-", 1)[1]
    environment = {**os.environ, "NCSN_SIMD": variant}
    if variant in CORES:
        environment["OPENBLAS_CORETYPE"] = CORES[variant]
    result = subprocess.run([program], capture_output=True, text=True, env=environment, check=False)
    if result.returncode == -4:  # an illegal instruction
        return None
    lines = (line.split(maxsplit=2) for line in result.stdout.splitlines())
    return {(network, threads): rest for network, threads, rest in lines} if result.returncode == 0 else {}


def compare(name, first, second):
    """A TAP line's words: whether two are the same bits, and some there are."""
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
    if set(CORES) <= set(found):
        lines.append(compare("avx2 and avx512", found["avx2"], found["avx512"]))
    print(f"1..{len(lines)}")
    print("\n".join(lines))


main()
