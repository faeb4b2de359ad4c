# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata of picture files: orientation, camera, date, author, resolution and colour profile; and
files that contain several pictures."""

import io
import os
import random
import struct
import sys

import numpy
import PIL.ExifTags
import PIL.Image
import PIL.ImageCms
import PIL.ImageOps

from support import (SMALL, Skip, chunk, chunks, main, png, read, run, train_patches, write)

CASES = os.path.abspath(sys.argv[2])
TURN = PIL.Image.Transpose
# How an upright picture is stored so that an orientation is true of it.
STORE = {1: None, 2: TURN.FLIP_LEFT_RIGHT, 3: TURN.ROTATE_180, 4: TURN.FLIP_TOP_BOTTOM,
         5: TURN.TRANSPOSE, 6: TURN.ROTATE_90, 7: TURN.TRANSVERSE, 8: TURN.ROTATE_270}
ORIENTATION, MAKE, DATE, COPYRIGHT, EXIF, GPS = 0x112, 0x10f, 0x132, 0x8298, 0x8769, 0x8825
WIDTH, HEIGHT, TAKEN = 0xa002, 0xa003, 0x9003
TASKS = {"inpaint": ["--mask", "mask.png"], "vary": ["--mask", "mask.png", "--strength", "0.7"],
         "denoise": ["--sigma", "0.05"]}


def squares(width=30, height=21):
    """A picture of five colours, so that palettes can hold it."""
    colours = numpy.array([(250, 40, 30), (20, 90, 220), (40, 200, 60), (240, 240, 240), (8, 8, 8)])
    chosen = numpy.random.default_rng(5).integers(0, 5, (height // 3, width // 3))
    return PIL.Image.fromarray(colours[chosen].astype("u1").repeat(3, 0).repeat(3, 1))


def stored(upright, orientation):
    turn = STORE[orientation]
    return upright if turn is None else upright.transpose(turn)


def exif(orientation, order="<"):
    block = PIL.Image.Exif()
    block.endian = order
    block[ORIENTATION] = orientation
    return block


def tiff(image, orientation, order="<", big=False):
    """An RGB TIFF of either byte order and size of offsets."""
    data = image.tobytes()
    word, head, entry = ("Q", 16, 20) if big else ("I", 8, 12)
    tags = [(256, 4, image.width), (257, 4, image.height), (258, 3, 8), (259, 3, 1), (262, 3, 2),
            (273, 4, 0), (274, 3, orientation), (277, 3, 3), (278, 4, image.height),
            (279, 4, len(data))]
    start = head + (8 if big else 2) + entry * len(tags) + (8 if big else 4)
    out = (b"II" if order == "<" else b"MM") + (
        struct.pack(order + "HHHQ", 43, 8, 0, head) if big else struct.pack(order + "HI", 42, head))
    out += struct.pack(order + ("Q" if big else "H"), len(tags))
    for tag, kind, value in tags:
        value = start if tag == 273 else value
        number = struct.pack(order + "HI"[kind == 4], value).ljust(8 if big else 4, b"\0")
        out += struct.pack(order + "HH" + word, tag, kind, 1) + number
    return out + struct.pack(order + word, 0) + data


def encoded(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def lying(upright, orientation):
    """Files of all formats that have an orientation, by name."""
    image = stored(upright, orientation)
    indexed, bits = image.quantize(8), image.convert("L").point(lambda v: 255 * (v > 99), "1")
    files = {f"{'ii' if order == '<' else 'mm'}.{kind}": encoded(
                 image, kind, exif=exif(orientation, order), **options)
             for order in "<>" for kind, options in (
                 ("png", {}), ("webp", {"lossless": True}), ("jpeg", {"quality": 95}))}
    files |= {f"{order == '<'}{big}.tif": tiff(image, orientation, order, big)
              for order in "<>" for big in (False, True)}
    return files | {"indexed.tif": encoded(indexed, "tiff", tiffinfo={ORIENTATION: orientation}),
                    "bits.tif": encoded(bits, "tiff", tiffinfo={ORIENTATION: orientation})}


def pixels(folder, name):
    """The upright pixels, read by another program."""
    with PIL.Image.open(os.path.join(folder, name)) as image:
        return numpy.asarray(PIL.ImageOps.exif_transpose(image).convert("RGB")).astype(int)


def changed(folder, task, name, *arguments, before=None, most=0):
    """The places [y, x] at which a task changed a picture by more than `most`."""
    before = pixels(folder, name) if before is None else before
    after = change(folder, task, name, *arguments)
    assert after.shape == before.shape, (name, after.shape)
    return numpy.argwhere((abs(after - before) > most).any(axis=2)).tolist()


def model_for(folder):
    if not os.path.exists(os.path.join(folder, "patches.safetensors")):
        train_patches(folder)
    return "./patches.safetensors"


def change(folder, task, name, *arguments):
    chain = [] if task == "denoise" else ["--sampler", "ode", "--levels", "2"]
    result = run(task, "--model", model_for(folder), "--input", name, "--output", "out.png",
                 *chain, *(arguments or TASKS[task]), folder=folder)
    assert result.returncode == 0, result.stderr
    return pixels(folder, "out.png")


def write_mask(folder, image, orientation=1, name="mask.png"):
    stored(image, orientation).save(os.path.join(folder, name), exif=exif(orientation))


def one_pixel(size, at):
    mask = PIL.Image.new("L", size)
    mask.putpixel(at, 255)
    return mask


def pictures_stand_upright(folder):
    """In every orientation one pixel changes, at its place in the upright mask: in all formats for a
    telephone's orientation, in half of them for the others."""
    upright = squares()
    write_mask(folder, one_pixel(upright.size, (19, 4)))
    for orientation in STORE:
        for number, (name, data) in enumerate(lying(upright, orientation).items()):
            if orientation != 6 and (number + orientation) % 2:
                continue
            write(folder, name, data)
            lossy = name.endswith(("jpeg", "bits.tif"))
            places = changed(folder, "vary", name, most=4 * name.endswith("jpeg"),
                             before=None if lossy else numpy.asarray(upright).astype(int))
            assert places == [[4, 19]], (name, orientation, places[:9])


