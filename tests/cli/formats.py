# SPDX-License-Identifier: GPL-3.0-or-later
"""Results as PNG, JPEG, TIFF and WebP: their pixels, quality, metadata and records, read by Pillow."""

import io
import os
import stat

import numpy
import PIL.Image
import PIL.ImageCms
import PIL.IptcImagePlugin
import PIL.JpegImagePlugin
import PIL.TiffImagePlugin

from support import (chunk, main, noise, png, read, read_samples, run, sentence, train_patches, write)

ENDINGS = ("png", "jpg", "tif", "webp")
ORIENTATION, MAKE, COPYRIGHT, EXIF, GPS = 0x112, 0x10f, 0x8298, 0x8769, 0x8825
WIDTH, TAKEN, MAKER_NOTE = 0xa002, 0x9003, 0x927c
X_RESOLUTION, Y_RESOLUTION = 0x11a, 0x11b
WIDE = 16400  # more than WebP holds


def change(folder, task, name, output, *arguments):
    if not os.path.exists(os.path.join(folder, "patches.safetensors")):
        train_patches(folder)
    chain = [] if task == "denoise" else ["--sampler", "ode", "--levels", "2"]
    return run(task, "--model", "./patches.safetensors", "--input", name, "--output", output, *chain,
               *arguments, folder=folder)


def copy(folder, name, output, notes=1):
    """What taking off no noise writes: the picture."""
    result = change(folder, "denoise", name, output, "--sigma", "0")
    assert result.returncode == 0, result.stderr
    assert len(result.stderr.splitlines()) < notes, result.stderr


def draw(folder, name, output):
    result = change(folder, "denoise", name, output, "--sigma", "0.05")
    assert result.returncode == 0 and not result.stderr, result.stderr


def opened(folder, name):
    return PIL.Image.open(io.BytesIO(read(folder, name)))


def coding(folder, name):
    """The quantisation tables and the sampling factors of a JPEG file."""
    with opened(folder, name) as image:
        assert image.format == "JPEG", (name, image.format)
        return image.quantization, image.layer


def photograph(width=50, height=37, mode="RGB"):
    """Smooth, so that JPEG changes it little."""
    y, x = numpy.mgrid[:height, :width]
    values = numpy.stack([128 + 90 * numpy.sin(x / 9 + c) * numpy.cos(y / 7 - c) for c in range(3)], 2)
    return PIL.Image.fromarray(values.astype("u1")).convert(mode)


def jpeg_is_like_its_input(folder):
    """Quality and chroma subsampling of the input, whatever its tables are, in capitals or not."""
    odd = [[7 + (k * k) % 23 for k in range(64)], [3 + (5 * k) % 31 for k in range(64)],
           [9 + (11 * k) % 17 for k in range(64)]]
    cases = [{"quality": quality, "subsampling": way}
             for quality, way in ((30, 2), (75, 1), (88, 2), (93, 0), (100, 0))]
    cases += [{"qtables": odd, "subsampling": 1}, {"qtables": odd[:1], "subsampling": 2},
              {"quality": 80, "subsampling": 2, "progressive": True}]
    for number, options in enumerate(cases):
        name, output = f"{number}.jpeg", f"out{number}." + ("JPG", "jpg", "Jpeg")[number % 3]
        photograph().save(os.path.join(folder, name), **options)
        draw(folder, name, output)
        assert coding(folder, output) == coding(folder, name), options
    photograph(mode="L").save(os.path.join(folder, "gray.jpg"), quality=61)
    draw(folder, "gray.jpg", "out.jpg")
    assert coding(folder, "out.jpg") == coding(folder, "gray.jpg")
    with opened(folder, "out.jpg") as image:
        assert image.mode == "L"


def jpeg_that_lies(folder):
    """What a telephone stores turned is coded with its axes exchanged."""
    block = PIL.Image.Exif()
    block[ORIENTATION] = 6
    photograph(64, 48).save(os.path.join(folder, "lies.jpg"), quality=70, subsampling=1, exif=block)
    draw(folder, "lies.jpg", "upright.jpg")
    old, new = coding(folder, "lies.jpg"), coding(folder, "upright.jpg")
    assert [(name, down, across, table) for name, across, down, table in old[1]] == list(new[1]), (old, new)
    for number, table in old[0].items():
        assert (numpy.reshape(table, (8, 8)).T == numpy.reshape(new[0][number], (8, 8))).all(), number
    with opened(folder, "upright.jpg") as image:
        assert image.size == (48, 64)


