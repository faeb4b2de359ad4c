# SPDX-License-Identifier: GPL-3.0-or-later
"""Malformed pictures and data files: each ends in an error message and a failure, whatever it contains."""

import base64
import gzip
import json
import os
import random
import resource
import socket
import struct
import subprocess

from support import (ENVIRONMENT, NCSN, SMALL, forget, idx, main, messages, png, read, run,
                     sentence, train_small, write, write_digits)

NOISE = random.Random(3).randbytes(5000)
GRADIENT = png(16, 16, 0, bytes(range(256)))

# A baseline JPEG of 16 × 16 pixels.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1"
    "tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/wAALCAAQABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL"
    "/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJi"
    "coKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ip"
    "qrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AKOnw9OK25J1sL"
    "F7g43AYQHux6f59Aaq6fD04qLXrjzJ47JPux4d/wDeI4/IH9fav//Z")


def changed(data, at, new):
    return data[:at] + new + data[at + len(new):]


SIZE_OF_FRAME = JPEG.index(b"\xff\xc0") + 5
HUFFMAN_TABLE = JPEG.index(b"\xff\xc4") + 5

PICTURES = {
    "empty.png": b"",
    "text.png": b"Dear reader, this is a letter and not a picture.\n" * 5,
    "noise.jpg": NOISE,
    "noise": NOISE,
    "signature.png": GRADIENT[:8],
    "header-cut.png": GRADIENT[:20],
    "data-cut.png": GRADIENT[:len(GRADIENT) // 2],
    "no-end.png": GRADIENT[:-12],
    "wrong-sum.png": changed(GRADIENT, 60, bytes([GRADIENT[60] ^ 255])),
    "few-rows.png": png(16, 16, 0, bytes(48)),
    "no-width.png": png(0, 16, 0, b""),
    "no-such-colour.png": png(16, 16, 5, bytes(256)),
    "largest.png": png(2**31 - 1, 2**31 - 1, 2, b""),
    "large.png": png(100000, 100000, 0, bytes(10)),
    "half.jpg": JPEG[:len(JPEG) - 40],
    "no-end.jpg": JPEG[:-2],
    "start.jpg": JPEG[:20],
    "large.jpg": changed(JPEG, SIZE_OF_FRAME, b"\xff\xff\xff\xff"),
    "tables.jpg": changed(JPEG, HUFFMAN_TABLE, b"\xff" * 16),
    "large.ppm": b"P6\n999999999 999999999\n255\n\0\0\0",
    "negative.ppm": b"P6\n-4 16\n255\n\0\0\0",
    "short.ppm": b"P6\n16 16\n255\n\0\0\0",
    "large.gif": b"GIF89a\xff\xff\xff\xff\0\0\0;",
    "short.gif": b"GIF89a\x10\0\x10\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0",
    "tiff.tif": b"II*\0\xff\xff\xff\x7f",
    "webp.webp": b"RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f/" + b"\xff" * 10,
}

IMAGES = idx([4, 8, 8], bytes(256))

DATA = {
    "empty": b"",
    "short": b"\0\0\x08",
    "wrong-magic": b"IDX!" + IMAGES[4:],
    "floats": idx([4, 8, 8], bytes(1024), kind=13),
    "labels": idx([4], bytes(4)),
    "four-dimensions": idx([4, 8, 8, 1], bytes(256)),
    "no-pictures": idx([0, 8, 8], b""),
    "overflow": idx([2**31, 2**31, 4], bytes(16)),
    "largest": idx([2**32 - 1] * 3, bytes(16)),
    "two-gigabytes": idx([2, 2**15, 2**15], bytes(16)),
    "cut": IMAGES[:-1],
    "long": IMAGES + b"\0",
    "not-gzip.gz": b"PK\3\4" + NOISE,
    "noise.gz": b"\x1f\x8b\x08\0" + NOISE,
    "cut.gz": gzip.compress(idx([4, 80, 80], random.Random(1).randbytes(25600)))[:-500],
    "bomb.gz": gzip.compress(IMAGES + bytes(64 << 20)),
}


def pictures_to_fill(folder):
    train_small(folder)
    sound = write(folder, "sound.png", png(16, 16, 0, bytes([255] * 256)))
    for number, (name, data) in enumerate(PICTURES.items()):
        path = write(folder, name, data)
        picture, mask = (path, sound) if number % 2 == 0 else (sound, path)
        result = run("inpaint", "--model", "./model.safetensors", "--input", picture, "--mask",
                     mask, "--output", "out.png", folder=folder)
        print("#", sentence(result, 1, path))


def pictures_to_learn_from(folder):
    """A folder with one bad file only; then a folder of all of them with a good one."""
    for name, data in PICTURES.items():
        write(folder, f"{name}-folder/{name}", data)
        result = run("train", "--data", f"{name}-folder", "--output", "m.safetensors",
                     folder=folder)
        lines = messages(result.stderr)
        assert result.returncode == 1 and len(lines) == 2, result.stderr
        assert all(line.startswith("ncsn: ") for line in lines), lines
        assert name in lines[0] and "holds no picture that can be read" in lines[1], lines
        write(folder, f"all/{name}", data)
    for k in range(3):
        write(folder, f"all/good{k}.png", GRADIENT)
    result = run("train", "--data", "all", "--output", "m.safetensors", "--iterations", "1",
                 "--batch", "2", "--features", "4", "--multipliers", "1", "--attention", "none",
                 "--sample-interval", "0", folder=folder)
    assert result.returncode == 0, result.stderr
    assert "Learning from 3 pictures of 16 × 16, gray" in result.stderr, result.stderr
    left_out = [line for line in result.stderr.splitlines() if line.startswith("ncsn: ")]
    assert len(left_out) == len(PICTURES), result.stderr


def data_files(folder):
    for name, data in DATA.items():
        path = write(folder, name, data)
        result = run("train", "--data", path, "--output", "m.safetensors", folder=folder)
        print("#", sentence(result, 1, path))


def labels(folder):
    """The pictures are sound, but the labels are not."""
    write(folder, "train-images-idx3-ubyte", IMAGES)
    for data, words in ((idx([5], bytes(5)), "5 labels for 4 pictures"),
                        (idx([4], bytes(3)), "cut short"),
                        (b"", "ends inside its header"),
                        (IMAGES, "3 dimensions instead of 1"),
                        (b"nonsense", "not an IDX file")):
        write(folder, "train-labels-idx1-ubyte", data)
        result = run("train", "--data", ".", "--output", "m.safetensors", folder=folder)
        print("#", sentence(result, 1, words))


def pipes(folder):
    """Paths that are not files are refused as inputs, and left out of a folder, with their names."""
    train_small(folder)
    model = ["--model", "./model.safetensors"]
    write(folder, "sound.png", png(16, 16, 0, bytes([255] * 256)))
    os.mkfifo(os.path.join(folder, "pipe"))
    os.symlink("pipe", os.path.join(folder, "link"))
    os.mkdir(os.path.join(folder, "folder"))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(folder, "socket"))
    inpaint = ["inpaint", *model, "--output", "out.png"]
    for path in ("pipe", "link", "socket", "folder", "/dev/zero", "/dev/stdin"):
        for command in (["info", f"./{path}" if "/" not in path else path],
                        [*inpaint, "--input", path, "--mask", "sound.png"],
                        [*inpaint, "--input", "sound.png", "--mask", path],
                        ["vary", *model, "--strength", "0.5", "--input", path, "--output", "o.png"],
                        ["denoise", *model, "--input", path, "--output", "out.png"],
                        ["sample", "--like", path, "--output", "out.png"],
                        ["import", path, "--network", "ncsn", "--output", "new.safetensors"],
                        ["evaluate", *model, "--data", path],
                        ["schedule", "--data", path],
                        ["train", "--data", path, "--output", "m.safetensors"],
                        ["train", "--data", ".", "--config", path],
                        ["train", "--data", ".", "--start", f"./{path}"],
                        ["train", "--resume", "--checkpoint", path, "--output", "m.safetensors"]):
            result = run(*command, folder=folder, timeout=30)
            assert result.returncode in (1, 2), (command, result)
            lines = messages(result.stderr)
            assert len(lines) == 1 and path in lines[0], (command, lines)


