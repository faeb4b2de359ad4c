"""Checks every #include line against the arrows between rooms (ARCHITECTURE.md), and finds circles.

usage: include-direction.py REPOSITORY     print a line for each breach; exit status 1 if there is any
       include-direction.py --self-test    check this checker on small trees with and without breaches
"""

import re
import sys
import tempfile
from pathlib import Path

# Room of core/ -> the rooms it may include besides itself.
CORE = {
    "base": set(),
    # A camera knows no network: training and the estimate of noise both use it.
    "camera": {"base"},
    "tensor": {"base"},
    "autodiff": {"base", "tensor"},
    "nn": {"base", "tensor", "autodiff"},
    "model": {"base", "tensor", "autodiff", "nn"},
    "train": {"base", "camera", "tensor", "autodiff", "nn", "model"},
    # A sampler takes a score function, so it must not depend on any network.
    "sample": {"base"},
    # The score of a picture's own patches is a score like a network's.
    "patches": {"base", "tensor"},
    # A run brings a model and a sampler together; tasks are made of runs.
    "run": {"base", "model", "sample"},
    "fill": {"base", "model", "sample", "patches", "run"},
    "evaluate": {"base", "model", "sample"},
    "task": {"base", "camera", "model", "sample", "patches", "run", "fill"},
}

# Public header -> its room, whose arrows it follows. Headers that are not listed hold plain vocabulary
# (errors, shapes, schedules, score functions), which every room of core/ may include.
PUBLIC = {
    "evaluate.h": "evaluate",
    "hole.h": "fill",
    "likelihood.h": "sample",
    "mixture.h": "sample",
    "model.h": "model",
    "neighbour.h": "evaluate",
    "noise.h": "task",
    "patches.h": "patches",
    "preset.h": "train",
    "record.h": "task",
    "sample.h": "sample",
    "state-dict.h": "model",
    "task-options.h": "run",
    "task.h": "task",
    "train.h": "train",
    "wasserstein.h": "evaluate",
}

# Rooms outside core/ -> the rooms they may include besides themselves; "ncsn" is core/ncsn/*.h.
OUTER = {
    "image": {"ncsn"},
    "operation": {"ncsn", "image"},
    "background": {"ncsn", "image"},
    "parallel": {"ncsn"},
    "cli": {"ncsn", "image", "parallel"},
    "ui": set(),
    "plugin": {"ncsn", "image", "background", "ui"},
}

# Room of cli/ -> the rooms of cli/ that it may include besides itself; main.c may include all.
CLI = {
    "common": set(),
    "draw": {"common"},
    "verbs": {"common", "draw"},
    "toy": {"common", "draw"},
    "train": {"common", "draw"},
    "evaluate": {"common", "draw"},
}