def masks_stand_upright(folder):
    upright = squares()
    upright.save(os.path.join(folder, "in.png"))
    for orientation in STORE:
        write_mask(folder, one_pixel(upright.size, (19, 4)), orientation)
        places = changed(folder, "inpaint", "in.png")
        assert places == [[4, 19]], (orientation, places)


def training_stands_upright(folder):
    """Rotated pictures with an orientation give the same model, bit for bit, as upright ones: whole or
    in patches, resized and held out."""
    models = {}
    for way in ("upright", "lying"):
        for k, orientation in enumerate((6, 3, 8, 5)):
            image = squares(30 + 3 * k, 48)
            image = stored(image, orientation) if way == "lying" else image
            path = os.path.join(folder, way, f"{k}.png")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            image.save(path, exif=exif(orientation if way == "lying" else 1))
        for name, options in (("whole", ["--size", "12"]),
                              ("patches", ["--patches", "8", "--hold-out", "0.2"])):
            result = run("train", "--data", way, *SMALL[2:], "--iterations", "2", "--batch", "4",
                         *options, "--output", f"{way}-{name}.safetensors", folder=folder)
            assert result.returncode == 0, result.stderr
            models[way, name] = read(folder, f"{way}-{name}.safetensors")
    for name in ("whole", "patches"):
        assert models["upright", name] == models["lying", name], name


XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
       b'syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http:'
       b'//ns.adobe.com/tiff/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" tiff:Orientation="6" '
       b'xmp:CreatorTool="a darkroom"><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">all mine'
       b'</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>')


def told(orientation):
    block = exif(orientation)
    block[MAKE], block[DATE], block[COPYRIGHT] = "Maker", "2020:02:29 12:34:56", "all mine"
    block.get_ifd(EXIF).update({TAKEN: "2020:02:29 12:00:00", WIDTH: 4000, HEIGHT: 3000})
    block.get_ifd(GPS).update({1: "N", 2: (47.0, 22.0, 1.5)})
    return block