def jpeg_of_other_formats(folder):
    """Quality 95 without subsampling, also from JPEG files of other colours."""
    photograph().save(os.path.join(folder, "in.png"))
    photograph(mode="CMYK").save(os.path.join(folder, "cmyk.jpg"), quality=30)
    photograph().save(os.path.join(folder, "rgb.jpg"), quality=30, keep_rgb=True)
    photograph().save(os.path.join(folder, "right.jpg"), quality=95, subsampling=0)
    for name in ("in.png", "cmyk.jpg", "rgb.jpg"):
        draw(folder, name, "out.jpg")
        assert coding(folder, "out.jpg") == coding(folder, "right.jpg"), name
    copy(folder, "in.png", "out.jpg")
    with opened(folder, "out.jpg") as image:
        difference = numpy.asarray(image).astype(int) - numpy.asarray(photograph())
    assert abs(difference).max() <= 6, abs(difference).max()


def words(channels, seed=3):
    return numpy.random.default_rng(seed).integers(0, 65536, (19, 23, channels)).astype(">u2")


def tiff_holds_every_bit(folder):
    """8 and 16 bits, gray and coloured, with and without transparency, as Pillow finds the pixels in
    the file and as they come back."""
    for channels, kind in ((1, 0), (2, 4), (3, 2), (4, 6)):
        for depth in (8, 16):
            values = words(channels) if depth == 16 else (words(channels) >> 8).astype("u1")
            write(folder, "in.png", png(23, 19, kind, values.tobytes(), depth=depth))
            copy(folder, "in.png", "out.TIFF")
            copy(folder, "out.TIFF", "back.png")
            assert read_samples(os.path.join(folder, "back.png")) == (
                23, 19, channels, depth, values.tobytes())
            data = read(folder, "out.TIFF")
            tags = PIL.TiffImagePlugin.ImageFileDirectory_v2(data[:8])
            with io.BytesIO(data) as file:
                file.seek(tags.next)
                tags.load(file)
            at, size = tags[273][0], tags[279][0]
            assert tags[258] == channels * (depth,) and (tags[256], tags[257]) == (23, 19), dict(tags)
            assert tags.get(338) == (None if channels % 2 else (2,)), dict(tags)
            stored = numpy.frombuffer(data[at:at + size], f"<u{depth // 8}")
            assert (stored == values.ravel()).all(), (channels, depth)


def webp_holds_every_byte(folder):
    """Without loss, also the colours of transparent pixels; gray becomes three equal colours."""
    for channels, kind in ((1, 0), (2, 4), (3, 2), (4, 6)):
        values = (words(channels) >> 8).astype("u1")
        values[..., -1] *= values[..., -1] > 60
        write(folder, "in.png", png(23, 19, kind, values.tobytes()))
        copy(folder, "in.png", "out.webp")
        right = values if channels > 2 else numpy.concatenate(
            [values[..., :1].repeat(3, 2), values[..., 1:]], 2)
        with opened(folder, "out.webp") as image:
            assert image.format == "WEBP"
            assert (numpy.asarray(image) == right).all(), channels


XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
       b'syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights><rdf:Alt>'
       b'<rdf:li xml:lang="x-default">all mine</rdf:li></rdf:Alt></dc:rights></rdf:Description>'
       b'</rdf:RDF></x:xmpmeta>')
CAPTION = b"\x1c\x02\x78\x00\x09Two ships" + b"\x1c\x02\x50\x00\x05Someb"  # caption, byline


