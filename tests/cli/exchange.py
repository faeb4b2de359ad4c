# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights of the authors' networks: ncsn import and ncsn export."""

import json
import os
import random
import re
import struct
import subprocess
import sys
from pathlib import Path

from support import main, read, read_png, run, sentence, succeeds, train_small, write, write_digits

try:
    import torch
except ImportError:
    torch = None

VECTORS = Path(sys.argv[2])
NAN, INFINITY = float("nan"), float("inf")


def read_tensors(path):
    """{name: (dtype, shape, bytes)} and the metadata of a safetensors file."""
    data = Path(path).read_bytes()
    length, = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    return {name: (t["dtype"], tuple(t["shape"]), data[8 + length:][slice(*t["data_offsets"])])
            for name, t in header.items()}, metadata


def write_tensors(folder, name, tensors, metadata=None):
    header, data = {"__metadata__": metadata} if metadata else {}, b""
    for key, (dtype, shape, values) in tensors.items():
        offsets = [len(data), len(data) + len(values)]
        header[key] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        data += values
    text = json.dumps(header).encode()
    write(folder, name, struct.pack("<Q", len(text)) + text + data)


def train_tiny(folder, network, *arguments):
    """A model of two features with random weights, tiny.safetensors."""
    write_digits(folder)
    succeeds_noting(run("train", "--data", ".", "--network", network, "--ngf", "2",
                        "--sample-interval", "0", "--batch", "2", "--iterations", "1", *arguments,
                        "--output", "tiny.safetensors", folder=folder))


def succeeds_noting(result):
    assert result.returncode == 0, result.stderr
    return result.stderr