def check_exif(image, name):
    block = image.getexif()
    assert block[ORIENTATION] == 1, name
    assert (block[MAKE], block[DATE], block[COPYRIGHT]) == ("Maker", "2020:02:29 12:34:56",
                                                            "all mine"), (name, dict(block))
    if name.endswith("tif"):
        return
    taken = block.get_ifd(EXIF)
    assert taken[TAKEN] == "2020:02:29 12:00:00", name
    assert (taken[WIDTH], taken[HEIGHT]) == image.size, (name, dict(taken))
    assert [float(v) for v in block.get_ifd(GPS)[2]] == [47.0, 22.0, 1.5], name


def metadata_is_kept(folder):
    """Camera, date, copyright, place and resolution, kept by every task from every format."""
    upright = squares()
    write_mask(folder, one_pixel(upright.size, (19, 4)))
    image = stored(upright, 6)
    profile = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()
    for name, options in (("in.jpeg", {"dpi": (300, 150), "xmp": XMP}), ("in.webp", {"xmp": XMP}),
                          ("in.png", {"dpi": (300, 150)}),
                          ("in.tif", {"dpi": (300, 150), "icc_profile": profile})):
        image.save(os.path.join(folder, name), exif=told(6), **options)
        for task in TASKS:
            change(folder, task, name)
            with PIL.Image.open(os.path.join(folder, "out.png")) as out:
                check_exif(out, name)
                if "dpi" in options:  # across is down now
                    assert numpy.allclose(out.info["dpi"], (150, 300), atol=0.02), (name, out.info)
                packet = out.info.get("xmp") or b""
                assert (b"all mine" in packet) == ("xmp" in options), (name, packet)
                assert b"Orientation" not in packet, packet
                assert b"ns.adobe.com/xap" not in packet or b"a darkroom" in packet
                block = dict(chunks(read(folder, "out.png")))[b"eXIf"]
                assert len(block) < 1000 and profile[:64] not in block, (name, len(block))


def resolutions(folder):
    """The resolution in the units of every format; a missing one stays missing."""
    upright = squares()
    write_mask(folder, one_pixel(upright.size, (19, 4)))
    metric = exif(1)
    metric[0x11a], metric[0x11b], metric[0x128] = 100.0, 50.0, 3
    for name, data, right in (
            ("inch.jpeg", encoded(upright, "jpeg", dpi=(72, 72)), (2835, 2835)),
            ("none.jpeg", encoded(upright, "jpeg"), None),
            ("none.png", encoded(upright, "png"), None),
            ("ratio.png", png(30, 21, 2, upright.tobytes(),
                              extra=chunk(b"pHYs", struct.pack(">IIB", 2, 1, 0))), None),
            ("exact.png", png(30, 21, 2, upright.tobytes(),
                              extra=chunk(b"pHYs", struct.pack(">IIB", 11811, 7, 1))), (11811, 7)),
            ("exif.webp", encoded(upright, "webp", exif=metric), (10000, 5000)),
            ("none.tif", tiff(upright, 1), None)):
        write(folder, name, data)
        change(folder, "vary", name)
        written = dict(chunks(read(folder, "out.png"))).get(b"pHYs")
        assert (written and struct.unpack(">II", written[:8])) == right, (name, written)
        assert right is None or written[8] == 1