def photoshop(iptc):
    """JPEG's segment of Photoshop's resources; before that of IPTC another one."""
    body = b"Photoshop 3.0\0"
    for number, content in ((0x0425, bytes(15)), (0x0404, iptc)):
        body += (b"8BIM" + number.to_bytes(2, "big") + b"\x02ab\0" + len(content).to_bytes(4, "big") +
                 content + bytes(len(content) % 2))
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def with_everything(folder, kind):
    block = PIL.Image.Exif()
    block[ORIENTATION], block[MAKE], block[COPYRIGHT] = 6, "Maker", "all mine"
    block[X_RESOLUTION], block[Y_RESOLUTION] = 300.0, 150.0
    block.get_ifd(EXIF).update({TAKEN: "2020:02:29 12:00:00", WIDTH: 4000,
                                MAKER_NOTE: b"a note of the maker"})
    block.get_ifd(GPS).update({1: "N", 2: (47.0, 22.0, 1.5)})
    profile = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()
    at = profile.index(b"rXYZ")
    at = int.from_bytes(profile[at + 4:at + 8], "big") + 8
    profile = profile[:at] + (36000).to_bytes(4, "big") + profile[at + 4:]
    more = {"xmp": XMP} if kind in ("jpeg", "webp") else {}
    file = io.BytesIO()
    photograph().save(file, kind, exif=block, icc_profile=profile, dpi=(300, 150), **more)
    data = file.getvalue()
    if kind == "jpeg":
        data = data[:2] + photoshop(CAPTION) + data[2:]
    return write(folder, f"in.{kind}", data), profile


def check_metadata(image, name, profile, xmp, iptc):
    block = image.getexif()
    assert (block[ORIENTATION], block[MAKE], block[COPYRIGHT]) == (1, "Maker", "all mine"), dict(block)
    taken = block.get_ifd(EXIF)
    assert (taken[TAKEN], taken[WIDTH], taken[MAKER_NOTE]) == (
        "2020:02:29 12:00:00", image.width, b"a note of the maker"), (name, dict(taken))
    assert [float(v) for v in block.get_ifd(GPS)[2]] == [47.0, 22.0, 1.5], name
    assert image.info["icc_profile"] == profile, name
    if image.format != "WEBP":  # which has only the EXIF's
        assert numpy.allclose(image.info["dpi"], (150, 300), atol=0.02), (name, image.info["dpi"])
    across, down = float(block[X_RESOLUTION]), float(block[Y_RESOLUTION])
    assert numpy.allclose((across, down), (150, 300), atol=0.02), (name, across, down)
    if xmp:
        packet = image.tag_v2[700] if image.format == "TIFF" else image.info["xmp"]
        assert b"all mine" in packet, (name, packet)
    if iptc and image.format in ("JPEG", "TIFF"):
        told = PIL.IptcImagePlugin.getiptcinfo(image)
        assert told == {(2, 120): b"Two ships", (2, 80): b"Someb"}, (name, told)


def metadata_is_kept(folder):
    """EXIF with its sub-directories, XMP, IPTC, profile and resolution, from every format to every
    format and on to JPEG; pictures stand upright."""
    for kind in ("jpeg", "png", "webp"):
        path, profile = with_everything(folder, kind)
        for ending in ENDINGS:
            for source, output in ((path, f"out.{ending}"), (f"out.{ending}", "again.jpg")):
                draw(folder, source, output)
                with opened(folder, output) as image:
                    assert image.size == (37, 50), image.size
                    check_metadata(image, (kind, output), profile, kind != "png",
                                   kind == "jpeg" and ending in ("jpg", "tif"))


def gamma_of_gray(folder):
    """A gray PNG with another curve than sRGB's looks the same in formats that have no such curve."""
    ramp = bytes(range(256))
    gamma = (100000).to_bytes(4, "big")  # linear light
    write(folder, "in.png", png(256, 1, 0, ramp, extra=chunk(b"gAMA", gamma)))
    light = numpy.arange(256) / 255
    right = 255 * numpy.where(light <= 0.0031308, 12.92 * light,
                              1.055 * light ** (1 / 2.4) - 0.055)
    for name in ("out.tif", "out.webp"):
        copy(folder, "in.png", name)
        with opened(folder, name) as image:
            assert abs(numpy.asarray(image.convert("L"))[0] - right).max() <= 0.51, name


def records_are_kept(folder):
    """--like makes the same file again from a result in any format."""
    photograph().save(os.path.join(folder, "in.png"))
    for ending in ENDINGS:
        result = change(folder, "vary", "in.png", f"out.{ending}", "--strength", "0.6", "--seed", "77")
        assert result.returncode == 0 and not result.stderr, result.stderr
        result = run("vary", "--model", "./patches.safetensors", "--like", f"out.{ending}", "--input",
                     "in.png", "--output", f"again.{ending}", folder=folder)
        assert result.returncode == 0 and not result.stderr, result.stderr
        assert read(folder, f"out.{ending}") == read(folder, f"again.{ending}"), ending
        result = change(folder, "vary", "in.png", f"other.{ending}", "--strength", "0.6", "--seed", "8")
        assert read(folder, f"out.{ending}") != read(folder, f"other.{ending}"), ending
    for ending in ENDINGS:  # without a record
        photograph().save(os.path.join(folder, f"bare.{ending}"))
        sentence(run("vary", "--like", f"bare.{ending}", "--input", "in.png", "--output", "x.png",
                     folder=folder), 2, "does not hold the settings")


