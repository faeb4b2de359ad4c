# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the program share: running it, writing files for it, reading PNGs, and TAP output."""

import gzip
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import traceback
import zlib

NCSN = os.path.abspath(sys.argv[1])
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


def run(*arguments, folder, timeout=300, env=None):
    """Runs ncsn to its end; text output."""
    return subprocess.run([NCSN, *map(str, arguments)], cwd=folder, timeout=timeout,
                          env={**ENVIRONMENT, **(env or {})}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)


def start(*arguments, folder, **more):
    """Starts ncsn with pipes for its text output; `more` goes to subprocess.Popen."""
    return subprocess.Popen([NCSN, *map(str, arguments)], cwd=folder, env=ENVIRONMENT, text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **more)


def messages(stderr):
    """Its lines except those of progress, which slow machines show."""
    return [line for line in stderr.splitlines()
            if line.startswith("ncsn: ") or not
            (" left" in line or line.startswith("Reading pictures: ")
             or re.search(r": \d+ (evaluations of the model|rounds)\b.*, about ", line))]


def sentence(result, status, words=""):
    """Checks that a run ended with this status and one sentence on stderr, which it returns."""
    lines = messages(result.stderr)
    assert result.returncode == status, (result.returncode, result.stderr[-4000:])
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("ncsn: ") and lines[0].endswith("."), result.stderr
    assert words in lines[0], (words, lines[0])
    assert result.stdout == "", result.stdout
    return lines[0]


def succeeds(result):
    """Checks that a run succeeded and said nothing."""
    assert result.returncode == 0 and not messages(result.stderr) and result.stdout == "", result.stderr


class Skip(Exception):
    """Raised by a test that cannot run here, with the reason."""


def main(tests):
    """Runs the test functions, each in a temporary folder of its own, and reports in TAP."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup would have it ignored, by the programs too
    print(f"1..{len(tests)}", flush=True)
    failures = 0
    for number, test in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix="ncsn-cli-")
        try:
            test(folder)
            print(f"ok {number} {test.__name__}", flush=True)
        except Skip as reason:
            print(f"ok {number} {test.__name__} # SKIP {reason}", flush=True)
        except Exception:  # reported, and the next test runs
            failures += 1
            for line in traceback.format_exc().splitlines():
                print("#", line, file=sys.stderr)
            print(f"not ok {number} {test.__name__}", flush=True)
        finally:
            shutil.rmtree(folder)
    sys.exit(1 if failures else 0)


def write(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def idx(extents, data, kind=8):
    return bytes([0, 0, kind, len(extents)]) + struct.pack(f">{len(extents)}I", *extents) + data


def write_digits(folder, side=8, count=64, classes=2):
    """A data set of bright squares: class 0 in the left half, class 1 in the right."""
    draw = random.Random(1)
    pixels = bytearray(count * side * side)
    labels = bytes(k % classes for k in range(count))
    for k in range(count):
        left = labels[k] * side // 2
        for y in range(side // 4, side // 4 + side // 2):
            for x in range(left, left + side // 2):
                pixels[(k * side + y) * side + x] = draw.randrange(200, 256)
    write(folder, "train-images-idx3-ubyte", idx([count, side, side], bytes(pixels)))
    write(folder, "train-labels-idx1-ubyte.gz", gzip.compress(idx([count], labels)))


SMALL = ["--data", ".", "--features", "8", "--multipliers", "1,2", "--attention", "none",
         "--sample-interval", "0", "--threads", "1"]


def forget(folder, name):
    """Removes the checkpoints of a training."""
    for ending in ("checkpoint", "checkpoint.previous"):
        os.remove(os.path.join(folder, f"{name}.{ending}"))


def train_anew(folder, *arguments):
    """Trains m.safetensors without an earlier one; what ncsn info knows about it, and stderr."""
    for ending in ("safetensors", "checkpoint", "checkpoint.previous"):
        path = os.path.join(folder, f"m.{ending}")
        if os.path.exists(path):
            os.remove(path)
    result = run("train", "--output", "m.safetensors", *arguments, folder=folder)
    assert result.returncode == 0, result.stderr
    info = run("info", "./m.safetensors", "--json", folder=folder)
    assert info.returncode == 0, info.stderr
    return json.loads(info.stdout), result.stderr


def train_small(folder, *arguments):
    """A model after a second of training, model.safetensors."""
    write_digits(folder)
    result = run("train", *SMALL, "--output", "model.safetensors", "--iterations", "3", "--batch",
                 "4", *arguments, folder=folder)
    assert result.returncode == 0, result.stderr
    forget(folder, "model")


def train_patches(folder, *arguments):
    """The same for patches of 8 × 8 from coloured pictures: patches.safetensors."""
    write_pictures(folder, [(12, 12)] * 4, seed=2)
    result = run("train", "--data", "pictures", "--patches", "8", *SMALL[2:], "--output",
                 "patches.safetensors", "--iterations", "3", "--batch", "4", *arguments,
                 folder=folder)
    assert result.returncode == 0, result.stderr
    forget(folder, "patches")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}  # of PNG's colour types


def png(width, height, colour_type, pixels, end=True, depth=8, extra=b""):
    """A PNG without filters. `pixels` may be of any length; `extra` are chunks before them."""
    row = width * CHANNELS.get(colour_type, 1) * depth // 8
    rows = b"".join(b"\0" + pixels[i:i + row] for i in range(0, len(pixels), row or 1))
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra +
            chunk(b"IDAT", zlib.compress(rows)) + (chunk(b"IEND", b"") if end else b""))


def noise(width, height, seed=1):
    """A PNG of random colours."""
    return png(width, height, 2, random.Random(seed).randbytes(width * height * 3))


def write_pictures(folder, sizes, name="pictures", channels=3, seed=4):
    """A sub-folder of PNGs of random colours, or of random grays."""
    draw = random.Random(seed)
    for k, (width, height) in enumerate(sizes):
        pixels = draw.randbytes(width * height * channels)
        write(folder, f"{name}/{k}.png", png(width, height, {1: 0, 3: 2}[channels], pixels))


def unfilter(kind, row, above, step):
    for i in range(len(row)):
        a = row[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        if kind == 4:
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        row[i] = (row[i] + [0, a, b, (a + b) // 2, nearest if kind == 4 else 0][kind]) % 256
    return row


def chunks(data):
    """The chunks of a PNG, (kind, body), with their checksums verified."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0]
        yield kind, body
        at += 12 + size


