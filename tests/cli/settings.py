# SPDX-License-Identifier: GPL-3.0-or-later
"""The sources of a training's settings: command line, file, checkpoint, and data."""

import array
import json
import os
import re
import struct

from support import (SMALL, main, read, read_png, run, sentence, write, write_digits,
                     write_pictures)

FIXED = ["--features", "8", "--multipliers", "1,2", "--attention", "none", "--batch", "8"]


def trained(folder, *arguments):
    result = run("train", *arguments, folder=folder)
    assert result.returncode == 0, result.stderr
    return result.stderr


def config(folder, name):
    """A key file with one group, as a dictionary of texts."""
    head, *lines = read(folder, name).decode().splitlines()
    assert head == "[train]", head
    return dict(line.split("=", 1) for line in lines if line)


def saved_settings_repeat(folder):
    """The file of --save-config gives the same model, bit for bit, for any options."""
    write_digits(folder)
    write_pictures(folder, [(20, 12), (13, 17)])
    for number, arguments in enumerate((
            [*SMALL, "--batch", "4", "--flip", "--rate", "0.00123456789", "--seed", "3"],
            ["--data", ".", *FIXED, "--clip", "0", "--ema", "0.9", "--no-denoise", "--unconditional",
             "--sigma-draw", "ladder", "--sigma-begin", "auto", "--levels", "auto", "--epsilon",
             "auto", "--description", "a; b=c\n [train] é"],
            ["--data", "pictures", "--patches", "8", *FIXED, "--scale", "0.8..1", "--turn",
             "--precondition", "sigma", "--loss", "ssm", "--probe", "rademacher", "--warmup", "2",
             "--time", "1.1h", "--checkpoint-interval", "100.1s"],
            ["--data", ".", "--preset", "ncsn-mnist", "--size", "8", "--ngf", "8", "--batch", "4"])):
        first, again = f"{number}.safetensors", f"{number}-again.safetensors"
        trained(folder, *arguments, "--iterations", "6", "--sample-interval", "0", "--output", first,
                "--save-config", "saved.conf")
        settings = config(folder, "saved.conf")
        assert settings["output"] == first and "save-config" not in settings, settings
        assert "resume" not in settings and "config" not in settings, settings
        trained(folder, "--config", "saved.conf", "--output", again, "--save-config", "again.conf")
        assert read(folder, first) == read(folder, again), settings
        assert {**config(folder, "again.conf"), "output": first} == settings


def texts_of_numbers(folder):
    """Settings are written by the shortest text of each number, however they were given."""
    write_digits(folder)
    trained(folder, "--data", ".", "--size", "8", *FIXED, "--iterations", "1", "--time", "5400",
            "--checkpoint-interval", "0.5d", "--sample-interval", "0", "--rate", "1e-1", "--ema", ".30000000000000004",
            "--sigma-begin", "1e1", "--epsilon", "4.0e-05", "--output", "m.safetensors", "--save-config", "c.conf")
    settings = config(folder, "c.conf")
    for name, wanted in (("size", "8x8"), ("time", "90m"), ("checkpoint-interval", "12h"), ("sample-interval", "0"),
                         ("rate", "0.1"), ("ema", "0.30000000000000004"), ("sigma-begin", "10"), ("epsilon", "4e-05"),
                         ("multipliers", "1,2"), ("attention", "none"), ("iterations", "1")):
        assert settings[name] == wanted, (name, settings)


def multipliers_alone(folder):
    """The default attention is at a level that the network has."""
    for size, multipliers, wanted in ((28, "1,2", [14]), (64, "1,2", [32]), (48, "1,2,2,2", [6]),
                                      (40, "1", [40])):
        write_pictures(folder, [(size, size)] * 2, f"data{size}", 1)
        trained(folder, "--data", f"data{size}", "--size", size, "--features", "4", "--multipliers",
                multipliers, "--batch", "1", "--iterations", "1", "--sample-interval", "0",
                "--threads", "1", "--output", f"{size}.safetensors")
        info = run("info", f"./{size}.safetensors", "--json", folder=folder)
        network = json.loads(info.stdout)
        assert network.get("attention", network.get("config", {}).get("attention")) == wanted, network


