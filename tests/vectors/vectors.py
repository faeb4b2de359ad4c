# SPDX-License-Identifier: GPL-3.0-or-later
"""Every folder of reference vectors agrees, and changed vectors are detected.

usage: vectors.py CHECK-VECTORS FOLDER-OF-FOLDERS
"""

import json
import shutil
import struct
import sys
import tempfile
from pathlib import Path

import support

program, folder = sys.argv[1], Path(sys.argv[2])
folders = sorted(path.parent for path in folder.glob("*/vectors.safetensors"))
if not folders:
    print(f"1..0 # SKIP there are no reference vectors in {folder.name}/ beside the repository")
    sys.exit(0)


def spoil(path, tensor):
    """Adds 0.002 of the tensor's norm to its first number: more than any tolerance."""
    data = bytearray(path.read_bytes())
    length, = struct.unpack_from("<Q", data)
    begin, end = json.loads(data[8:8 + length])[tensor]["data_offsets"]
    values = list(struct.unpack_from(f"<{(end - begin) // 4}f", data, 8 + length + begin))
    values[0] += 0.002 * sum(v * v for v in values) ** 0.5
    struct.pack_into("<f", data, 8 + length + begin, values[0])
    path.write_bytes(data)


def complete(path):
    errors = support.agrees(program, path)
    assert sum("_grad." in name for name in errors) >= 153


def notices(path):
    for tensor in ("score", "ald_trajectory", "dsm_loss", "dsm_grad.res3.0.shortcut.weight"):
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "copy"
            shutil.copytree(path, copy, copy_function=shutil.copyfile)
            spoil(copy / "vectors.safetensors", tensor)
            status, errors, _ = support.check(program, copy)
            wrong = {name for name, error in errors.items() if error > support.TOLERANCE}
            assert status == 1 and len(wrong) == 1, (tensor, status, wrong)


def refuses(path):
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copyfile(path / "weights.safetensors", Path(scratch) / "weights.safetensors")
        status, errors, said = support.check(program, scratch)
        assert status == 2 and not errors and said.count("\n") == 1, (status, said)


tests = [(f"{path.name} agrees", complete, path) for path in folders]
tests += [(f"{path.name} spoilt is noticed", notices, path) for path in folders]
tests += [(f"{path.name} cut down is refused", refuses, path) for path in folders[:1]]
support.tap(tests)
