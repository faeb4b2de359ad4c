# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as Markdown."""

import datetime
import json
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        lines = dict(line.split(":", 1) for line in info.read().split("\n\n")[0].splitlines())
    fields = {key.strip(): value.strip() for key, value in lines.items()}
    flags = fields.get("flags", "").split()
    widest = next((f for f in ("avx512f", "avx2", "sse2") if f in flags), "")
    return f"{fields.get('model name', platform.machine())} ({widest})"


def memory():
    with open("/proc/meminfo", encoding="ascii") as info:
        return f"{int(info.readline().split()[1]) / 2 ** 20:.0f} GiB"


def package(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"


def openblas():
    result = subprocess.run(["pkg-config", "--modversion", "openblas"], capture_output=True,
                            text=True, check=False)
    return result.stdout.strip() or "?"


def show(value):
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def table(columns, rows):
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(map(show, row)) + " |" for row in rows]
    return "\n".join(lines)


def times(results):
    columns = ("case", "ours, ms", "PyTorch, ms", "ONNX Runtime, ms", "PyTorch / ours",
               "ONNX Runtime / ours", "ours, GFLOP/s", "PyTorch, GFLOP/s")
    return table(columns, [
        (r.case.name, r.times["ours"], r.times["torch"], r.times.get("ort"), r.ratio("torch"),
         r.ratio("ort"), r.gflops(), r.gflops("torch")) for r in results])


def peaks(results):
    columns = ("case", "ours, MiB", "PyTorch, MiB", "ours / PyTorch", "ONNX Runtime, MiB")
    return table(columns, [
        (r.case.name, r.peaks["ours"], r.peaks["torch"], r.peaks["ours"] / r.peaks["torch"],
         r.peaks.get("ort")) for r in results])


def described(settings):
    """Settings that differ from what they are tried from; JSON without its marks."""
    return ", ".join(f"{name} {json.dumps(value, ensure_ascii=False)}".replace('"', "")
                     for name, value in settings.items())


def agreement(results):
    columns = ("case", "PyTorch differs by", "ONNX Runtime differs by", "PyTorch's settings",
               "ONNX Runtime's settings")
    return table(columns, [
        (r.case.name, f"{r.errors['torch']:.1e}", f"{r.errors['ort']:.1e}" if "ort" in r.errors else None,
         described(r.settings["torch"]), described(r.settings.get("ort", {})) or None)
        for r in results])


def text(results, means, ceiling, threads, growth):
    sections = [f"""# Measured side by side

By `./dev bench`, {datetime.date.today()}. {processor()}, {threads} processors, {memory()}; Linux
{platform.release()}; PyTorch {package('torch')}, ONNX Runtime {package('onnxruntime')}, OpenBLAS {openblas()}.
Matrix products of this machine in the same run, GFLOP/s: {ceiling['blas']:.0f} by OpenBLAS's own
threads, {ceiling['pool']:.0f} by single-threaded products on our pool.

Each program has a process of its own with the same weights and inputs; outputs are compared before
anything is measured. Programs take turns, at least seven each, and times are medians. GFLOP/s count
two operations for each multiplication of a convolution as it is defined, whatever it is computed by.

## Times
""", times(results), "\nGeometric means of the ratios:\n",
                table(("cases", "PyTorch / ours", "ONNX Runtime / ours", "better of the two / ours",
                       "least of the better"), means),
                "\n## Peak memory of the process\n", peaks(results)]
    for title, columns, rows in growth:
        sections += [f"\n## {title}\n", table(columns, rows)]
    sections += ["\n## Agreement and settings\n\nRelative differences of the outputs from ours "
                 "(training: of the gradients), and the settings found best by trying.\n",
                 agreement(results)]
    return "\n".join(sections) + "\n"
