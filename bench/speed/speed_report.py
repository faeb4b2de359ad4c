# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of ./dev bench as Markdown."""

import datetime
import json
import platform
from pathlib import Path

import machine
import workers

RESULTS = Path(__file__).parents[1]


def ort(simd):
    """The name of ONNX Runtime in column headings; with a limit, a note that it has none."""
    return "ONNX Runtime (no limit)" if simd else "ONNX Runtime"


def times(results, simd):
    columns = ("case", "ours, ms", "PyTorch, ms", f"{ort(simd)}, ms", "PyTorch / ours",
               f"{ort(simd)} / ours", "ours, GFLOP/s", "PyTorch, GFLOP/s")
    return machine.table(columns, [
        (r.case.name, r.times["ours"], r.times["torch"], r.times.get("ort"), r.ratio("torch"),
         r.ratio("ort"), r.gflops(), r.gflops("torch")) for r in results])


def peaks(results):
    columns = ("case", "ours, MiB", "PyTorch, MiB", "ours / PyTorch", "ONNX Runtime, MiB")
    return machine.table(columns, [
        (r.case.name, r.peaks["ours"], r.peaks["torch"], r.peaks["ours"] / r.peaks["torch"],
         r.peaks.get("ort")) for r in results])


def described(settings):
    """Settings as JSON without quotation marks."""
    return ", ".join(f"{name} {json.dumps(value, ensure_ascii=False)}".replace('"', "")
                     for name, value in settings.items())


def agreement(results):
    columns = ("case", "PyTorch differs by", "ONNX Runtime differs by", "PyTorch's settings",
               "ONNX Runtime's settings")
    return machine.table(columns, [
        (r.case.name, f"{r.errors['torch']:.1e}", f"{r.errors['ort']:.1e}" if "ort" in r.errors else None,
         described(r.settings["torch"]), described(r.settings.get("ort", {})) or None)
        for r in results])


def limit(simd):
    """The limits of this run, or links to the reports of runs with limits."""
    if simd:
        values = " ".join(f"{name}={value}" for name, value in workers.limits(simd).items())
        return f"""
All programs are limited to one kind of processor by
`{values}`.
PyTorch, oneDNN and OpenBLAS were asked what they use and confirm it. **ONNX Runtime's own kernels have no
limit**: they choose by what the processor says of itself; only what it leaves to oneDNN is limited. Of ours,
convolution and attention obey; loops that compilers vectorise (core/base/simd.h) are chosen by the loader.
[RESULTS.md](RESULTS.md) is the run without limits.
"""
    links = [f"[{path.stem.removeprefix('RESULTS-')}]({path.name})"
             for path in sorted(RESULTS.glob("RESULTS-*.md"))]
    return f"\nWith all programs limited to one kind of processor: {', '.join(links)}.\n" if links else ""


def text(results, means, ceiling, threads, busy, growth, simd):
    noise = "\n**Other programs were busy on this machine.**\n" if busy else ""
    command = f"./dev bench --simd {simd}" if simd else "./dev bench"
    sections = [f"""# Measured side by side{f", limited to {simd}" if simd else ""}

By `{command}`, {datetime.date.today()}. {machine.processor()}, {threads} processors, {machine.memory()}; Linux
{platform.release()}; PyTorch {machine.package('torch')}, ONNX Runtime {machine.package('onnxruntime')}, OpenBLAS {machine.openblas()}.
Matrix products of this machine in the same run, GFLOP/s: {ceiling['blas']:.0f} by OpenBLAS's own
threads, {ceiling['pool']:.0f} by single-threaded products on our pool.
{noise}{limit(simd)}
Each program has a process of its own with the same weights and inputs; outputs are compared before
anything is measured. Programs take turns, at least seven each, and times are medians. GFLOP/s count
two operations for each multiplication of a convolution as it is defined, whatever it is computed by.
PyTorch runs eagerly or traced and frozen, in either layout, whichever is faster, and normalises in
the form that is fastest there; peak memory is that of the fastest settings.

## Times
""", times(results, simd), "\nGeometric means of the ratios:\n",
                machine.table(("cases", "PyTorch / ours", f"{ort(simd)} / ours", "better of the two / ours",
                       "least of the better"), means),
                "\n## Peak memory of the process\n", peaks(results)]
    for title, columns, rows in growth:
        sections += [f"\n## {title}\n", machine.table(columns, rows)]
    sections += ["\n## Agreement and settings\n\nRelative differences of the outputs from ours "
                 "(training: of the gradients), and the settings found best by trying.\n",
                 agreement(results)]
    return "\n".join(sections) + "\n"