def pipes_in_folders(folder):
    for name in ("good0.png", "good1.png"):
        write(folder, f"data/{name}", GRADIENT)
    os.mkfifo(os.path.join(folder, "data", "pipe.png"))
    os.symlink("pipe.png", os.path.join(folder, "data", "link.png"))
    os.symlink("/dev/zero", os.path.join(folder, "data", "zero"))
    result = run("train", "--data", "data", "--output", "m.safetensors", "--iterations", "1",
                 "--batch", "2", *SMALL[2:], folder=folder, timeout=60)
    assert result.returncode == 0, result.stderr
    left_out = [line for line in result.stderr.splitlines() if line.startswith("ncsn: ")]
    assert all(f"{name}” cannot be read: it is a {kind}, not a file." in "".join(left_out)
               for name, kind in (("pipe.png", "pipe"), ("link.png", "pipe"), ("zero", "device")))
    forget(folder, "m")
    os.remove(os.path.join(folder, "m.safetensors"))
    os.mkfifo(os.path.join(folder, "data", "train-images-idx3-ubyte"))
    print("#", sentence(run("train", "--data", "data", "--output", "m.safetensors", folder=folder,
                            timeout=60), 1, "it is a pipe, not a file"))


# Red for good; a line that forges another; the same by the upper controls; text turned around; no
# UTF-8.
NAMES = [b"\x1b[31m", b"x\nncsn: all is well", "y\u009b31m\u0085".encode(),
         "\u202egnp\u2028z".encode(), b"\x9b\xff"]


def assert_harmless(text):
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029\u202e"
                   for c in text.replace("\n", "")), repr(text)


