# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of docs/command-line.md, unchanged and in order."""

import os
import re
import sys

import PIL.Image

from support import examples, main, paste, read, record_of

PAGE, MODELS = sys.argv[2:]
COMMANDS = ("sample", "inpaint", "vary", "denoise", "interpolate", "info", "schedule", "train", "levels",
            "evaluate", "export", "import", "toy")


def all_run(folder):
    """Each succeeds and writes the files it names, pictures with their records."""
    for example in examples(PAGE):
        result = paste(folder, example, NCSN_MODEL_PATH=MODELS)
        assert result.returncode == 0, (example, result.stderr)
        assert "ncsn:" not in result.stderr, (example, result.stderr)
        for name in re.findall(r"--(?:output|separate|animation|dump) (\S+)", example):
            path = os.path.join(folder, name)
            if os.path.isdir(path):
                assert os.listdir(path), name
            elif name.endswith((".png", ".webp")):
                with PIL.Image.open(path) as picture:
                    picture.load()
                assert name.endswith(".webp") or record_of(path)["model"], name
            else:
                assert os.path.getsize(path) > 0, name
    assert read(folder, "again.png") == read(folder, "threes.png")


def every_command_has_one(_):
    text = "\n".join(examples(PAGE))
    for command in COMMANDS:
        assert re.search(rf"^ncsn {command} ", text, re.M), command


main([every_command_has_one, all_run])