def thumbnails_go(folder):
    """The thumbnail in a camera's file would show the overwritten part."""
    upright = squares()
    write_mask(folder, one_pixel(upright.size, (19, 4)))
    small = encoded(upright.resize((10, 7)), "jpeg")
    block = told(1).tobytes()[6:]
    order = "<" if block[:2] == b"II" else ">"
    first, = struct.unpack(order + "I", block[4:8])
    count, = struct.unpack(order + "H", block[first:first + 2])
    at = first + 2 + 12 * count
    assert block[at:at + 4] == bytes(4)
    second = struct.pack(order + "H" + 3 * "HHII", 3, 0x103, 4, 1, 6, 0x201, 4, 1, len(block) + 42,
                         0x202, 4, 1, len(small)) + bytes(4)
    block = block[:at] + struct.pack(order + "I", len(block)) + block[at + 4:] + second + small
    write(folder, "in.jpeg", encoded(upright, "jpeg", exif=b"Exif\0\0" + block))
    with PIL.Image.open(os.path.join(folder, "in.jpeg")) as image:
        assert image.getexif().get_ifd(PIL.ExifTags.IFD.IFD1)[0x202] == len(small)
    change(folder, "inpaint", "in.jpeg")
    with PIL.Image.open(os.path.join(folder, "out.png")) as out:
        check_exif(out, "in.jpeg")
        assert not out.getexif().get_ifd(PIL.ExifTags.IFD.IFD1)
    assert small[:40] not in read(folder, "out.png")


def broken_blocks(folder):
    """A block of nonsense rotates nothing and stops nothing."""
    upright = squares()
    write_mask(folder, one_pixel(upright.size, (19, 4)))
    draw = random.Random(4)
    sound = told(6).tobytes()[6:]
    blocks = [b"", b"II", sound[:8], sound[:20], b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff",
              b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\xff\xff\xff\xff\0\0\0\x06"]
    blocks += [exif(value).tobytes()[6:] for value in (0, 9, 255, 65535)]
    blocks += [bytes(draw.randrange(256) if draw.random() < 0.2 else b for b in sound)
               for _ in range(6)]
    for number, block in enumerate(blocks):
        for kind in ("png", "jpeg", "webp"):
            name = f"{number}.{kind}"
            data = (png(30, 21, 2, upright.tobytes(), extra=chunk(b"eXIf", block)) if kind == "png"
                    else encoded(upright, kind, exif=b"Exif\0\0" + block))
            write(folder, name, data)
            after = change(folder, "vary", name)
            assert number >= 11 or after.shape == (21, 30, 3), (name, after.shape)


def profiles():
    """A profile of sRGB with another red, one that fills several segments of JPEG, and one without
    curves, like those of scanners, which have tables."""
    plain = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()
    at, _ = struct.unpack(">II", plain[plain.index(b"rXYZ") + 4:plain.index(b"rXYZ") + 12])
    red = plain[:at + 8] + struct.pack(">i", 36000) + plain[at + 12:]
    long = struct.pack(">I", 150000) + red[4:].ljust(149996, b"\0")
    return red, long, red.replace(b"rTRC", b"A2B0").replace(b"rXYZ", b"zzzz")


def profiles_are_kept(folder):
    """Samples and profile are kept in all formats, whether the profile is valid or not; other bytes
    change nothing."""
    upright = squares()
    write_mask(folder, one_pixel(upright.size, (19, 4)))
    for name, options in (("in.webp", {"lossless": True}), ("in.png", {}), ("in.tif", {}),
                          ("in.jpeg", {"quality": 95})):
        for number, profile in enumerate(profiles()):
            upright.save(os.path.join(folder, name), icc_profile=profile, **options)
            places = changed(folder, "inpaint", name, most=4 * (name == "in.jpeg"))
            assert places == [[4, 19]], (name, number, places)
            with PIL.Image.open(os.path.join(folder, "out.png")) as out:
                assert out.info.get("icc_profile") == profile, (name, number)
        upright.save(os.path.join(folder, name), icc_profile=b"none" * 50, **options)
        assert changed(folder, "inpaint", name, most=4 * (name == "in.jpeg")) == [[4, 19]], name


def of_several_the_first(folder):
    """Animations, and files of several pages."""
    upright = squares()
    other = upright.transpose(TURN.ROTATE_180)
    write_mask(folder, one_pixel(upright.size, (19, 4)))
    for name, options in (("in.webp", {"lossless": True}), ("in.gif", {}), ("in.png", {}),
                          ("in.tif", {})):
        upright.save(os.path.join(folder, name), save_all=True, append_images=[other], **options)
        with PIL.Image.open(os.path.join(folder, name)) as image:
            assert image.n_frames == 2
        places = changed(folder, "inpaint", name, before=numpy.asarray(upright).astype(int))
        assert places == [[4, 19]], (name, places)


def part_of_a_canvas(folder):
    """A first frame that covers a part of the canvas leaves the rest transparent; transparency inside
    it stays."""
    upright = squares()
    alpha = PIL.Image.fromarray((numpy.arange(30 * 21) % 256).astype("u1").reshape(21, 30))
    image = upright.convert("RGBA")
    image.putalpha(alpha)
    for name, frames in (("still.webp", []), ("moving.webp", [upright.convert("RGBA")])):
        image.save(os.path.join(folder, name), lossless=True, exact=True, save_all=bool(frames),
                   append_images=frames)
        write_mask(folder, one_pixel(upright.size, (19, 4)))
        change(folder, "inpaint", name)
        with PIL.Image.open(os.path.join(folder, "out.png")) as out:
            after = numpy.asarray(out).astype(int)
        places = numpy.argwhere(after[..., 3] != numpy.asarray(alpha)).tolist()
        assert places == [[4, 19]], (name, places[:9])
    # The frame of an animation is moved by hand: 8 pixels across, 6 down, in units of 2.
    small = encoded(squares(12, 9), "webp", lossless=True)[12:]
    frame = (bytes([4, 0, 0, 3, 0, 0]) + (11).to_bytes(3, "little") + (8).to_bytes(3, "little") +
             bytes([40, 0, 0, 2]) + small)
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data for kind, data in (
            (b"VP8X", bytes([0x12, 0, 0, 0, 29, 0, 0, 20, 0, 0])), (b"ANIM", bytes(6)),
            (b"ANMF", frame)))
    write(folder, "small.webp", b"RIFF" + struct.pack("<I", len(body)) + body)
    change(folder, "denoise", "small.webp", "--sigma", "0.02")
    with PIL.Image.open(os.path.join(folder, "out.png")) as out:
        after = numpy.asarray(out)
    assert after.shape == (21, 30, 4)
    opaque = numpy.zeros((21, 30), bool)
    opaque[6:15, 8:20] = True
    assert ((after[..., 3] == 255) == opaque).all() and ((after[..., 3] == 0) == ~opaque).all()


