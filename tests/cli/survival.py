# SPDX-License-Identifier: GPL-3.0-or-later
"""Trainings that are killed, run out of disk, lose their folder or data, or diverge."""

import json
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import time

from support import SMALL, Skip, main, read, run, sentence, start, write, write_digits

TRAIN = ["train", *SMALL, "--batch", "8", "--flip", "--seed", "5"]
# Rates that are far too high at first.
WILD = ["--rate", "0.9", "--clip", "0", "--warmup", "0", "--precondition", "none"]


def begin(folder, *arguments, **more):
    return start(*TRAIN, *arguments, folder=folder, **more)


def trained(folder, *arguments):
    result = run(*TRAIN, *arguments, folder=folder)
    assert result.returncode == 0, result.stderr
    return result


def lines(folder, name):
    path = os.path.join(folder, name)
    return read(folder, name).count(b"\n") if os.path.exists(path) else 0


def is_there(folder, name):
    return os.path.exists(os.path.join(folder, name))


def killed(folder, process, draw):
    """Kills it at a random moment: soon after its start, or after a few steps."""
    before, wanted = lines(folder, "parts.csv"), draw.choice([None, 0, 1, 2])
    if wanted is None:
        time.sleep(0.3 * draw.random())
    else:
        deadline = time.monotonic() + 60
        while (process.poll() is None and lines(folder, "parts.csv") <= before + wanted
               and time.monotonic() < deadline):
            time.sleep(0.002)
        time.sleep(0.03 * draw.random())
    process.kill()
    process.communicate()
    return process.returncode == -signal.SIGKILL


def kill_at_random_moments(folder, more=("--iterations", "1500"), tries=20):
    """However often it is killed, the model and the losses are the same, bit for bit."""
    write_digits(folder)
    limits = [*more, "--checkpoint-interval", "10"]
    trained(folder, *limits, "--output", "whole.safetensors")
    draw, kills = random.Random(7), 0
    while not is_there(folder, "parts.safetensors"):
        there = is_there(folder, "parts.checkpoint") or is_there(folder, "parts.checkpoint.previous")
        process = begin(folder, *limits, "--output", "parts.safetensors",
                        *(["--resume"] if there else []))
        if kills < tries:
            kills += killed(folder, process, draw)
        else:
            _, stderr = process.communicate()
            assert process.returncode == 0, stderr
    print(f"# killed {kills} times")
    assert kills == tries, kills
    assert read(folder, "whole.safetensors") == read(folder, "parts.safetensors")
    for index in (0, 2, 3):  # iteration, loss, rate
        a, b = ([line.split(",")[index] for line in read(folder, name).decode().splitlines()]
                for name in ("whole.csv", "parts.csv"))
        assert a == b, index
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]


def kill_while_it_diverges(folder):
    """The same with divergences: it goes back to checkpoints as often as without interruption."""
    kill_at_random_moments(folder, [*WILD, "--iterations", "800"], 8)
    resumed_from = training_of(folder, "parts.checkpoint")
    for key in ("rate-scale", "falls", "fell-at", "iteration"):
        wanted = training_of(folder, "whole.checkpoint")
        assert [line for line in wanted.splitlines() if line.startswith(key + "=")] == \
            [line for line in resumed_from.splitlines() if line.startswith(key + "=")], key


def state(folder, steps=20):
    """Stops a training of 40 steps half-way; the bytes of the checkpoint."""
    write_digits(folder)
    limits = ["--iterations", "40", "--checkpoint-interval", str(steps)]
    process = begin(folder, *limits, "--output", "m.safetensors")
    while not is_there(folder, "m.checkpoint.previous"):
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    process.kill()
    process.communicate()
    return read(folder, "m.checkpoint")


def resumed(folder, *arguments, name="m", **more):
    return run(*TRAIN, "--iterations", "40", "--checkpoint-interval", "0", "--output",
               f"{name}.safetensors", "--resume", *arguments, folder=folder, **more)