def jpeg_refuses_transparency(folder):
    values = (words(4) >> 8).astype("u1")
    write(folder, "clear.png", png(23, 19, 6, values.tobytes()))
    values[..., 3] = 255
    write(folder, "opaque.png", png(23, 19, 6, values.tobytes()))
    print("#", sentence(change(folder, "denoise", "clear.png", "out.jpg", "--sigma", "0.1"), 1,
                        "transparent"))
    assert not os.path.exists(os.path.join(folder, "out.jpg"))
    draw(folder, "opaque.png", "out.jpg")


def webp_refuses_profiles_of_gray(folder):
    """Their numbers would mean other grays; the other formats keep them."""
    profile = bytearray(PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes())
    profile[16:20] = b"GRAY"
    photograph(mode="L").save(os.path.join(folder, "in.png"), icc_profile=bytes(profile))
    print("#", sentence(change(folder, "denoise", "in.png", "out.webp", "--sigma", "0.1"), 1, "gray"))
    for ending in ("png", "jpg", "tif"):
        draw(folder, "in.png", f"out.{ending}")
        with opened(folder, f"out.{ending}") as image:
            assert image.mode == "L" and image.info["icc_profile"] == profile, ending


def bits_are_counted(folder):
    """A note says when 16 bits become 8, and none where they stay."""
    write(folder, "in.png", png(23, 19, 2, words(3).tobytes(), depth=16))
    for ending in ENDINGS:
        result = change(folder, "denoise", "in.png", f"out.{ending}", "--sigma", "0.1")
        told = [line for line in result.stderr.splitlines() if "8 bits a channel" in line]
        assert result.returncode == 0 and len(told) == (ending in ("jpg", "webp")), result.stderr


def sides_are_limited(folder):
    write(folder, "in.png", png(WIDE, 1, 0, bytes(WIDE)))
    print("#", sentence(change(folder, "denoise", "in.png", "out.webp", "--sigma", "0.1"), 1, "16383"))
    write(folder, "in.png", png(66000, 1, 0, bytes(66000)))
    print("#", sentence(change(folder, "denoise", "in.png", "out.jpg", "--sigma", "0.1"), 1, "65500"))


def outputs(folder):
    """Names of other formats and folders are refused before anything is computed; pipes and links are
    replaced, and what a link points to stays."""
    write(folder, "in.png", noise(20, 20))
    os.makedirs(os.path.join(folder, "folder.jpg"))
    os.makedirs(os.path.join(folder, "fixed"), 0o555)
    for name in ("out.gif", "out.jp2", "out", "jpg", "out.tif.bak"):
        print("#", sentence(change(folder, "denoise", "in.png", name, "--sigma", "0.1"), 1, ".webp"))
    sentence(change(folder, "denoise", "in.png", "folder.jpg", "--sigma", "0.1"), 1, "is a folder")
    sentence(change(folder, "denoise", "in.png", "none/a.tif", "--sigma", "0.1"), 1, "“none”")
    if os.getuid() != 0:
        sentence(change(folder, "denoise", "in.png", "fixed/a.tif", "--sigma", "0.1"), 1, "“fixed”")
    os.mkfifo(os.path.join(folder, "pipe.jpg"))
    write(folder, "kept", b"kept")
    os.symlink("kept", os.path.join(folder, "link.tif"))
    for name in ("pipe.jpg", "link.tif", "-odd name\n.WEBP"):
        draw(folder, "in.png", name)
        path = os.path.join(folder, name)
        assert stat.S_ISREG(os.lstat(path).st_mode), name
        with PIL.Image.open(path) as image:
            image.load()
    assert read(folder, "kept") == b"kept"


main([jpeg_is_like_its_input, jpeg_that_lies, jpeg_of_other_formats, tiff_holds_every_bit, webp_holds_every_byte,
      metadata_is_kept, gamma_of_gray, records_are_kept, jpeg_refuses_transparency,
      webp_refuses_profiles_of_gray, bits_are_counted, sides_are_limited, outputs])