def command_line_comes_first(folder):
    write_digits(folder)
    write(folder, "a.conf", b"[train]\ndata=.\nfeatures=8\nmultipliers=1,2\nattention=none\nbatch=8\n"
          b"iterations=50\nrate=0.5\nflip=true\nsample-interval=0\ndenoise=true\nunconditional=false\n")
    trained(folder, "--config", "a.conf", "--iterations", "3", "--rate", "0.001", "--no-denoise",
            "--output", "m.safetensors", "--save-config", "b.conf")
    settings = config(folder, "b.conf")
    assert settings["iterations"] == "3" and float(settings["rate"]) == 0.001, settings
    assert settings["flip"] == "true" and settings["no-denoise"] == "true", settings
    assert "denoise" not in settings and "unconditional" not in settings, settings


def bad_files(folder):
    """Each gives an error message that names the file and the defect."""
    write_digits(folder)
    for text, words in ((b"[train]\nfeaturs=8\n", "featurs"), (b"[train]\nflip=maybe\n", "flip"),
                        (b"[other]\nflip=true\n", "train"), (b"nonsense", "bad.conf"), (b"", "train"),
                        (b"[train]\nconfig-file=x\n", "config-file"), (b"[train]\n\xff=1\n", ""),
                        (b"[train]\ndescription=\xff\xfe\n", "description"),
                        (b"[train]\nbatch=many\n", "--config bad.conf: --batch")):
        write(folder, "bad.conf", text)
        print("#", sentence(run("train", "--data", ".", "--config", "bad.conf", folder=folder), 2,
                            words))
    print("#", sentence(run("train", "--config", "no.conf", folder=folder), 2, "no.conf"))
    assert sorted(os.listdir(folder)) == ["bad.conf", "train-images-idx3-ubyte",
                                          "train-labels-idx1-ubyte.gz"]


def resume_remembers(folder):
    """The name is enough: pictures, patches and limits are in the checkpoint."""
    write_pictures(folder, [(20, 12), (13, 17)])
    arguments = ["--data", "pictures", "--patches", "8", "--flip", *FIXED, "--sample-interval", "0",
                 "--iterations", "40", "--checkpoint-interval", "20"]
    trained(folder, *arguments, "--output", "whole.safetensors")
    write(folder, "part.checkpoint", read(folder, "whole.checkpoint.previous"))
    said = trained(folder, "--output", "part.safetensors", "--sample-interval", "0", "--resume")
    assert "Continuing after iteration 20." in said, said
    assert "Chosen" not in said and "not those of the checkpoint" not in said, said
    assert read(folder, "whole.safetensors") == read(folder, "part.safetensors")


def chooses_by_sizes(folder):
    """Whole pictures if all are small and of one size, else patches."""
    for number, (sizes, more, wanted) in enumerate((
            ([(32, 28)] * 3, [], None), ([(96, 96)] * 2, ["--size", "8"], None),
            ([(30, 26)] * 3, [], None), ([(34, 36)] * 3, [], "32"), ([(100, 100)] * 2, [], "64"),
            ([(40, 36), (36, 40)], [], "32"), ([(80, 80), (84, 80)], [], "64"),
            ([(80, 80), (84, 80)], ["--patches", "16"], "16"),
            ([(80, 80), (84, 80)], ["--time", "0.1s"], "32"))):
        name = f"data{number}"
        write_pictures(folder, sizes, name)
        limits = [] if "--time" in more else ["--iterations", "1"]
        said = run("train", "--data", name, *FIXED, *more, *limits, "--sample-interval", "0",
                   "--save-config", "c.conf", folder=folder)
        assert said.returncode == 0, said.stderr
        settings = config(folder, "c.conf")
        assert settings.get("patches") == wanted, (sizes, settings)
        assert ("--patches" in said.stderr) == (wanted is not None and "--patches" not in more), said
        assert settings["output"] == f"{name}.safetensors", settings
        assert os.path.exists(os.path.join(folder, f"{name}.safetensors"))