def run_bytes(*arguments, folder):
    """As run (), but for any bytes as arguments."""
    result = subprocess.run([os.fsencode(NCSN), *map(os.fsencode, arguments)], cwd=folder,
                            timeout=60, stdin=subprocess.DEVNULL, capture_output=True,
                            env=ENVIRONMENT)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def names_of_files(folder):
    """A file name is printed on its own line, and cannot control the terminal."""
    for name in NAMES:
        path = os.path.join(os.fsencode(folder), b"data", name)
        os.makedirs(path)
        with open(os.path.join(path, name + b".png"), "wb") as file:
            file.write(b"no picture")
        for k in range(2):
            with open(os.path.join(path, b"%d.png" % k), "wb") as file:
                file.write(GRADIENT)
    status, _, said = run_bytes("train", "--data", "data", *SMALL[2:], "--output",
                                "m.safetensors", "--iterations", "1", "--batch", "2",
                                folder=folder)
    assert status == 0, said
    assert_harmless(said)
    assert said.count("\nncsn: ") + said.startswith("ncsn: ") <= len(NAMES) + 1, said
    assert "ncsn: all is well" not in said.splitlines(), said

    for name in NAMES:
        path = os.path.join(os.fsencode(folder), name + b".safetensors")
        os.symlink("m.safetensors", path)
        for command in (["info", path], ["info", "--json", path],
                        ["info", b"./" + name], ["train", "--config", name],
                        [name], ["info", b"--" + name], ["sample", "--like", name, "-o", "o.png"]):
            status, printed, said = run_bytes(*command, folder=folder)
            assert_harmless(printed)
            assert_harmless(said)
            assert status == 0 or len(messages(said)) == 1, (command, said)
            if command[1:2] == ["--json"]:
                file = json.loads(printed)["file"]
                assert file == path.decode(errors="replace"), (file, path)
            elif status == 0:
                assert len(printed.splitlines()) == 8, printed


def header_of(data):
    size, = struct.unpack("<Q", data[:8])
    return json.loads(data[8:8 + size]), data[8 + size:]


def container(header, data=b""):
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def descriptions(folder):
    """A description may have several lines, but none looks like another property."""
    train_small(folder)
    header, data = header_of(read(folder, "model.safetensors"))
    header["__metadata__"]["description"] = "mine\nHash:           0000\n\x1b[2J\u009b2J\ttail"
    write(folder, "model.safetensors", container(header, data))
    result = run("info", "./model.safetensors", folder=folder)
    assert result.returncode == 0, result.stderr
    assert_harmless(result.stdout)
    assert [line[:5] for line in result.stdout.splitlines()].count("Hash:") == 1, result.stdout
    assert "mine\n                Hash:           0000\n" in result.stdout, result.stdout


def peak(*arguments, folder):
    """Runs ncsn; returns the result and the peak memory in MiB of it or one of its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    result = run(*arguments, folder=folder, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return result, (after if after > before else 0) / 1024


def sizes(folder):
    """The sizes that a file declares are compared with its length before anything is read."""
    write_digits(folder)
    result = run("train", *SMALL, "--output", "model.safetensors", "--iterations", "3", "--batch",
                 "4", folder=folder)
    assert result.returncode == 0, result.stderr
    for name, words in (("model.safetensors", "does not ask for"),
                        ("model.checkpoint", "more data than its configuration")):
        header, data = header_of(read(folder, name))
        begin, more = len(data), 6 << 30
        header["junk"] = {"dtype": "F32", "shape": [more // 4],
                          "data_offsets": [begin, begin + more]}
        path = write(folder, name, container(header, data))
        os.truncate(path, os.path.getsize(path) + more)
        command = (["info", "./model.safetensors"] if name.startswith("model.s") else
                   ["train", "--resume", "--output", "model.safetensors"])
        if name.endswith("checkpoint"):
            os.remove(path + ".previous")
        result, mebibytes = peak(*command, folder=folder)
        print("#", sentence(result, 1, words))
        assert mebibytes < 300, mebibytes
        os.remove(path)
    begin = {"dtype": "F32", "shape": [128, 1, 3, 3], "data_offsets": [0, 4608]}
    path = write(folder, "weights.safetensors", container({
        "begin_conv.weight": begin,
        "sigmas": {"dtype": "F32", "shape": [1 << 30], "data_offsets": [4608, 4608 + (4 << 30)]}}))
    os.truncate(path, os.path.getsize(path) + 4608 + (4 << 30))
    result, mebibytes = peak("import", path, "--network", "ncsnv2", "--output", "new.safetensors",
                             folder=folder)
    print("#", sentence(result, 1, "weights.safetensors"))
    assert mebibytes < 300, mebibytes


def bombs(folder):
    """Small files that declare large sizes."""
    large = idx([128 << 10, 32, 32], b"")
    write(folder, "zeros.gz", gzip.compress(large + bytes(128 << 20)))
    path = write(folder, "points", idx([2**31 - 1, 1, 1], b""))
    os.truncate(path, 16 + 2**31 - 1)
    for name, words in (("zeros.gz", "not plausible for pictures"), ("points", "not enough memory")):
        result, mebibytes = peak("train", "--data", name, "--output", "m.safetensors",
                                 folder=folder)
        print("#", sentence(result, 1, words))
        assert mebibytes < 300, mebibytes


main([pictures_to_fill, pictures_to_learn_from, data_files, labels, pipes, pipes_in_folders,
      names_of_files, descriptions, sizes, bombs])