# Top-level room -> system headers that it must not include.
FOREIGN = {
    "core": r"(gtk|gdk|cairo|pango|gegl|babl|libgimp|mpi)",
    "image": r"(gtk|gdk|cairo|pango|libgimp|mpi)",
    "operation": r"(gtk|gdk|cairo|pango|libgimp|mpi)",
    "background": r"(gtk|gdk|cairo|pango|gegl|babl|libgimp|mpi)",
    "parallel": r"(gtk|gdk|cairo|pango|gegl|babl|libgimp)",
    "cli": r"(gtk|gdk|pango|gegl|babl|libgimp|mpi)",  # Cairo draws the figures
    "ui": r"(gegl|babl|libgimp)",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def room_of(path):
    """The room of a file given by its path relative to the repository, or None."""
    parts = path.parts
    if len(parts) < 2:
        return None
    if parts[0] == "core":
        return "core/" + parts[1] if len(parts) > 2 else None
    return parts[0] if parts[0] in OUTER else None


def find_header(root, source, name):
    """The file to which an include line refers, relative to the repository, or None."""
    for folder in (source.parent, Path("core"), Path("."), Path("image"), Path("ui")):
        candidate = Path(*(root / folder / name).resolve().parts[len(root.parts):])
        if (root / candidate).is_file():
            return candidate
    return None


def complaint(source, header):
    """The reason why the file `source` must not include the header `header` of the project, or None."""
    here, there = room_of(source), room_of(header)
    if here == there == "cli" and len(source.parts) > 2:
        here, there = source.parts[1], header.parts[1]
        return None if there in CLI.get(here, set()) | {here} else f"cli/{here}/ must not include {header}"
    if here == there and here != "core/ncsn":
        return None
    if not here.startswith("core/"):
        wanted = "ncsn" if there == "core/ncsn" else there
        return None if wanted in OUTER[here] else f"{here}/ must not include {header}"
    here = here.removeprefix("core/")
    if there is None or not there.startswith("core/"):
        return f"core/ must not include {header}, which is outside it"
    there = there.removeprefix("core/")
    if here == "ncsn" and there != "ncsn":
        return f"the public header must not include the private {header}"
    if here == "ncsn":
        here = PUBLIC.get(source.name)
        if source.name == "ncsn.h":
            return None
    if header.name == "ncsn.h" and there == "ncsn":
        return "core/ must include the public headers one by one, not all of them"
    if there == "ncsn":
        there = PUBLIC.get(header.name)
    allowed = CORE.get(here, set()) | {here, None}
    return None if there in allowed else f"core/{here or 'ncsn'}/ must not include {header}"


def unit_of(path):
    """The common path, without suffix, of a source file and its headers."""
    return str(path.with_suffix("")).removesuffix("-private")


def circles(includes):
    """A line for each circle of units that include each other."""
    found, state = [], {}

    def visit(unit, path):
        state[unit] = "open"
        for other in sorted(includes.get(unit, ())):
            if state.get(other) == "open":
                circle = [*path[path.index(other):], other] if other in path else [unit, other]
                found.append(f"{circle[0]}: these include each other in a circle: {', '.join(circle)}")
            elif other not in state:
                visit(other, [*path, other])
        state[unit] = "done"

    for unit in sorted(includes):
        if unit not in state:
            visit(unit, [unit])
    return found


def breaches(root):
    """A line for each include of the repository that breaks the design."""
    root = root.resolve()
    found, includes = [], {}
    for path in sorted(path for top in ("core", *OUTER) for path in (root / top).rglob("*.[ch]")):
        source = path.relative_to(root)
        here = room_of(source)
        if here is None or (here.startswith("core/") and here[5:] not in {*CORE, "ncsn"}):
            found.append(f"{source}: this file is in no room that the design knows")
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            header = find_header(root, source, match[2])
            if header is not None and unit_of(header) != unit_of(source):
                includes.setdefault(unit_of(source), set()).add(unit_of(header))
            if header is not None:
                why = complaint(source, header)
            elif re.match(FOREIGN.get(source.parts[0], "(?!)"), match[2]):
                why = f"{source.parts[0]}/ must do without {match[2]}"
            else:
                why = f"there is no {match[2]}" if match[1] == '"' else None
            if why:
                found.append(f"{source}:{number}: {why}")
    return found + circles(includes)


def self_test():
    """Plants breaches into a small tree; every one must be found, and nothing else."""
    sound = {
        "core/ncsn/shape.h": "",
        "core/ncsn/schedule.h": "",
        "core/ncsn/model.h": '#include "shape.h"\n#include "schedule.h"\n',
        "core/ncsn/sample.h": '#include "shape.h"\n',
        "core/ncsn/train.h": '#include "model.h"\n',
        "core/ncsn/task-options.h": '#include "model.h"\n#include "sample.h"\n',
        "core/ncsn/hole.h": '#include "model.h"\n',
        "core/ncsn/task.h": '#include "task-options.h"\n#include "hole.h"\n',
        "core/ncsn/ncsn.h": '#include "task.h"\n#include "train.h"\n',
        "core/base/memory.h": "#include <glib.h>\n",
        "core/tensor/conv/conv.c": '#include "tensor/conv/conv.h"\n#include "base/memory.h"\n#include <cblas.h>\n',
        "core/tensor/conv/conv.h": '#include "ncsn/shape.h"\n',
        "core/nn/block.h": "",
        "core/model/unet.c": '#include "nn/block.h"\n#include "ncsn/model.h"\n',
        "core/sample/chain.c": '#include "chain.h"\n#include "ncsn/sample.h"\n#include "ncsn/schedule.h"\n',
        "core/sample/chain.h": "",
        "core/train/adam.h": '#include "nn/block.h"\n',
        "core/run/run.h": '#include "ncsn/task-options.h"\n',
        "core/fill/regions.h": '#include "ncsn/hole.h"\n#include "run/run.h"\n',
        "core/task/draw.c": '#include "ncsn/task.h"\n#include "sample/chain.h"\n#include "fill/regions.h"\n',
        "image/buffer.h": "#include <gegl.h>\n#include <ncsn/ncsn.h>\n",
        "background/place.h": '#include "image/buffer.h"\n',
        "parallel/processes.h": "#include <ncsn/ncsn.h>\n",
        "parallel/mpi.c": '#include "parallel/processes.h"\n#include <mpi.h>\n',
        "cli/main.c": '#include "image/buffer.h"\n#include "parallel/processes.h"\n#include <ncsn/ncsn.h>\n',
        "cli/common/values.h": "",
        "cli/draw/figure.c": '#include "cli/common/values.h"\n#include <cairo.h>\n',
        "cli/draw/figure.h": "",
        "cli/train/view.h": '#include "view-parts.h"\n',
        "cli/train/view-parts.h": "",
        "cli/train/view-private.h": '#include "view.h"\n',
        "cli/train/view.c": '#include "view-private.h"\n#include "cli/draw/figure.h"\n',
        "ui/plot.h": "#include <gtk/gtk.h>\n",
        "plugin/main.c": '#include <libgimp/gimpui.h>\n#include "plot.h"\n#include "buffer.h"\n',
    }
    planted = [
        ("core/base/memory.h", '#include "tensor/conv/conv.h"'),
        ("core/tensor/conv/conv.h", '#include "nn/block.h"'),
        ("core/tensor/conv/conv.h", '#include "ncsn/model.h"'),
        ("core/nn/block.h", '#include "../model/unet.c"'),
        ("core/model/unet.c", '#include "train/adam.h"'),
        ("core/model/unet.c", '#include "ncsn/sample.h"'),
        ("core/train/adam.h", '#include "sample/chain.h"'),
        ("core/train/adam.h", '  #  include  <ncsn/sample.h>'),
        ("core/sample/chain.c", '#include "train/adam.h"'),
        ("core/sample/chain.c", '#include "nn/block.h"'),
        ("core/sample/chain.c", "#include <ncsn/model.h>"),
        ("core/task/draw.c", '#include "ncsn/train.h"'),
        ("core/ncsn/model.h", '#include "sample.h"'),
        ("core/ncsn/sample.h", '#include "../sample/chain.h"'),
        ("core/sample/chain.c", '#include "ncsn/ncsn.h"'),
        ("core/base/memory.h", "#include <gegl.h>"),
        ("core/base/memory.h", "#include <libgimp/gimp.h>"),
        ("core/base/memory.h", '#include "image/buffer.h"'),
        ("image/buffer.h", '#include "core/base/memory.h"'),
        ("image/buffer.h", "#include <gtk/gtk.h>"),
        ("cli/main.c", '#include "tensor/conv/conv.h"'),
        ("cli/main.c", '#include "plugin/main.c"'),
        ("parallel/mpi.c", '#include "image/buffer.h"'),
        ("image/buffer.h", '#include "parallel/processes.h"'),
        ("background/place.h", "#include <libgimp/gimp.h>"),
        ("image/buffer.h", '#include "background/place.h"'),
        ("cli/main.c", '#include "background/place.h"'),
        ("core/train/adam.h", "#include <mpi.h>"),
        ("core/run/run.h", '#include "fill/regions.h"'),
        ("core/fill/regions.h", '#include "ncsn/task.h"'),
        ("core/ncsn/task-options.h", '#include "hole.h"'),
        ("cli/common/values.h", '#include "cli/train/view.h"'),
        ("cli/draw/figure.c", '#include "cli/train/view.h"'),
        ("cli/train/view-parts.h", '#include "view.h"'),
        ("cli/train/view-parts.h", '#include "view-private.h"'),
        ("cli/main.c", "#include <mpi.h>"),
        ("cli/main.c", "#include <gegl.h>"),
        ("cli/main.c", "#include <gdk/gdk.h>"),
        ("operation/denoise.c", '#include "fill/regions.h"'),
        ("operation/denoise.c", "#include <libgimp/gimp.h>"),
        ("ui/plot.h", "#include <ncsn/shape.h>"),
        ("ui/plot.h", "#include <libgimp/gimpui.h>"),
        ("plugin/main.c", '#include "nn/block.h"'),
        ("plugin/main.c", '#include "missing.h"'),
        ("core/extras/new.c", "#include <glib.h>"),
    ]
    print(f"TAP version 13\n1..{len(planted) + 1}")
    failures = 0
    for number, breach in enumerate([None, *planted], 1):
        with tempfile.TemporaryDirectory() as folder:
            tree = dict(sound)
            if breach:
                tree[breach[0]] = tree.get(breach[0], "") + breach[1] + "\n"
            for name, text in tree.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            found = breaches(Path(folder))
        plain = [line for line in found if "in a circle" not in line] or found
        right = len(plain) == 1 and unit_of(Path(breach[0])) in plain[0] if breach else not found
        failures += not right
        what = f"{breach[0]}: {breach[1]}".replace("#", "") if breach else "a sound tree"
        print("ok" if right else "not ok", number, what)
        if not right:
            print("# found:", found)
    return failures != 0


if len(sys.argv) != 2:
    sys.exit(__doc__)
if sys.argv[1] == "--self-test":
    sys.exit(self_test())
complaints = breaches(Path(sys.argv[1]))
print("\n".join(complaints or ["every include follows the design"]))
sys.exit(bool(complaints))