def chooses_around_what_is_given(folder):
    """Noise levels by the distance of pictures, a fourth level for larger pictures; given options stay."""
    write_pictures(folder, [(64, 64)] * 3)
    base = ["--data", "pictures", "--size", "64", "--batch", "1", "--iterations", "1",
            "--sample-interval", "0", "--save-config", "c.conf"]
    said = trained(folder, *base, "--features", "8")
    settings = config(folder, "c.conf")
    assert settings["multipliers"] == "1,2,2,4" and settings["attention"] == "8", settings
    sigma = float(re.search(r"noise from σ (\S+) on", said).group(1))
    # Two of three pictures of independent values: √(2 D/12), a little more for the largest.
    assert abs(sigma / (2 * 64 * 64 * 3 / 12) ** 0.5 - 1) < 0.02, said
    assert abs(float(settings["sigma-begin"]) - sigma) < 0.01 and int(settings["levels"]) > 200
    said = trained(folder, *base, *FIXED, "--sigma-begin", "3", "--levels", "7", "--output",
                   "b.safetensors")
    assert "Chosen" not in said, said
    settings = config(folder, "c.conf")
    assert settings["multipliers"] == "1,2" and settings["levels"] == "7", settings
    said = trained(folder, "--data", "pictures", "--patches", "16", *FIXED, "--iterations", "1",
                   "--sample-interval", "0", "--output", "p.safetensors")
    assert re.search(r"noise from σ (\S+) on .* 500 patches", said), said


def chooses_by_time(folder):
    """Width and batch follow from the speed of the machine and the time, and are printed."""
    write_digits(folder)
    said = trained(folder, "--data", ".", "--time", "1s", "--sample-interval", "0", "--output",
                   "m.safetensors", "--save-config", "c.conf")
    settings = config(folder, "c.conf")
    pictures = float(re.search(r"%s channels .* learn from about (\d+) pictures" %
                               settings["features"], said).group(1))
    steps = float(re.search(r"batches of %s .* about (\d+) steps" % settings["batch"], said).group(1))
    assert abs(steps - pictures / int(settings["batch"])) < 0.6, said  # both are rounded
    assert (steps >= 4000) or settings["batch"] == "16", said
    assert (pictures >= 150000) or settings["features"] == "16", said
    said = trained(folder, "--data", ".", "--time", "0.5s", "--sample-interval", "0", *FIXED,
                   "--output", "n.safetensors")
    assert "channels" not in said and "batches" not in said, said


def weights(folder, name):
    """All numbers of a model, in the order of its file."""
    data = read(folder, name)
    length, = struct.unpack_from("<Q", data)
    return array.array("f", data[8 + length:])


def starts_from_a_model(folder):
    """--start takes a model's network, weights and patches, but learns from other pictures."""
    write_pictures(folder, [(40, 36), (36, 40)])
    write_pictures(folder, [(30, 30)] * 2, "others")
    trained(folder, "--data", "pictures", "--patches", "8", "--flip", *FIXED, "--iterations", "20",
            "--sigma-begin", "7", "--sample-interval", "0", "--output", "first.safetensors")
    base = ["--start", "first.safetensors", "--data", "others", "--iterations", "1", "--seed", "5",
            "--sample-interval", "0"]
    trained(folder, *base, "--turn", "--rate", "1e-9", "--output", "next.safetensors", "--save-config",
            "next.conf")
    first, after = weights(folder, "first.safetensors"), weights(folder, "next.safetensors")
    assert max(map(abs, map(float.__sub__, first, after))) < 1e-8 < max(map(abs, first))
    told = [json.loads(run("info", "--json", name, folder=folder).stdout)
            for name in ("first.safetensors", "next.safetensors")]
    assert [info.get("mirrored") for info in told] == [True, None], told
    assert [info.get("turned") for info in told] == [None, True], told
    for name in ("width", "patches", "features", "multipliers", "data_mean", "data_sigma", "schedule"):
        assert told[0][name] == told[1][name], (name, told)
    trained(folder, "--config", "next.conf", "--output", "again.safetensors")
    assert read(folder, "next.safetensors") == read(folder, "again.safetensors")

    trained(folder, *base, "--patches", "16", "--rate", "1e-9", "--output", "wider.safetensors")
    after = weights(folder, "wider.safetensors")
    assert max(map(abs, map(float.__sub__, first, after))) < 1e-8
    wider = json.loads(run("info", "--json", "wider.safetensors", folder=folder).stdout)
    assert wider["width"] == wider["height"] == 16, wider

    write_pictures(folder, [(30, 30)], "gray", channels=1)
    write_pictures(folder, [(7, 7)], "odd")
    for more, words in ((["--features", "16"], "leave --preset"), (["--preset", "ncsn-mnist"], "--preset"),
                        (["--patches", "9"], "9"), (["--size", "16"], "first.safetensors"),
                        (["--data", "gray"], "channels: 1"),
                        (["--data", "odd", "--size", "7"], "pictures of 7 × 7"),
                        (["--start", "none.safetensors"], "none.safetensors")):
        wrong = run("train", *base, "--output", "wrong.safetensors", *more, folder=folder)
        assert wrong.returncode == 1 and words in wrong.stderr.splitlines()[-1], wrong.stderr
        print("#", wrong.stderr.splitlines()[-1])
        assert not os.path.exists(os.path.join(folder, "wrong.safetensors"))


