# SPDX-License-Identifier: GPL-3.0-or-later
"""Trainings that are killed, interrupted and resumed."""

import os
import re
import signal
import time

from support import SMALL, main, read, read_png, run, sentence, start, write_digits

# Steps slow enough that a signal arrives between two of them and not after the last.
ARGUMENTS = [*SMALL, "--features", "16", "--batch", "32", "--flip", "--seed", "5"]


def begin(folder, *arguments, before=None):
    return start("train", *ARGUMENTS, *arguments, folder=folder, preexec_fn=before)


def wait_for(folder, name):
    for _ in range(6000):
        if os.path.exists(os.path.join(folder, name)):
            return
        time.sleep(0.01)
    raise AssertionError(f"{name} did not come")


def wait_for_steps(folder, name):
    wait_for(folder, name)
    while not iterations(folder, name):
        time.sleep(0.01)


def iterations(folder, name):
    lines = read(folder, name).decode().splitlines()
    assert lines[0] == "iteration,seconds,loss,rate,images_per_second", lines[0]
    return [int(line.split(",")[0]) for line in lines[1:]]


def column(folder, name, index):
    return [line.split(",")[index] for line in read(folder, name).decode().splitlines()]


def resume_after_kill(folder):
    """40 steps equal, bit for bit, 20 steps, kill -9, and the rest."""
    write_digits(folder, side=16)
    limits = ["--iterations", "40", "--checkpoint-interval", "20"]
    whole = run("train", *ARGUMENTS, *limits, "--output", "whole.safetensors", folder=folder)
    assert whole.returncode == 0, whole.stderr

    killed = begin(folder, *limits, "--output", "parts.safetensors")
    wait_for(folder, "parts.checkpoint.previous")  # of the state before the first step
    killed.kill()
    assert killed.wait() == -signal.SIGKILL
    assert not os.path.exists(os.path.join(folder, "parts.safetensors"))

    # What the log got after the checkpoint, down to a line that was being written.
    with open(os.path.join(folder, "parts.csv"), "ab") as file:
        file.write(b"30,1,1,1,1\n40,1")

    rest = run("train", *ARGUMENTS, *limits, "--output", "parts.safetensors", "--resume",
               folder=folder)
    assert rest.returncode == 0, rest.stderr
    assert "Continuing after iteration 20." in rest.stderr, rest.stderr
    assert read(folder, "whole.safetensors") == read(folder, "parts.safetensors")
    for name in ("whole.csv", "parts.csv"):
        assert iterations(folder, name) == [10, 20, 30, 40], (name, read(folder, name))
    for index in (2, 3):  # loss and rate
        assert column(folder, "whole.csv", index) == column(folder, "parts.csv", index)

    other = run("train", *ARGUMENTS, *limits, "--seed", "6", "--output", "other.safetensors",
                folder=folder)
    assert other.returncode == 0, other.stderr
    assert read(folder, "whole.safetensors") != read(folder, "other.safetensors")


def interrupt(folder):
    """SIGINT and SIGTERM save the state, print how to resume, and exit with 130."""
    write_digits(folder, side=16)
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        name = signal_number.name
        limits = ["--iterations", "300000", "--checkpoint-interval", "0"]
        training = begin(folder, *limits, "--output", f"{name}.safetensors")
        wait_for_steps(folder, f"{name}.csv")
        training.send_signal(signal_number)
        _, stderr = training.communicate(timeout=60)
        assert training.returncode == 130, (training.returncode, stderr)
        last = stderr.splitlines()[-1]
        assert "saved in “" + name + ".checkpoint”" in last and "--resume" in last, stderr
        assert not os.path.exists(os.path.join(folder, f"{name}.safetensors"))

        done = int(last.split("after ")[1].split(" ")[0])
        rest = run("train", *ARGUMENTS, "--iterations", done + 2, "--output",
                   f"{name}.safetensors", "--resume", folder=folder)
        assert rest.returncode == 0, rest.stderr
        assert f"Continuing after iteration {done}." in rest.stderr, rest.stderr
        info = run("info", f"{name}.safetensors", folder=folder)
        assert info.returncode == 0, info.stderr