def cases(folder):
    """Photographs of a telephone, an animation and a profile with known values."""
    if not os.path.isdir(CASES):
        raise Skip(f"no cases in {CASES}")
    for name in ("exif/exif3.jpg", "exif/exif6.jpg"):
        places = changed(folder, "inpaint", os.path.join(CASES, name), "--mask",
                         os.path.join(CASES, "exif/mask.png"), most=4)
        (top, left), (bottom, right) = numpy.min(places, 0), numpy.max(places, 0)
        assert (left, right, top, bottom) == (30, 59, 20, 39), (name, left, right, top, bottom)
    with PIL.Image.open(os.path.join(CASES, "webp-icc/a98.webp")) as image:
        profile = image.info["icc_profile"]
    change(folder, "inpaint", os.path.join(CASES, "webp-icc/a98.webp"), "--mask",
           os.path.join(CASES, "webp-icc/mask.png"))
    with PIL.Image.open(os.path.join(folder, "out.png")) as out:
        assert out.info["icc_profile"] == profile
    path = os.path.join(CASES, "webp-animated/anim.webp")
    with PIL.Image.open(path) as image:
        first = numpy.asarray(image.convert("RGB")).astype(int)
    after = change(folder, "denoise", path, "--sigma", "0.001")
    assert after.shape == first.shape and abs(after - first).mean() < 5
    result = run("train", "--data", os.path.join(CASES, "exif-train"), *SMALL[2:], "--iterations",
                 "1", "--output", "m.safetensors", folder=folder)
    assert "Learning from 4 pictures of 32 × 48" in result.stderr, result.stderr


main([pictures_stand_upright, masks_stand_upright, training_stands_upright, metadata_is_kept,
      resolutions, thumbnails_go, broken_blocks, profiles_are_kept, of_several_the_first,
      part_of_a_canvas, cases])