def tunes_a_model(folder):
    """--objective consistency goes on from a model that sees holes, and --resume goes on with it; without a model
    it is refused, and so is a model of the authors' network."""
    write_pictures(folder, [(40, 36), (36, 40)])
    base = ["--data", "pictures", "--patches", "8", "--sample-interval", "0"]
    trained(folder, *base, *FIXED, "--iterations", "2", "--holes", "--output", "plain.safetensors")
    trained(folder, *base, "--start", "plain.safetensors", "--objective", "consistency", "--iterations", "6",
            "--output", "m.safetensors", "--save-config", "m.conf")
    chosen = config(folder, "m.conf")
    assert [chosen[name] for name in ("loss", "optimizer", "rate", "ema")] == [
        "consistency", "muon", "0.002", "0.9993"], chosen
    trained(folder, "--resume", "--objective", "consistency", "--iterations", "7", "--output", "m.safetensors")
    sheet = run("sample", "--model", "./m.safetensors", "--canvas", "16x16", "--sampler", "consistent", "--levels", "2",
                "--sigma-end", "0.5", "--epsilon", "0.5", "--output", "sheet.png", folder=folder)
    assert sheet.returncode == 0, sheet.stderr

    trained(folder, "--data", "pictures", "--size", "8", "--network", "ncsn", "--ngf", "4", "--iterations", "1",
            "--batch", "2", "--sample-interval", "0", "--output", "authors.safetensors")
    print("#", sentence(run("train", "--resume", "--loss", "dsm", "--output", "m.safetensors", folder=folder), 1,
                        "--loss cannot change"))
    for more, status, words in (([], 2, "--start"),
                                (["--start", "plain.safetensors", "--probe", "gaussian"], 2, "ssm and ssm-vr"),
                                (["--start", "plain.safetensors", "--noise", "camera"], 1, "white noise"),
                                (["--start", "authors.safetensors", "--size", "8"], 1, "authors' networks")):
        wrong = run("train", "--data", "pictures", "--objective", "consistency", *more, "--output",
                    "wrong.safetensors", folder=folder)
        assert wrong.returncode == status and words in wrong.stderr.splitlines()[-1], wrong.stderr
        print("#", wrong.stderr.splitlines()[-1])
        assert not os.path.exists(os.path.join(folder, "wrong.safetensors"))


def learns_to_fill_holes(folder):
    """--holes gives a model that fills holes and says so, also from the weights of one that does not."""
    write_pictures(folder, [(40, 36), (36, 40)])
    base = ["--data", "pictures", "--patches", "8", "--iterations", "2", "--sample-interval", "0"]
    trained(folder, *base, *FIXED, "--output", "plain.safetensors")
    trained(folder, *base, "--start", "plain.safetensors", "--holes", "--rate", "1e-9", "--output", "m.safetensors")
    trained(folder, "--data", "pictures", "--start", "m.safetensors", "--iterations", "1", "--sample-interval", "0",
            "--output", "next.safetensors")
    told = [json.loads(run("info", "--json", name, folder=folder).stdout)
            for name in ("plain.safetensors", "m.safetensors", "next.safetensors")]
    assert [info.get("holes") for info in told] == [None, True, True], told
    assert told[1]["parameters"] == told[0]["parameters"] + 9 * told[0]["features"], told
    plain, after = weights(folder, "plain.safetensors"), weights(folder, "m.safetensors")
    assert abs(sum(map(abs, plain)) - sum(map(abs, after))) < 1e-3 * sum(map(abs, plain))
    for more, words in ((["--network", "ncsn"], "holes, noise maps and coarse views belong"),
                        (["--loss", "ssm"], "choose the loss")):
        wrong = run("train", *base, "--holes", "--output", "wrong.safetensors", *more, folder=folder)
        assert wrong.returncode == 1 and words in wrong.stderr.splitlines()[-1], wrong.stderr
        print("#", wrong.stderr.splitlines()[-1])
        assert not os.path.exists(os.path.join(folder, "wrong.safetensors"))