def last_words(folder, training, name):
    """The last message of an interrupted training; its state is saved."""
    _, stderr = training.communicate(timeout=60)
    assert training.returncode == 130, (training.returncode, stderr)
    assert os.path.exists(os.path.join(folder, f"{name}.checkpoint"))
    rest = run("train", *ARGUMENTS, "--iterations", "300000", "--time", "0.01s", "--output",
               f"{name}.safetensors", "--resume", folder=folder)
    assert rest.returncode == 0, rest.stderr
    done = int(rest.stderr.split("Continuing after iteration ")[1].split(".")[0])
    assert done > 0, rest.stderr
    return stderr


def lost_terminal(folder):
    """A closing terminal, with all signals it sends, and a pipe without a reader end a training as
    Ctrl+C does; nohup prevents it."""
    write_digits(folder, side=16)
    limits = ["--iterations", "300000", "--checkpoint-interval", "0"]
    training = begin(folder, *limits, "--output", "hup.safetensors")
    wait_for_steps(folder, "hup.csv")
    for _ in range(3):
        training.send_signal(signal.SIGHUP)
        time.sleep(0.002)
    assert "saved in “hup.checkpoint”" in last_words(folder, training, "hup")

    training = begin(folder, *limits, "--output", "pipe.safetensors")
    wait_for(folder, "pipe.csv")
    training.stderr.close()
    training.stderr = None
    last_words(folder, training, "pipe")

    training = begin(folder, "--iterations", "60", "--output", "nohup.safetensors",
                     before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    wait_for_steps(folder, "nohup.csv")
    training.send_signal(signal.SIGHUP)
    _, stderr = training.communicate(timeout=60)
    assert training.returncode == 0, stderr


def threads_agree(folder):
    write_digits(folder, side=16)
    for count in ("1", "2"):
        result = run("train", *ARGUMENTS, "--iterations", "5", "--threads", count, "--output",
                     f"{count}.safetensors", folder=folder)
        assert result.returncode == 0, result.stderr
    assert read(folder, "1.safetensors") == read(folder, "2.safetensors")


def pictures_at_intervals(folder):
    write_digits(folder, side=8)
    result = run("train", *ARGUMENTS, "--iterations", "4", "--sample-interval", "2", "--levels",
                 "3", "--output", "m.safetensors", folder=folder)
    assert result.returncode == 0, result.stderr
    assert read_png(os.path.join(folder, "m.png"))[:3] == (48, 16, 1)  # a row for each class


def time_limit(folder):
    write_digits(folder, side=8)
    began = time.monotonic()
    result = run("train", *ARGUMENTS, "--time", "2s", "--output", "m.safetensors", folder=folder)
    assert result.returncode == 0, result.stderr
    assert 1 <= time.monotonic() - began < 30
    # Steps leave time for what comes before them and for the samples that are drawn in the end.
    seconds = re.search(rb"seconds=([0-9.]+)", read(folder, "m.checkpoint").replace(b"\\n", b"\n"))
    assert 0.5 < float(seconds[1]) < 2, seconds


def changed_options(folder):
    """On --resume a new rate is used; another network is refused with a message."""
    write_digits(folder, side=8)
    base = ["train", *ARGUMENTS, "--checkpoint-interval", "0", "--sample-interval", "0", "--output", "m.safetensors"]
    assert run(*base, "--iterations", "20", folder=folder).returncode == 0
    state = read(folder, "m.checkpoint")
    for option, *value in (("features", "24"), ("batch", "16"), ("seed", "6"), ("loss", "ssm"), ("blocks", "2"),
                           ("attention", "8"), ("multipliers", "1,2,3"), ("sigma-draw", "ladder"), ("holes",),
                           ("precondition", "none"), ("unconditional",), ("network", "ncsnv2")):
        print("#", sentence(run(*base, "--iterations", "40", "--resume", "--" + option, *value, folder=folder),
                            1, f"--{option} cannot"))
        assert read(folder, "m.checkpoint") == state
    again = run(*base, "--iterations", "40", "--rate", "0.001", "--warmup", "0", "--ema", "0.9", "--loss", "dsm",
                "--resume", folder=folder)
    assert again.returncode == 0, again.stderr
    rates = dict(zip(column(folder, "m.csv", 0)[1:], column(folder, "m.csv", 3)[1:], strict=True))
    assert abs(float(rates["30"]) - 0.001 * (1 - 29 / 40)) < 1e-7, rates
    # It stays so when it is not given again.
    assert run(*base, "--iterations", "60", "--resume", folder=folder).returncode == 0
    rates = dict(zip(column(folder, "m.csv", 0)[1:], column(folder, "m.csv", 3)[1:], strict=True))
    assert abs(float(rates["50"]) - 0.001 * (1 - 49 / 60)) < 1e-7, rates


def refusals(folder):
    """Users' files are not overwritten, and unsuitable data cannot be resumed."""
    write_digits(folder, side=8)
    base = ["train", *ARGUMENTS, "--iterations", "2", "--output", "m.safetensors"]
    sentence(run(*base, "--resume", folder=folder), 1, "no checkpoint “m.checkpoint”")
    assert run(*base, folder=folder).returncode == 0
    sentence(run(*base, folder=folder), 1, "add --resume to continue it, or remove it")
    state = read(folder, "m.checkpoint")

    write_digits(folder, side=16)
    sentence(run(*base, "--resume", folder=folder), 1, "give the same --data and --size")
    write_digits(folder, side=8)
    os.remove(os.path.join(folder, "m.checkpoint.previous"))
    for bad in (b"", b"nonsense", state[:len(state) // 2], bytes(100) + state[100:]):
        with open(os.path.join(folder, "m.checkpoint"), "wb") as file:
            file.write(bad)
        sentence(run(*base, "--resume", folder=folder), 1, "m.checkpoint")
    os.remove(os.path.join(folder, "m.checkpoint"))
    sentence(run(*base, folder=folder), 1, "already exists")


def one_at_a_time(folder):
    """A second training of the same files is refused, with the name of the first; the lock of a killed
    process does not count."""
    write_digits(folder, side=16)
    limits = ["--iterations", "300000", "--checkpoint-interval", "0"]
    training = begin(folder, *limits, "--output", "m.safetensors", "--checkpoint", "state")
    wait_for_steps(folder, "m.csv")
    files = sorted(os.listdir(folder))
    base = ["train", *ARGUMENTS, *limits]
    for more in (["--output", "m.safetensors"], ["--output", "m.safetensors", "--resume"],
                 ["--output", "other.safetensors", "--checkpoint", "state", "--resume"]):
        print("#", sentence(run(*base, *more, folder=folder), 1, f"process {training.pid} on "))
    assert sorted(os.listdir(folder)) == files
    training.kill()
    training.communicate()
    rest = run("train", *ARGUMENTS, "--iterations", "2", "--output", "m.safetensors", "--checkpoint",
               "state", "--resume", folder=folder)
    assert rest.returncode == 0, rest.stderr
    assert not [name for name in os.listdir(folder) if name.endswith(".lock")]


def nonsense(folder):
    write_digits(folder, side=8)
    base = ["train", "--data", ".", "--output", "m.safetensors"]
    for arguments, words in ((["--size", "0"], "--help"), (["--size", "4x4x4"], "size"),
                             (["--time", "soon"], "time"), (["--iterations", "-1"], "--iterations"),
                             (["--batch", "0"], "--batch"), (["--rate", "nan"], "--rate"),
                             (["--rate", "-1"], "rate"), (["--ema", "2"], "--help"),
                             (["--clip", "x"], "--clip"), (["--sigma-draw", "dice"], "log-normal"),
                             (["--checkpoint-interval", "often"], "interval"),
                             (["--precondition", "magic"], "edm"), (["--multipliers", "1,x"], "1,x"),
                             (["--attention", ",".join("8" * 40)], "short enough"), (["--features", "4097"], "4096"),
                             (["--resume", "--epsilon", "small"], "--epsilon"),
                             (["--colour"], "--colour"), (["extra"], "extra"),
                             (["--output", "m.png"], ".safetensors")):
        print("#", sentence(run(*base, *arguments, folder=folder), 2, words))
    for arguments, words in ((["--multipliers", "1,1,1,1,1"], ""), (["--features", "4096"], ""),
                             (["--sigma-end", "100"], "σ"), (["--epsilon", "9"], ""),
                             (["--attention", "5"], ""), (["--size", "16"], "cannot be resized"),
                             (["--data", "nowhere"], "nowhere"),
                             (["--output", "no/m.safetensors"], "folder “no”")):
        print("#", sentence(run(*base, *arguments, folder=folder), 1, words))
    sentence(run("train", "--output", "m.safetensors", folder=folder), 2, "--data is missing")


main([resume_after_kill, interrupt, lost_terminal, threads_agree, pictures_at_intervals, time_limit,
      changed_options, refusals, one_at_a_time, nonsense])