def last_sentence(result, status, words):
    """The last line on stderr, which may follow lines about progress and choices."""
    line = result.stderr.splitlines()[-1]
    assert result.returncode == status, (result.returncode, result.stderr)
    assert line.startswith("ncsn: ") and line.endswith(".") and words in line, result.stderr
    print("#", line)


def goes_on_as(folder, checkpoint, name):
    """The checkpoint is intact: a training resumed from it gives the right model."""
    assert read(folder, f"{name}.checkpoint") == checkpoint
    write(folder, "good.checkpoint", checkpoint)
    assert resumed(folder, name="good").returncode == 0
    assert resumed(folder, name=name).returncode == 0
    assert read(folder, "good.safetensors") == read(folder, f"{name}.safetensors")


def file_too_large(folder):
    """Files may not be as large as a model: the last save fails, and nothing is damaged."""
    checkpoint = state(folder)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000))

    process = begin(folder, "--iterations", "40", "--checkpoint-interval", "5", "--output",
                    "m.safetensors", "--resume", preexec_fn=limit)
    _, process.stderr_text = process.communicate()
    said = process.stderr_text.splitlines()
    assert process.returncode == 1 and said[-1].startswith("ncsn: ") and "large" in said[-1], said
    assert sum("continues, and will try again" in line for line in said) == 1, said
    print("#", said[-1])
    assert not is_there(folder, "m.safetensors")
    goes_on_as(folder, checkpoint, "m")


def mounted(folder, size):
    """A small file system in memory, or a reason to skip."""
    path = os.path.join(folder, "small")
    os.makedirs(path, exist_ok=True)
    result = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", path],
                            capture_output=True, text=True)
    if result.returncode != 0:
        raise Skip(f"nothing can be mounted here: {result.stderr.strip()}")
    return path


