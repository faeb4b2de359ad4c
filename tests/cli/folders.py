# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of pictures: each result is that of a call of its own, and what is wrong with one picture
stops no other."""

import os
import random
import signal

import PIL.Image

from support import (main, messages, noise, png, read, run, sentence, start, train_patches, write)

TASKS = {"denoise": ["--sigma", "0.05"], "vary": ["--strength", "0.6", "--sampler", "ode", "--levels", "2"],
         "inpaint": ["--sampler", "ode", "--levels", "2"]}
DONE = {"denoise": "Denoised", "vary": "Varied", "inpaint": "Filled"}
MODEL = ["--model", "./patches.safetensors"]


def change(folder, task, *arguments, **more):
    if not os.path.exists(os.path.join(folder, "patches.safetensors")):
        train_patches(folder)
    return run(task, *MODEL, *TASKS[task], *arguments, folder=folder, **more)


def listed(folder, name="out"):
    return sorted(os.listdir(os.path.join(folder, name)))


def picture(folder, name, size=(20, 14), seed=1, **options):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    pixels = random.Random(seed).randbytes(size[0] * size[1] * 3)
    PIL.Image.frombytes("RGB", size, pixels).save(path, **options)


def write_photographs(folder):
    """Pictures of several sizes, formats and spellings; the names of their results, by theirs."""
    for number, (name, options) in enumerate((
            ("a.png", {}), ("B.JPG", {"quality": 70}), ("c.d.jpeg", {"quality": 93, "subsampling": 0}),
            ("-e f.TIF", {"format": "TIFF"}), ("ü\n%s.webp", {}), ("g.gif", {}), ("h.ppm", {}))):
        picture(folder, f"in/{name}", (16 + 3 * number, 14), number, **options)
    return {"a.png": "a.png", "B.JPG": "B.JPG", "c.d.jpeg": "c.d.jpeg", "-e f.TIF": "-e f.TIF",
            "ü\n%s.webp": "ü\n%s.webp", "g.gif": "g.png", "h.ppm": "h.png"}


def write_masks(folder, names):
    """A mask for each, of another part, in another format."""
    for number, name in enumerate(names):
        with PIL.Image.open(os.path.join(folder, "in", name)) as image:
            mask = PIL.Image.new("L", image.size)
        mask.paste(255, (3, number % 5, 9, number % 5 + 4))
        stem = os.path.splitext(name)[0]
        path = os.path.join(folder, "masks", stem + (".gif" if number % 2 else ".PNG"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        mask.save(path)
    write(folder, "masks/a.txt", b"no mask")


def results_are_those_of_single_calls(folder):
    """To the last byte of the file, which has its record in it."""
    results = write_photographs(folder)
    write_masks(folder, results)
    os.makedirs(os.path.join(folder, "in", "deeper.png"))
    write(folder, "in/.hidden.png", noise(8, 8))
    for task in TASKS:
        masks = ["--mask", "masks"] if task == "inpaint" else []
        result = change(folder, task, "--input", "in", "--output", f"new/{task}", *masks)
        assert result.returncode == 0, result.stderr
        assert listed(folder, f"new/{task}") == sorted(results.values())
        lines = messages(result.stderr)
        assert lines[-1] == f"{DONE[task]} 7 of 7 pictures.", lines
        assert [line for line in lines if " of 7: " in line][2] == "3 of 7: a.png", lines
        told = result.stdout.splitlines()
        assert len(told) == (7 if task == "denoise" else 0), told
        for line, name in zip(told, sorted(results)):
            assert line.endswith(": Noise of σ 0.05 was removed.") and line[0] == name[0], line
        for name, output in results.items():
            stem = os.path.splitext(name)[0]
            mask = [os.path.join("masks", mask) for mask in listed(folder, "masks")
                    if os.path.splitext(mask) in ((stem, ".gif"), (stem, ".PNG"))]
            single = change(folder, task, "--input", f"in/{name}", "--output", f"single{output}",
                            *(["--mask", *mask] if masks else []))
            assert single.returncode == 0, single.stderr
            assert read(folder, f"single{output}") == read(folder, f"new/{task}/{output}"), (task, name)
            assert read(folder, f"single{output}") != read(folder, f"in/{name}")


def one_mask_for_all(folder):
    """A file as the mask; a picture of another size gets its error."""
    for name in ("a.png", "b.png"):
        picture(folder, f"in/{name}")
    picture(folder, "in/c.png", (21, 14))
    write(folder, "mask.png", png(20, 14, 0, bytes(255 * (k % 20 > 12) for k in range(280))))
    for task in ("vary", "inpaint"):
        result = change(folder, task, "--input", "in", "--mask", "mask.png", "--output", task)
        assert result.returncode == 1 and listed(folder, task) == ["a.png", "b.png"], result.stderr
        assert "of one size" in result.stderr, result.stderr
        assert result.stderr.endswith(f"ncsn: {DONE[task]} 2 of 3 pictures.\n"), result.stderr


def broken_ones_in_between(folder):
    """Text and directories are no pictures; broken, empty and odd files are broken pictures."""
    for name in ("a.png", "d.jpg", "z.tif"):
        picture(folder, f"in/{name}")
    write(folder, "in/b.png", noise(20, 14)[:300])
    write(folder, "in/c.jpg", read(folder, "in/d.jpg")[:400])
    write(folder, "in/e.webp", b"")
    write(folder, "in/notes.txt", b"a few words")
    write(folder, "in/m", b"more words")
    os.mkfifo(os.path.join(folder, "in/f.png"))
    os.symlink("nowhere", os.path.join(folder, "in/g.png"))
    os.symlink("a.png", os.path.join(folder, "in/h.png"))
    result = change(folder, "denoise", "--input", "in", "--output", "out")
    assert result.returncode == 1, result.stderr
    assert listed(folder) == ["a.png", "d.jpg", "h.png", "z.tif"]
    lines = messages(result.stderr)
    assert lines[-1] == "ncsn: Denoised 4 of 9 pictures.", lines
    for line, word in zip([line for line in lines if line.startswith("ncsn: ")],
                          ("b.png", "c.jpg", "e.webp", "f.png", "g.png")):
        assert word in line and line.endswith("."), (line, word)
    assert [line for line in lines if "skipped" in line] == [
        f"“in/{name}” is skipped: it is not a picture in a format that can be read."
        for name in ("m", "notes.txt")], lines


def refusals(folder):
    """Everything that can be known is checked before anything is computed or made."""
    for name in ("in/a.png", "in/a.gif", "masks/a.png"):
        picture(folder, name)
    base = ["--input", "in", "--output", "out"]
    print("#", sentence(change(folder, "denoise", *base), 1, "both be named “a.png”"))
    os.rename(os.path.join(folder, "in/a.gif"), os.path.join(folder, "in/b.gif"))
    print("#", sentence(change(folder, "inpaint", *base, "--mask", "masks"), 1, "“b.gif” has no mask"))
    picture(folder, "masks/b.png")
    picture(folder, "masks/b.gif")
    print("#", sentence(change(folder, "inpaint", *base, "--mask", "masks"), 1, "same picture"))
    os.remove(os.path.join(folder, "masks/b.gif"))
    print("#", sentence(change(folder, "vary", *base, "--mask", "none"), 1, "--mask"))
    print("#", sentence(change(folder, "vary", *base, "--animation", "a.gif"), 1, "--animation"))
    print("#", sentence(change(folder, "inpaint", "--input", "in", "--mask", "masks", "--separate",
                               "out", "--count", "2"), 2, "--separate"))
    for output in ("in", "./in/", "other"):
        if output == "other":
            os.symlink("in", os.path.join(folder, "other"))
        print("#", sentence(change(folder, "denoise", "--input", "in", "--output", output), 1,
                            "the pictures themselves"))
    print("#", sentence(change(folder, "inpaint", "--input", "in", "--mask", "masks", "--output",
                               "masks"), 1, "the masks"))
    os.makedirs(os.path.join(folder, "near"))
    os.rename(os.path.join(folder, "masks/a.png"), os.path.join(folder, "near/a.png"))
    print("#", sentence(change(folder, "inpaint", "--input", "in", "--mask", "near/a.png", "--output", "near"), 1,
                        "replace a file that is read"))
    write(folder, "mask.png", png(20, 14, 0, bytes(280)))
    print("#", sentence(run("inpaint", "--input", "in", "--mask", "mask.png", "--output", "near",
                            "--sources", "near/a.png", "--method", "patches", folder=folder), 1,
                        "replace a file that is read"))
    os.rename(os.path.join(folder, "near/a.png"), os.path.join(folder, "masks/a.png"))
    write(folder, "file.png", noise(8, 8))
    print("#", sentence(change(folder, "denoise", "--input", "in", "--output", "file.png"), 1,
                        "must be a folder"))
    print("#", sentence(change(folder, "denoise", "--input", "in", "--output", "file.png/x"), 1, "file.png"))
    os.makedirs(os.path.join(folder, "empty/deeper"))
    print("#", sentence(change(folder, "denoise", "--input", "empty", "--output", "out"), 1,
                        "holds no pictures"))
    os.makedirs(os.path.join(folder, "taken/b.png"))
    print("#", sentence(change(folder, "denoise", "--input", "in", "--output", "taken"), 1, "b.png"))
    print("#", sentence(run("denoise", *base, "--model", "nobody", folder=folder), 1, "nobody"))
    print("#", sentence(run("denoise", *base, *MODEL, "--like", "in/a.png", folder=folder), 2, "settings"))
    assert not os.path.exists(os.path.join(folder, "out"))
    assert listed(folder, "in") == ["a.png", "b.gif"] and listed(folder, "taken") == ["b.png"]


def results_are_replaced(folder):
    """As those of single calls are; a link's target and other files stay."""
    picture(folder, "in/a.png")
    picture(folder, "in/b.png", seed=2)
    write(folder, "out/a.png", b"old")
    write(folder, "out/other.png", b"other")
    os.symlink("../in/b.png", os.path.join(folder, "out/b.png"))
    before = read(folder, "in/b.png")
    result = change(folder, "denoise", "--input", "in", "--output", "out")
    assert result.returncode == 0, result.stderr
    assert listed(folder) == ["a.png", "b.png", "other.png"] and read(folder, "out/other.png") == b"other"
    assert read(folder, "in/b.png") == before and read(folder, "out/a.png") != b"old"
    assert not os.path.islink(os.path.join(folder, "out/b.png"))


def interrupted(folder):
    """Finished pictures stay, whole; of the others there is nothing."""
    train_patches(folder)
    for number in range(4):
        picture(folder, f"in/{number}.tif", (32, 32), number)
    options = ["vary", *MODEL, "--strength", "0.9", "--sampler", "annealed", "--levels", "300", "--steps", "3",
               "--input", "in", "--output", "out"]
    for wanted in (signal.SIGINT, signal.SIGTERM):
        process = start(*options, folder=folder)
        while not process.stderr.readline().startswith("3 of 4"):
            assert process.poll() is None
        process.send_signal(wanted)
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 130, (process.returncode, stderr)
        assert stderr.endswith("Varied 2 of 4 pictures.\nncsn: Interrupted.\n"), stderr
        assert listed(folder) == ["0.tif", "1.tif"]
        for name in listed(folder):
            with PIL.Image.open(os.path.join(folder, "out", name)) as image:
                image.load()


main([results_are_those_of_single_calls, one_mask_for_all, broken_ones_in_between, refusals,
      results_are_replaced, interrupted])