def read_samples(path):
    """(width, height, channels, depth, bytes) of a PNG of 8 or 16 bits that is not interlaced."""
    packed = b""
    for kind, body in chunks(open(path, "rb").read()):
        if kind == b"IHDR":
            width, height, depth, colour_type, _, _, interlace = struct.unpack(">IIBBBBB", body)
            assert depth in (8, 16) and interlace == 0
        packed += body if kind == b"IDAT" else b""
    channels = CHANNELS[colour_type]
    step = channels * depth // 8
    raw, row = zlib.decompress(packed), width * step
    above, pixels = bytearray(row), bytearray()
    for y in range(height):
        line = raw[y * (row + 1):(y + 1) * (row + 1)]
        above = unfilter(line[0], bytearray(line[1:]), above, step)
        pixels += above
    return width, height, channels, depth, bytes(pixels)


def read_png(path):
    """(width, height, channels, pixels) of an 8-bit PNG that is not interlaced."""
    width, height, channels, depth, pixels = read_samples(path)
    assert depth == 8
    return width, height, channels, pixels


def record_of(path):
    """The record in a PNG as a dictionary of texts; None without one."""
    for kind, body in chunks(open(path, "rb").read()):
        if kind == b"iTXt" and body.startswith(b"ncsn\0"):
            head, *lines = body[9:].decode().splitlines()
            assert head == "[ncsn]", head
            return dict(line.split("=", 1) for line in lines)
    return None


def examples(page):
    """The shell examples of a page, unchanged."""
    with open(page, encoding="utf-8") as file:
        return re.findall(r"^```sh\n(.*?)^```$", file.read(), re.M | re.S)


def paste(folder, example, **variables):
    """Runs an example in a shell that finds ncsn."""
    return subprocess.run(["sh", "-e"], input=example, cwd=folder, timeout=300, text=True,
                          capture_output=True,
                          env={**ENVIRONMENT, **variables,
                               "PATH": os.path.dirname(NCSN) + ":" + os.environ["PATH"]})
