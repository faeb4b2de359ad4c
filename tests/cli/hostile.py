# SPDX-License-Identifier: GPL-3.0-or-later
"""Malformed pictures and data files: one sentence and a failure each, whatever is in them."""

import base64
import gzip
import random

from support import idx, main, png, run, sentence, train_small, write

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
    """One bad file each is all that a folder has; then all of them beside a good one."""
    for name, data in PICTURES.items():
        write(folder, f"{name}-folder/{name}", data)
        result = run("train", "--data", f"{name}-folder", "--output", "m.safetensors",
                     folder=folder)
        lines = result.stderr.splitlines()
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
    """Pictures are sound, but the labels beside them are not."""
    write(folder, "train-images-idx3-ubyte", IMAGES)
    for data, words in ((idx([5], bytes(5)), "5 labels for 4 pictures"),
                        (idx([4], bytes(3)), "cut short"),
                        (b"", "ends inside its header"),
                        (IMAGES, "3 dimensions where 1"),
                        (b"nonsense", "not an IDX file")):
        write(folder, "train-labels-idx1-ubyte", data)
        result = run("train", "--data", ".", "--output", "m.safetensors", folder=folder)
        print("#", sentence(result, 1, words))


main([pictures_to_fill, pictures_to_learn_from, data_files, labels])