def learns_the_noise_of_cameras(folder):
    """--noise camera gives a model that sees a map of the noise, also from one that does not, and goes on with it."""
    write_pictures(folder, [(40, 36), (36, 40)])
    write_pictures(folder, [(30, 30)], "gray", channels=1)
    base = ["--patches", "8", "--iterations", "2", "--sample-interval", "0"]
    colour = ["--data", "pictures", *base]
    trained(folder, *colour, *FIXED, "--holes", "--output", "plain.safetensors")
    trained(folder, *colour, "--start", "plain.safetensors", "--noise", "camera", "--output", "m.safetensors")
    trained(folder, *colour, "--start", "m.safetensors", "--output", "next.safetensors")
    trained(folder, "--resume", "--iterations", "3", "--output", "next.safetensors")
    told = [json.loads(run("info", "--json", name, folder=folder).stdout)
            for name in ("plain.safetensors", "m.safetensors", "next.safetensors")]
    assert [info.get("noise_map") for info in told] == [None, True, True], told
    assert told[1]["parameters"] == told[0]["parameters"] + 9 * told[0]["features"], told
    assert "noise=camera" in read(folder, "next.checkpoint").decode("latin-1")
    for more, words in (([*colour, "--network", "ncsn"], "noise maps and coarse views belong"),
                        (["--data", "gray", *base], "Only pictures in colour"),
                        ([*colour, "--loss", "ssm"], "choose the loss"),
                        ([*colour, "--patches", "4", "--multipliers", "1"], "8 × 8 pixels"),
                        ([*colour, "--noise", "pink"], "pink")):
        wrong = run("train", "--noise", "camera", *more, "--output", "wrong.safetensors", folder=folder)
        assert wrong.returncode in (1, 2) and words in wrong.stderr, wrong.stderr
        print("#", wrong.stderr.splitlines()[-1])
        assert not os.path.exists(os.path.join(folder, "wrong.safetensors"))


