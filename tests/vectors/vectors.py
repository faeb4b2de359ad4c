# SPDX-License-Identifier: GPL-3.0-or-later
"""Every folder of reference vectors agrees, and numbers that are not theirs are told apart.

usage: vectors.py CHECK-VECTORS FOLDER-OF-FOLDERS
"""

import json
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

program, folder = sys.argv[1], Path(sys.argv[2])
folders = sorted(path.parent for path in folder.glob("*/vectors.safetensors"))
if not folders:
    print(f"1..0 # SKIP there are no reference vectors in {folder.name}/ beside the repository")
    sys.exit(0)


def check(path):
    """The exit status, and the relative error of each quantity by its name."""
    result = subprocess.run([program, path], capture_output=True, text=True)
    lines = [line.split() for line in result.stdout.splitlines() if len(line.split()) > 1]
    return result.returncode, {line[0]: float(line[1]) for line in lines}, result.stderr


def spoil(path, tensor):
    """Adds a thousandth to the first number of a tensor, and as much as it takes to be noticed."""
    data = bytearray(path.read_bytes())
    length, = struct.unpack_from("<Q", data)
    begin, end = json.loads(data[8:8 + length])[tensor]["data_offsets"]
    values = list(struct.unpack_from(f"<{(end - begin) // 4}f", data, 8 + length + begin))
    values[0] += 0.002 * sum(v * v for v in values) ** 0.5
    struct.pack_into("<f", data, 8 + length + begin, values[0])
    path.write_bytes(data)


def agrees(path):
    status, errors, said = check(path)
    assert status == 0, (said, {k: v for k, v in errors.items() if not v <= 1e-4})
    gradients = [name for name in errors if "_grad." in name]
    print(f"# {path.name}: score {errors['score']:.2g}, "
          f"chain {max(v for k, v in errors.items() if k.startswith('ald')):.2g}, "
          f"losses {max(v for k, v in errors.items() if k.endswith('_loss')):.2g}, "
          f"{len(gradients)} gradients {max(errors[k] for k in gradients):.2g}")
    assert len(gradients) >= 153 and all(v <= 1e-3 for v in errors.values())


def notices(path):
    for tensor in ("score", "ald_trajectory", "dsm_loss", "dsm_grad.res3.0.shortcut.weight"):
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "copy"
            shutil.copytree(path, copy, copy_function=shutil.copyfile)
            spoil(copy / "vectors.safetensors", tensor)
            status, errors, _ = check(copy)
            wrong = {name for name, error in errors.items() if error > 1e-3}
            assert status == 1 and len(wrong) == 1, (tensor, status, wrong)


def refuses(path):
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copyfile(path / "weights.safetensors", Path(scratch) / "weights.safetensors")
        status, errors, said = check(scratch)
        assert status == 2 and not errors and said.count("\n") == 1, (status, said)


tests = [(f"{path.name} agrees", agrees, path) for path in folders]
tests += [(f"{path.name} spoilt is noticed", notices, path) for path in folders]
tests += [(f"{path.name} cut down is refused", refuses, path) for path in folders[:1]]
print(f"1..{len(tests)}")
failed = 0
for number, (name, test, path) in enumerate(tests, 1):
    try:
        test(path)
        print(f"ok {number} {name}")
    except AssertionError as complaint:
        failed += 1
        print(f"# {complaint}\nnot ok {number} {name}")
sys.exit(1 if failed else 0)
