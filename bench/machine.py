# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts that all reports share: the description of the machine, and tables in Markdown."""

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version


def processor():
    """Model and widest vector instructions, such as "… (avx2)"."""
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
    """The version of a Python package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"


def openblas():
    result = subprocess.run(["pkg-config", "--modversion", "openblas"], capture_output=True,
                            text=True, check=False)
    return result.stdout.strip() or "?"


def show(value):
    """A cell of a table: None, a text, or a number with three digits."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def table(columns, rows):
    """A Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(map(show, row)) + " |" for row in rows]
    return "\n".join(lines)