def disk_full(folder):
    """There is room for two checkpoints but not for a third."""
    checkpoint = state(folder)
    path = mounted(folder, 5 * len(checkpoint) // 2)
    try:
        result = run(*TRAIN, "--iterations", "60", "--checkpoint-interval", "10", "--output",
                     "small/m.safetensors", folder=folder)
        last_sentence(result, 1, "No space left")
        assert sum("continues, and will try again" in line
                   for line in result.stderr.splitlines()) <= 2, result.stderr
        kept = read(path, "m.checkpoint")
        shutil.copy(os.path.join(path, "m.checkpoint"), os.path.join(folder, "disk.checkpoint"))
        assert not [name for name in os.listdir(path) if name.endswith(".part")]
        again = run(*TRAIN, "--iterations", "60", "--output", "disk.safetensors", "--resume",
                    folder=folder)
        assert again.returncode == 0, again.stderr
        whole = run(*TRAIN, "--iterations", "60", "--output", "all.safetensors", folder=folder)
        assert whole.returncode == 0 and len(kept) > 0
        assert read(folder, "disk.safetensors") == read(folder, "all.safetensors")

        # Not even room for the first one.
        for name in os.listdir(path):
            os.remove(os.path.join(path, name))
        subprocess.run(["mount", "-o", f"remount,size={len(checkpoint) // 2}", path], check=True)
        last_sentence(run(*TRAIN, "--iterations", "20", "--output", "small/n.safetensors",
                          folder=folder), 1, "No space left")
        assert not is_there(path, "n.checkpoint")
    finally:
        subprocess.run(["umount", path], check=True)


def read_only(folder):
    """A read-only file system, because permissions do not restrict root."""
    checkpoint = state(folder)
    path = mounted(folder, 20 * len(checkpoint))
    try:
        for name in os.listdir(folder):
            if os.path.isfile(os.path.join(folder, name)):
                shutil.copy(os.path.join(folder, name), path)
        subprocess.run(["mount", "-o", "remount,ro", path], check=True)
        for more in (["--resume", "--output", "small/m.safetensors"],
                     ["--output", "small/new.safetensors"],
                     ["--output", "new.safetensors", "--checkpoint", "small/new.checkpoint"]):
            result = run(*TRAIN, "--iterations", "40", *more, folder=folder)
            print("#", sentence(result, 1, "“small” does not exist or is not writable"))
        subprocess.run(["mount", "-o", "remount,rw", path], check=True)
        goes_on_as(path, checkpoint, "m")
    finally:
        subprocess.run(["umount", path], check=True)


def damaged_checkpoint(folder):
    """The previous checkpoint replaces one that cannot be read, or is missing."""
    write_digits(folder)
    trained(folder, "--iterations", "30", "--checkpoint-interval", "20", "--output",
            "whole.safetensors")
    last, older = read(folder, "whole.checkpoint"), read(folder, "whole.checkpoint.previous")
    spoiled = bytearray(last)
    spoiled[-4:] = b"\xff\xff\xff\xff"  # not a number, in the last tensor
    for bad in (b"", last[:len(last) // 2], b"x" * 1000, None, bytes(spoiled)):
        shutil.rmtree(os.path.join(folder, "again"), ignore_errors=True)
        os.makedirs(os.path.join(folder, "again"))
        write(folder, "again/m.checkpoint.previous", older)
        if bad is not None:
            write(folder, "again/m.checkpoint", bad)
        result = run("train", "--iterations", "30", "--sample-interval", "0", "--threads", "1",
                     "--output", "again/m.safetensors", "--resume", folder=folder)
        assert result.returncode == 0, result.stderr
        assert "Continuing from the previous checkpoint, “again/m.checkpoint.previous”." in \
            result.stderr, result.stderr
        assert "Continuing after iteration 20." in result.stderr, result.stderr
        assert read(folder, "whole.safetensors") == read(folder, "again/m.safetensors")
        write(folder, "again/m.checkpoint.previous", b"nonsense")
        write(folder, "again/m.checkpoint", b"nonsense")
        sentence(run("train", "--output", "again/m.safetensors", "--resume", folder=folder), 1,
                 "again/m.checkpoint")


def previous_stays(folder):
    """While the last checkpoint is damaged, the previous one stays until a newer one is complete; and a
    state that was saved, but not renamed before the program was killed, is found."""
    write_digits(folder)
    trained(folder, "--iterations", "20", "--checkpoint-interval", "10", "--output", "m.safetensors")
    last, older = read(folder, "m.checkpoint"), read(folder, "m.checkpoint.previous")
    flipped = bytearray(last)
    flipped[len(last) // 2] ^= 4  # a finite number still
    write(folder, "m.checkpoint", bytes(flipped))
    result = run("train", "--iterations", "21", "--sample-interval", "0", "--threads", "1",
                 "--output", "m.safetensors", "--resume", folder=folder)
    assert result.returncode == 0 and "Continuing after iteration 10." in result.stderr, result.stderr
    assert read(folder, "m.checkpoint.previous") == older
    newest = read(folder, "m.checkpoint")
    for there in ({"m.checkpoint.previous": older}, {"m.checkpoint": last},
                  {"m.checkpoint": bytes(flipped), "m.checkpoint.previous": older}, {}):
        for name in ("m.checkpoint", "m.checkpoint.previous"):
            if is_there(folder, name):
                os.remove(os.path.join(folder, name))
        for name, data in {**there, "m.checkpoint.aB3xY9.part": newest}.items():
            write(folder, name, data)
        result = run("train", "--iterations", "22", "--sample-interval", "0", "--threads", "1",
                     "--output", "m.safetensors", "--resume", folder=folder)
        assert result.returncode == 0, result.stderr
        assert "Continuing after iteration 21." in result.stderr, result.stderr
        assert not is_there(folder, "m.checkpoint.aB3xY9.part")


def other_data(folder):
    """Other pictures of the same size give a message; a missing folder is an error."""
    checkpoint = state(folder)
    same = resumed(folder)
    assert same.returncode == 0 and "not those of the checkpoint" not in same.stderr, same.stderr
    write(folder, "m.checkpoint", checkpoint)
    write_digits(folder, count=48)
    other = resumed(folder)
    assert other.returncode == 0, other.stderr
    assert other.stderr.count("not those of the checkpoint") == 1, other.stderr
    for name in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz"):
        os.remove(os.path.join(folder, name))
    assert resumed(folder).returncode == 1


def leftovers(folder):
    """Incomplete files of a killed program are removed; other files stay."""
    state(folder)
    for name in ("m.checkpoint.aB3xY9.part", "m.safetensors.000000.part"):
        write(folder, name, b"half")
    for name in ("m.checkpoint.backup", "m.checkpoint.part", "other.checkpoint.aB3xY9.part"):
        write(folder, name, b"kept")
    assert resumed(folder).returncode == 0
    assert not is_there(folder, "m.checkpoint.aB3xY9.part")
    assert not is_there(folder, "m.safetensors.000000.part")
    for name in ("m.checkpoint.backup", "m.checkpoint.part", "other.checkpoint.aB3xY9.part"):
        assert read(folder, name) == b"kept", name


def divergence(folder):
    """With a rate far too high: back to the last good checkpoint, slower each time, until it learns."""
    write_digits(folder)
    wild = [*WILD, "--iterations", "400", "--checkpoint-interval", "50", "--output"]
    result = run(*TRAIN, *wild, "wild.safetensors", folder=folder)
    said = [line for line in result.stderr.splitlines() if "Going back to the last good" in line]
    for line in said:
        print("#", line)
    assert 1 <= len(said) <= 5 and result.returncode == 0, result.stderr
    rates = [float(line.split(",")[3])
             for line in read(folder, "wild.csv").decode().splitlines()[1:]]
    # It falls to 0 towards the end, and by half each time.
    assert abs(rates[-1] - 0.9 * 0.5 ** len(said) * (1 - 399 / 400)) < 1e-6, rates[-1]
    trained(folder, *wild, "twin.safetensors")
    assert read(folder, "wild.safetensors") == read(folder, "twin.safetensors")


def training_of(folder, name):
    """The properties of a training in a checkpoint."""
    data = read(folder, name)
    header = json.loads(data[8:8 + struct.unpack("<Q", data[:8])[0]])
    return header["__metadata__"]["training"]


def hopeless(folder):
    """After five attempts it gives up, and the last good state is unchanged."""
    write_digits(folder)
    result = run(*TRAIN, "--rate", "0.99", "--clip", "0", "--warmup", "0", "--precondition", "none",
                 "--sigma-draw", "ladder", "--sigma-begin", "1e6", "--iterations", "2000",
                 "--checkpoint-interval", "7", "--output", "m.safetensors", folder=folder)
    last_sentence(result, 1, "6 times in a row")
    assert result.stderr.count("Going back to the last good") == 5, result.stderr
    assert not is_there(folder, "m.safetensors")
    for name in ("m.checkpoint", "m.checkpoint.previous"):
        assert "loss-too-high=0\n" in training_of(folder, name), name


def second_signal(folder):
    """In the middle of a long step, the first Ctrl+C has to wait, the second does not."""
    write_digits(folder, side=32)
    process = begin(folder, "--batch", "4096", "--features", "32", "--iterations", "1000",
                    "--output", "m.safetensors")
    while not is_there(folder, "m.csv"):  # from then on it listens
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert process.poll() is None
    before = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT and time.monotonic() - before < 3.0


main([kill_at_random_moments, kill_while_it_diverges, file_too_large, disk_full, read_only,
      damaged_checkpoint, previous_stays, other_data, leftovers, divergence, hopeless, second_signal])
