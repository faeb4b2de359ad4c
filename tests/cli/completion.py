# SPDX-License-Identifier: GPL-3.0-or-later
"""The completions of bash, zsh and fish, each in its shell. usage: completion.py NCSN FOLDER-OF-SCRIPTS"""

import os
import shutil
import subprocess
import sys

from support import ENVIRONMENT, NCSN, Skip, main, run, train_small, write

SCRIPTS = os.path.abspath(sys.argv[2])

BASH = r"""
source "$1"; shift
compopt () { printf '%s\n' "compopt $*"; }
COMP_WORDS=(ncsn "$@") COMP_CWORD=$#
_ncsn
printf '%s\n' "${COMPREPLY[@]}"
"""


def environment(folder):
    """ncsn is on the path, and all models are in the folder."""
    link = os.path.join(folder, "bin", "ncsn")
    if not os.path.lexists(link):
        os.makedirs(os.path.dirname(link))
        os.symlink(NCSN, link)
    return {**ENVIRONMENT, "PATH": f"{os.path.dirname(link)}:{os.environ['PATH']}", "NCSN_MODEL_PATH": folder,
            "XDG_DATA_HOME": folder, "XDG_DATA_DIRS": folder, "HOME": folder}


def shell(folder, *command):
    if shutil.which(command[0]) is None:
        raise Skip(f"{command[0]} is not installed")
    result = subprocess.run(command, cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=300)
    assert result.returncode == 0 and not result.stderr, (result.stdout, result.stderr)
    return result.stdout.splitlines()


def bash(folder, *words):
    return shell(folder, "bash", "-c", BASH, "bash", f"{SCRIPTS}/ncsn.bash", *words)


def fish(folder, line):
    """The words that fish offers for a line."""
    offers = shell(folder, "fish", "--no-config", "-c",
                   f"source {SCRIPTS}/ncsn.fish; complete --do-complete '{line}'")
    return [offer.split("\t")[0] for offer in offers]


def two_models(folder):
    train_small(folder)
    os.rename(os.path.join(folder, "model.safetensors"), os.path.join(folder, "squares.safetensors"))
    shutil.copy(os.path.join(folder, "squares.safetensors"), os.path.join(folder, "my circles.safetensors"))


def answers(folder):
    """What the command answers to every shell."""
    two_models(folder)
    env = environment(folder)

    def ask(*words):
        result = run("--complete", *words, folder=folder, env=env)
        assert result.returncode == 0 and not result.stderr, result.stderr
        first, *offers = result.stdout.splitlines()
        return first, [offer.split("\t")[0] for offer in offers]

    listed = run("--help", folder=folder).stdout.split("Commands:\n")[1].split("\n\n")[0]
    assert ask("") == ("words", [line.split()[0] for line in listed.splitlines()])
    assert ask("in") == ("words", ["inpaint", "interpolate", "info"])
    assert ask("sample", "--qual") == ("words", ["--quality"])
    assert ask("sample", "--quality", "") == ("words", ["draft", "normal", "best"])
    assert ask("sample", "-q", "d") == ("words", ["draft"])
    assert ask("sample", "--quality=d") == ("words", ["--quality=draft"])
    assert ask("sample", "--model", "") == ("files", ["my circles", "squares"])
    assert ask("sample", "--model", "squares", "--class", "") == ("words", ["0", "1"])
    assert ask("sample", "--model", "none", "--class", "") == ("words", [])
    assert ask("sample", "--sampler", "pre") == ("words", ["predictor-corrector"])
    assert ask("sample", "--seed", "") == ("words", [])
    assert ask("train", "--optimizer", "") == ("words", ["adam", "muon"])
    assert ask("train", "--data", "") == ("files", [])
    assert ask("sample", "--denoise", "--out") == ("words", ["--output"]), "a flag takes no value"
    assert ask("info", "squ") == ("files", ["squares"])
    options = {line.split("=")[0].split()[-1] for line in run("vary", "--help", folder=folder).stdout.splitlines()
               if line.startswith("  -") and "help" not in line}
    assert {option for option in ask("vary", "--")[1]} >= {o for o in options if o.startswith("--")}


def in_bash(folder):
    two_models(folder)
    assert bash(folder, "in") == ["inpaint", "interpolate", "info"]
    assert bash(folder, "sample", "--quality", "=", "d") == ["draft"]
    assert bash(folder, "sample", "--quality", "=") == ["draft", "normal", "best"]
    assert bash(folder, "sample", "--model", "") == ["compopt -o default", r"my\ circles", "squares"]
    assert bash(folder, "none-such", "") == [""]


def in_fish(folder):
    two_models(folder)
    write(folder, "picture.png", b"")
    assert sorted(fish(folder, "ncsn in")) == ["info", "inpaint", "interpolate"]
    assert sorted(fish(folder, "ncsn sample --quality ")) == ["best", "draft", "normal"]
    assert fish(folder, "ncsn sample --model squ")[0] == "squares"
    assert "picture.png" in fish(folder, "ncsn inpaint --input pict")


# zsh's own two functions only print here what they are given.
ZSH = r"""
_describe () { print -rl -- "${(@P)3}" }
_files () { print FILES }
script=$1; shift
words=(ncsn "$@") CURRENT=$#words
source $script
"""


def zsh(folder, *words):
    return shell(folder, "zsh", "-f", "-c", ZSH, "zsh", f"{SCRIPTS}/_ncsn", *words)


def in_zsh(folder):
    two_models(folder)
    assert zsh(folder, "in") == ["inpaint:fill a part of a picture",
                                 "interpolate:draw a row of pictures from one seed to another",
                                 "info:print everything about a model"]
    assert [offer.split(":")[0] for offer in zsh(folder, "sample", "--model", "")] == [
        "my circles", "squares", "FILES"]
    assert zsh(folder, "sample", "--quality=d") == ["--quality=draft:"]
    # A colon separates a word from its meaning, so those of the word itself are escaped.
    os.rename(os.path.join(folder, "squares.safetensors"), os.path.join(folder, "a:b.safetensors"))
    assert zsh(folder, "info", "a") == [r"a\:b:", "FILES"]
    assert zsh(folder, "info", "none") == ["FILES"]


main([answers, in_bash, in_fish, in_zsh])