def sees_what_is_larger(folder):
    """--coarse gives a model of patches that draws coarsely first; --class-per-picture divides the classes of --start;
    both are remembered."""
    for name in ("bark", "moss"):
        write_pictures(folder, [(40, 36), (36, 40)][:1 + (name == "moss")], f"pictures/{name}")
    base = ["--data", "pictures", "--patches", "8", "--iterations", "2", "--sample-interval", "0"]
    trained(folder, *base, *FIXED, "--output", "plain.safetensors")
    trained(folder, *base, "--start", "plain.safetensors", "--coarse", "--class-per-picture", "--rate", "1e-9",
            "--output", "m.safetensors")
    trained(folder, "--resume", "--iterations", "3", "--output", "m.safetensors")
    kept = read(folder, "m.checkpoint").decode("latin-1")
    assert "coarse=true" in kept and "class-per-picture=true" in kept
    told = [json.loads(run("info", "--json", name, folder=folder).stdout)
            for name in ("plain.safetensors", "m.safetensors")]
    assert [info.get("coarse") for info in told] == [None, True], told
    names = sorted(os.path.splitext(name)[0] for name in os.listdir(os.path.join(folder, "pictures", "moss")))
    assert told[1]["classes"] == ["bark", *(f"moss/{name}" for name in names)], told[1]
    for seed, name in ((0, f"moss/{names[0]}"), (1, f"moss/{names[1]}")):
        for given, output in (("moss", "a.png"), (name, "b.png")):
            drawn = run("sample", "--model", "m.safetensors", "--class", given, "--canvas", "40x24", "--seed", seed,
                        "--output", output, folder=folder)
            assert drawn.returncode == 0, drawn.stderr
        assert read_png(os.path.join(folder, "a.png")) == read_png(os.path.join(folder, "b.png"))
    trained(folder, "--data", "pictures/moss", "--patches", "8", "--iterations", "1", *FIXED, "--class-per-picture",
            "--output", "flat.safetensors")
    for name, data in (("m", "pictures"), ("flat", "pictures/moss")):
        judged = run("evaluate", "--model", f"./{name}.safetensors", "--data", data, "--count", "2",
                     "--json", folder=folder)
        assert judged.returncode == 0, judged.stderr
    for arguments, words in ((["--unconditional"], "contradict"), (["--preset", "ncsn-mnist"], "no classes")):
        print("#", sentence(run("train", "--data", "pictures", "--class-per-picture", *arguments, "--iterations", "1",
                                "--output", "wrong.safetensors", folder=folder), 2, words))
    for more, words in ((["--network", "ncsn"], "coarse views belong"), (["--loss", "ssm"], "choose the loss"),
                        (["--resume"], "--coarse cannot be added")):
        wrong = run("train", *base, "--coarse", "--output",
                    "plain.safetensors" if "--resume" in more else "wrong.safetensors", *more, folder=folder)
        assert wrong.returncode in (1, 2) and words in wrong.stderr, wrong.stderr
        print("#", wrong.stderr.splitlines()[-1])
    whole = run("train", "--data", "pictures", "--size", "8", "--iterations", "1", "--coarse", "--output",
                "wrong.safetensors", folder=folder)
    assert whole.returncode == 1 and "Only models of patches" in whole.stderr, whole.stderr
    assert not os.path.exists(os.path.join(folder, "wrong.safetensors"))


def views(folder):
    """Samples of each class, the held-out loss as numbers, and a chart; at most once per iteration."""
    write_digits(folder, side=8, count=200)
    trained(folder, "--data", ".", *FIXED, "--hold-out", "0.1", "--iterations", "40",
            "--sample-interval", "20", "--checkpoint-interval", "20", "--sigma-begin", "2", "--output",
            "m.safetensors")
    head, *lines = read(folder, "m.held-out.csv").decode().splitlines()
    sigmas = [float(text) for text in head.split(",")[1:]]
    assert len(sigmas) == 10 and abs(sigmas[0] - 0.02) < 1e-9 and sigmas[-1] == 2, head
    assert sigmas == sorted(sigmas)
    rows = [[float(text) for text in line.split(",")] for line in lines]
    assert [row[0] for row in rows] == [20, 40], rows
    for row in rows:  # of a score of zero it is ½ at every level
        assert all(0 < loss < 0.7 for loss in row[1:]) and row[-1] < 0.3, row
    assert read_png(os.path.join(folder, "m.png"))[:3] == (6 * 8, 2 * 8, 1)
    width, height, channels, pixels = read_png(os.path.join(folder, "m.loss.png"))
    assert (width, height, channels) == (1280, 1188, 3)
    assert len(set(pixels[i:i + 3] for i in range(0, len(pixels), 3))) > 50

    # Going on from the middle gives the same files; without data to hold out there is one chart.
    before = read(folder, "m.held-out.csv")
    write(folder, "m.checkpoint", read(folder, "m.checkpoint.previous"))
    trained(folder, "--output", "m.safetensors", "--sample-interval", "20", "--resume")
    assert read(folder, "m.held-out.csv") == before
    trained(folder, "--data", ".", *FIXED, "--iterations", "10", "--output", "n.safetensors")
    assert read_png(os.path.join(folder, "n.loss.png"))[:2] == (1280, 628)
    assert not os.path.exists(os.path.join(folder, "n.held-out.csv"))


main([saved_settings_repeat, texts_of_numbers, multipliers_alone, command_line_comes_first, bad_files,
      resume_remembers, chooses_by_sizes, chooses_around_what_is_given, chooses_by_time, starts_from_a_model,
      tunes_a_model, learns_to_fill_holes, learns_the_noise_of_cameras, sees_what_is_larger, views])