def state_dict(folder, network, *arguments):
    """The names and shapes of a network of two features, with numbers of the test's own."""
    train_tiny(folder, network, *arguments)
    succeeds(run("export", "./tiny.safetensors", "--output", "names.safetensors", folder=folder))
    draw = random.Random(network)
    tensors, metadata = read_tensors(Path(folder) / "names.safetensors")
    for name, (dtype, shape, data) in tensors.items():
        if name != "sigmas":
            data = struct.pack(f"<{len(data) // 4}f",
                               *(draw.gauss(0, 0.3) for _ in range(len(data) // 4)))
        tensors[name] = dtype, shape, data
    return tensors, metadata


def imports(folder, network, *arguments, weights="weights.safetensors", output="m.safetensors"):
    """Imports weights and returns the model's properties from ncsn info."""
    said = succeeds_noting(run("import", weights, "--network", network, "--output", output,
                               *arguments, folder=folder))
    assert said.count("\n") == 1 and said.startswith("m.safetensors: "), said
    info = run("info", f"./{output}", "--json", folder=folder)
    assert info.returncode == 0, info.stderr
    return json.loads(info.stdout)


def assert_round_trip(folder, tensors):
    """Exporting m.safetensors gives these tensors, byte for byte."""
    succeeds(run("export", "./m.safetensors", "--output", "back.safetensors", folder=folder))
    back, metadata = read_tensors(Path(folder) / "back.safetensors")
    assert back == tensors, [name for name in {**back, **tensors}
                             if back.get(name) != tensors.get(name)]
    for name in ("m.safetensors", "back.safetensors"):
        os.remove(os.path.join(folder, name))
    return metadata


def round_trip(folder):
    for network, title in (("ncsn", "CondRefineNetDilated"), ("ncsnv2", "NCSNv2")):
        tensors, metadata = state_dict(folder, network, "--sigma-begin", "3", "--sigma-end",
                                       "0.1", "--levels", "4")
        write_tensors(folder, "weights.safetensors", tensors, metadata)
        info = imports(folder, network)
        assert (info["network"], info["features"], info["width"]) == (network, 2, 8), info
        assert info["ladder"] == {"sigma_begin": 3, "sigma_end": 0.1, "levels": 4}, info
        metadata = assert_round_trip(folder, tensors)
        assert metadata["network"] == title and metadata["num_classes"] == "4", metadata
        for name in ("tiny.safetensors", "tiny.checkpoint", "tiny.checkpoint.previous",
                     "names.safetensors"):
            os.remove(os.path.join(folder, name))


def reference_round_trip(folder):
    """The authors' own state dicts; their metadata are used."""
    for path in sorted(VECTORS.glob("*/weights.safetensors")):
        tensors, metadata = read_tensors(path)
        network = "ncsnv2" if metadata["network"] == "NCSNv2" else "ncsn"
        info = imports(folder, network, weights=path)
        side, levels = int(metadata["image_size"]), int(metadata["num_classes"])
        assert (info["width"], info["height"], info["features"]) == (side, side, 8), info
        assert info["ladder"] == {"sigma_begin": float(metadata["sigma_begin"]),
                                  "sigma_end": 0.01, "levels": levels}, info
        assert_round_trip(folder, tensors)


def prefix(folder):
    """The names of DataParallel give the same model, also if only some have them."""
    tensors, _ = state_dict(folder, "ncsn")
    write_tensors(folder, "weights.safetensors", tensors)
    imports(folder, "ncsn")
    plain = read(folder, "m.safetensors")
    for every in (1, 2):
        os.remove(os.path.join(folder, "m.safetensors"))
        write_tensors(folder, "weights.safetensors",
                      {("module." if k % every == 0 else "") + name: tensor
                       for k, (name, tensor) in enumerate(tensors.items())})
        imports(folder, "ncsn")
        assert read(folder, "m.safetensors") == plain


def without_metadata(folder):
    """Properties missing in a file are those of the authors' settings, or of the options."""
    tensors, _ = state_dict(folder, "ncsn", "--levels", "10", "--sigma-begin", "1")
    write_tensors(folder, "weights.safetensors", tensors)
    info = imports(folder, "ncsn")
    assert (info["width"], info["height"]) == (28, 28), info
    assert info["ladder"] == {"sigma_begin": 1, "sigma_end": 0.01, "levels": 10}, info
    schedule = info["schedule"]
    assert schedule["steps"] == 100 and abs(schedule["epsilon"] - 4e-5) < 1e-12, info
    os.remove(os.path.join(folder, "m.safetensors"))
    info = imports(folder, "ncsn", "--size", "20x24", "--sigma-begin", "2", "--sigma-end", "0.05",
                   "--levels", "10", "--description", "Somebody's.")
    assert (info["width"], info["height"], info["description"]) == (20, 24, "Somebody's."), info
    assert info["ladder"] == {"sigma_begin": 2, "sigma_end": 0.05, "levels": 10}, info


def used(folder):
    """An imported model works like others: info describes it, sample draws with it."""
    for network in ("ncsn", "ncsnv2"):
        tensors, metadata = state_dict(folder, network)
        write_tensors(folder, "weights.safetensors", tensors, metadata)
        imports(folder, network)
        info = run("info", "./m.safetensors", folder=folder)
        assert info.returncode == 0 and f"{network}, features: 2" in info.stdout, info.stdout
        succeeds(run("sample", "--model", "./m.safetensors", "--count", "2", "--levels", "3",
                     "--steps", "1", "--output", f"{network}.png", folder=folder))
        assert read_png(os.path.join(folder, f"{network}.png"))[:3] == (16, 8, 1)
        for name in ("m.safetensors", "tiny.safetensors", "tiny.checkpoint", "tiny.checkpoint.previous",
                     "names.safetensors"):
            os.remove(os.path.join(folder, name))


def changed(tensors, name, dtype=None, shape=None, data=None):
    old = tensors[name]
    return {**tensors, name: (dtype or old[0], shape or old[1], data or old[2])}


def without(tensors, *names):
    return {name: tensor for name, tensor in tensors.items() if name not in names}


def number(value):
    return struct.pack("<f", value)


def refused_weights(folder):
    """Each defect has its own error message, and no model is written."""
    tensors, metadata = state_dict(folder, "ncsn", "--levels", "3")
    bias = struct.pack("<2f", 0.5, 0.25)
    extra = {"fc.weight": ("F32", (1,), number(1)), "fc.bias": ("F32", (1,), number(1))}
    many = {f"more.{k}": ("F32", (1,), number(1)) for k in range(12)}
    cases = (
        (changed(tensors, "begin_conv.weight", shape=(1, 2, 3, 3)), "1 channel (gray) or 3"),
        (changed(tensors, "res2.0.conv2.conv.weight", shape=(2, 4, 3, 3)),
         "“res2.0.conv2.conv.weight” has the shape (2×4×3×3)"),
        (changed(tensors, "res2.0.shortcut.conv.weight", shape=(4, 2)), "has the shape (4×2)"),
        (without(tensors, "res3.1.conv2.bias"), "lacks tensors of the network: res3.1.conv2.bias."),
        (without(tensors, "begin_conv.weight"), "no convolution “begin_conv.weight”"),
        ({**tensors, **extra}, "does not have: fc.weight, fc.bias."),
        ({**tensors, **many}, "more.7 and 4 more."),
        ({**tensors, "module.end_conv.bias": tensors["end_conv.bias"]},
         "does not have: module.end_conv.bias."),
        ({**without(tensors, "end_conv.bias"), **extra},
         "lacks tensors of the network: end_conv.bias; and it has tensors that the network does "
         "not have: fc.weight, fc.bias."),
        (changed(tensors, "begin_conv.bias", dtype="I32"), "begin_conv.bias"),
        (changed(tensors, "begin_conv.bias", dtype="I64", shape=(1,)), "I64"),
        (changed(tensors, "begin_conv.bias", dtype="F64", shape=(1,)), "F64"),
        (changed(tensors, "begin_conv.bias", data=bias[:4] + number(NAN)), "not a finite number"),
        (changed(tensors, "begin_conv.bias", data=number(-INFINITY) + bias[4:]),
         "not a finite number"),
        ({}, "begin_conv.weight"),
    )
    for bad, words in cases:
        write_tensors(folder, "bad.safetensors", bad, metadata)
        result = run("import", "bad.safetensors", "--network", "ncsn", "--output", "m.safetensors",
                     folder=folder)
        print("#", sentence(result, 1, words))
        assert "bad.safetensors: " in result.stderr
        assert not os.path.exists(os.path.join(folder, "m.safetensors"))
    write_tensors(folder, "good.safetensors", tensors, metadata)
    result = run("import", "good.safetensors", "--network", "ncsnv2", "--output", "m.safetensors",
                 folder=folder)
    assert "embed.weight" in sentence(result, 1, "; and it has tensors")
    assert not os.path.exists(os.path.join(folder, "m.safetensors"))


def refused_sigmas(folder):
    """NCSNv2's noise levels and the requested network are checked too."""
    tensors, metadata = state_dict(folder, "ncsnv2", "--levels", "3", "--sigma-begin", "2",
                                   "--sigma-end", "0.5")
    cases = (
        (changed(tensors, "sigmas", data=struct.pack("<3f", 0.5, 1, 2)), "must fall"),
        (changed(tensors, "sigmas", data=struct.pack("<3f", 2, NAN, 0.5)), "not a finite number"),
        (changed(tensors, "sigmas", data=struct.pack("<3f", INFINITY, 1, 0.5)), "inf"),
        (changed(tensors, "sigmas", dtype="I32", data=struct.pack("<3i", 2, 1, 1)),
         "“sigmas” holds whole numbers"),
        (changed(tensors, "sigmas", shape=(3, 1)), "“sigmas” has the shape"),
    )
    for bad, words in cases:
        write_tensors(folder, "bad.safetensors", bad, metadata)
        print("#", sentence(run("import", "bad.safetensors", "--network", "ncsnv2", "--output",
                                "m.safetensors", folder=folder), 1, words))
    write_tensors(folder, "good.safetensors", tensors, metadata)
    base = ["import", "good.safetensors", "--output", "m.safetensors", "--network"]
    print("#", sentence(run(*base, "ncsn", folder=folder), 1, "lacks tensors"))
    print("#", sentence(run(*base, "ncsnv2", "--levels", "4", folder=folder), 1, "for 3 noise levels"))
    print("#", sentence(run(*base, "ncsnv2", "--size", "7", folder=folder), 1, "even"))
    assert not os.path.exists(os.path.join(folder, "m.safetensors"))


def refused_files(folder):
    """Existing files are not overwritten, and files without weights are refused."""
    tensors, metadata = state_dict(folder, "ncsn", "--levels", "3")
    write_tensors(folder, "weights.safetensors", tensors, metadata)
    write(folder, "mine.safetensors", b"mine")
    write(folder, "cut.safetensors", read(folder, "weights.safetensors")[:-1])
    write(folder, "checkpoint.pth", b"PK\3\4" + bytes(100))
    importing = ["import", "--network", "ncsn", "--output"]
    exporting = ["export", "./tiny.safetensors", "--output"]
    for command in ([*importing, "mine.safetensors", "weights.safetensors"],
                    [*exporting, "mine.safetensors"]):
        print("#", sentence(run(*command, folder=folder), 1, "already exists"))
        assert read(folder, "mine.safetensors") == b"mine"
    for name in ("cut.safetensors", "checkpoint.pth", "nowhere.safetensors", "."):
        print("#", sentence(run(*importing, "m.safetensors", name, folder=folder), 1))
    for command in ([*importing, "no/m.safetensors", "weights.safetensors"],
                    [*exporting, "no/m.safetensors"]):
        print("#", sentence(run(*command, folder=folder), 1, "folder “no”"))
    assert not os.path.exists(os.path.join(folder, "m.safetensors"))


def refused_unet(folder):
    train_small(folder)
    print("#", sentence(run("export", "./model.safetensors", "--output", "w.safetensors",
                            folder=folder), 1, "this model is a “unet”"))
    assert not os.path.exists(os.path.join(folder, "w.safetensors"))


def nonsense(folder):
    write(folder, "w.safetensors", b"")
    base = ["import", "w.safetensors", "--output", "m.safetensors"]
    for arguments, words in (([*base], "--network is missing"), ([*base, "--network", "unet"], "unet"),
                             ([*base, "--network", "mlp"], "mlp"),
                             ([*base, "--network", "ncsn", "--levels", "0"], "--levels"),
                             ([*base, "--network", "ncsn", "--size", "x"], "size"),
                             ([*base, "--network", "ncsn", "--sigma-end", "x"], "--sigma-end"),
                             ([*base, "--network", "ncsn", "other"], "one file"),
                             (["import", "--network", "ncsn", "--output", "m"], "one file"),
                             (["import", "w", "--network", "ncsn"], "--output is missing"),
                             (["export", "m"], "--output is missing"),
                             (["export", "--output", "m"], "one model"),
                             (["export", "a", "b", "--output", "m"], "one model")):
        print("#", sentence(run(*arguments, folder=folder), 2, words))
    for command in (["import", "w.safetensors", "--network", "ncsn"], ["export", "m"]):
        print("#", sentence(run(*command, "--output", "m.png", folder=folder), 2, ".safetensors"))


def snippet(folder):
    """The lines of Python in the help."""
    text = run("import", "--help", folder=folder).stdout
    lines = re.search(r"((?:^  \S.*\n)+)\nFor the averaged weights of NCSNv2 write (\S+) instead of "
                      r"(\S+)\.", text[text.index("WEIGHTS contains"):], re.M)
    program, averaged, first = lines.groups()
    assert program.count("\n") == 3 and program.count(first) == 1, program
    return re.sub("^  ", "", program, flags=re.M), (first, averaged)


def to_torch(tensors):
    return {name: torch.frombuffer(bytearray(data), dtype=torch.float32).reshape(shape)
            for name, (_, shape, data) in tensors.items()}


def follow_snippet(folder, program, states):
    torch.save(states, os.path.join(folder, "checkpoint.pth"))
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True)


def documented_way(folder):
    """Checkpoints as the authors' code writes them: lists of the states of the network and the
    optimiser, and for NCSNv2 two counters and the averaged weights, without noise levels."""
    program, (first, averaged) = snippet(folder)
    tensors, _ = state_dict(folder, "ncsn")
    optimizer = torch.optim.Adam([torch.nn.Parameter(torch.zeros(3))])
    parallel = {f"module.{name}": tensor for name, tensor in to_torch(tensors).items()}
    follow_snippet(folder, program, [parallel, optimizer.state_dict()])
    imports(folder, "ncsn")
    assert_round_trip(folder, tensors)

    for name in ("tiny.safetensors", "tiny.checkpoint", "tiny.checkpoint.previous",
                     "names.safetensors"):
        os.remove(os.path.join(folder, name))
    tensors, _ = state_dict(folder, "ncsnv2", "--levels", "7", "--sigma-begin", "5")
    shadow = without(tensors, "sigmas")
    states = [{}, optimizer.state_dict(), 3, 1000, to_torch(shadow)]
    follow_snippet(folder, program.replace(first, averaged), states)
    info = imports(folder, "ncsnv2", "--levels", "7", "--sigma-begin", "5", "--size", "8")
    assert info["ladder"] == {"sigma_begin": 5, "sigma_end": 0.01, "levels": 7}, info
    assert_round_trip(folder, tensors)
    info = imports(folder, "ncsnv2")
    assert info["ladder"] == {"sigma_begin": 50, "sigma_end": 0.01, "levels": 232}, info


tests = [round_trip, prefix, without_metadata, used, refused_weights, refused_sigmas, refused_files,
         refused_unet, nonsense]
tests += [reference_round_trip] if VECTORS.exists() else []
tests += [documented_way] if torch else []
for name, found in (("reference vectors", VECTORS.exists()), ("PyTorch", torch)):
    if not found:
        print(f"# no {name} here, so what needs them is left out")
main(tests)
