# SPDX-License-Identifier: GPL-3.0-or-later
"""ncsn train with the authors' networks, presets and losses."""

import os

from support import forget, idx, main, png, read, run, sentence, train_anew, write, write_digits

SMALL = ["--data", ".", "--sample-interval", "0", "--threads", "1", "--iterations", "1",
         "--output", "m.safetensors"]


def trained(folder, *arguments):
    """Trains on 8 × 8 digits; returns the properties from ncsn info, and stderr."""
    return train_anew(folder, *SMALL, *arguments)


def ladder(begin, end, levels):
    return {"sigma_begin": begin, "sigma_end": end, "levels": levels}


def assert_network(info, network, features, its_ladder):
    assert (info["network"], info["features"]) == (network, features), info
    assert info["ladder"] == its_ladder, info
    schedule = info["schedule"]
    assert {key: schedule[key] for key in its_ladder} == its_ladder, info


def presets(folder):
    """Network, ladder and sampler are the preset's; size, channels and width follow the options."""
    write_digits(folder, side=8)
    for name, network, its_ladder, steps, step_lr, denoise in (
            ("ncsn-mnist", "ncsn", ladder(1, 0.01, 10), 100, 2e-5, False),
            ("ncsn-celeba", "ncsn", ladder(1, 0.01, 10), 100, 2e-5, False),
            ("ncsn-cifar10", "ncsn", ladder(1, 0.01, 10), 100, 2e-5, False),
            ("ncsnv2-cifar10", "ncsnv2", ladder(50, 0.01, 232), 5, 6.2e-6, True),
            ("ncsnv2-celeba", "ncsnv2", ladder(90, 0.01, 500), 5, 3.3e-6, True)):
        info, _ = trained(folder, "--preset", name, "--ngf", "2", "--size", "8", "--batch", "2")
        assert_network(info, network, 2, its_ladder)
        assert (info["width"], info["height"], info["channels"]) == (8, 8, 1), info
        assert info["schedule"]["steps"] == steps and info["schedule"]["denoise"] == denoise, info
        assert abs(info["schedule"]["epsilon"] - 2 * step_lr) < 1e-15, info
        assert info["classes"] == [] and info["precondition"] == (
            "none" if network == "ncsn" else "sigma"), info


def preset_size(folder):
    """Without --size pictures are resized to the preset's size, as its authors did."""
    write(folder, "faces/a.png", a_png(40, 50))
    write(folder, "faces/b.png", a_png(50, 40))
    info, said = trained(folder, "--data", "faces", "--preset", "ncsn-mnist", "--ngf", "2",
                         "--batch", "2")
    assert (info["width"], info["height"], info["channels"]) == (28, 28, 3), info
    assert "colour" in said, said


def a_png(width, height):
    return png(width, height, 2, bytes(range(256)) * (width * height * 3 // 256 + 1))


def by_network(folder):
    write_digits(folder, side=8)
    info, said = trained(folder, "--network", "ncsn", "--ngf", "2", "--batch", "2")
    assert_network(info, "ncsn", 2, ladder(1, 0.01, 10))
    assert "8 × 8, gray. Classes: 0; parameters: 14145" in said, said  # 1811·4 + 18·2 + 42·2 + 1 + …
    info, _ = trained(folder, "--network", "ncsnv2", "--features", "3", "--batch", "2",
                      "--sigma-begin", "4", "--levels", "6", "--steps", "3")
    assert_network(info, "ncsnv2", 3, ladder(4, 0.01, 6))
    assert info["schedule"]["steps"] == 3, info
    info, _ = trained(folder, "--network", "unet", "--features", "8", "--multipliers", "1,2",
                      "--batch", "2")
    assert (info["network"], info["features"], len(info["classes"])) == ("unet", 8, 2), info
    assert "ladder" not in info, info
    info, _ = trained(folder, "--preset", "ncsn-mnist", "--network", "ncsn", "--ngf", "2",
                      "--size", "8", "--batch", "2", "--sigma-begin", "3", "--sigma-end", "0.1",
                      "--levels", "4", "--epsilon", "0.002")
    assert_network(info, "ncsn", 2, ladder(3, 0.1, 4))
    assert info["schedule"]["epsilon"] == 0.002, info


def patches(folder):
    """Squares at the pictures' own scale give a model of patches, which can be resumed."""
    write_digits(folder, side=16)
    network = ["--features", "8", "--multipliers", "1,2", "--attention", "none", "--batch", "2"]
    base = ["--patches", "8", *network]
    info, said = trained(folder, *base)
    assert (info["width"], info["height"], info["patches"]) == (8, 8, True), info
    assert "of 8 × 8" in said, said
    text = run("info", "./m.safetensors", folder=folder).stdout
    assert "any size, by patches of 8 × 8" in text, text
    result = run("train", *SMALL[:-2], "--output", "m.safetensors", "--resume", *base,
                 "--iterations", "2", folder=folder)
    assert result.returncode == 0, result.stderr
    result = run("train", *SMALL[:-2], "--output", "m.safetensors", "--resume", "--size", "8",
                 folder=folder)
    assert result.returncode == 1, result.stderr
    result = run("evaluate", "--model", "./m.safetensors", "--data", ".", "--count", "2",
                 folder=folder)
    assert result.returncode == 0, result.stderr
    info, _ = trained(folder, "--size", "16", *network)
    assert (info["width"], info["patches"]) == (16, False), info
    info, _ = trained(folder, "--preset", "ncsn-mnist", "--ngf", "2", "--patches", "6", "--batch",
                      "2")
    assert (info["width"], info["patches"]) == (6, True), info
    os.remove(os.path.join(folder, "m.safetensors"))
    forget(folder, "m")
    print("#", sentence(run("train", *SMALL, "--patches", "17", folder=folder), 1, "17 × 17"))
    print("#", sentence(run("train", *SMALL, "--patches", "0", folder=folder), 2, "--patches"))


def losses(folder):
    """Each objective trains, with other gradients than the others, and the checkpoint records it."""
    write_digits(folder, side=8)
    base = ["--network", "ncsnv2", "--ngf", "2", "--batch", "2", "--levels", "3"]
    models = {}
    for arguments, entries in (
            ((), ("loss=dsm", "probe=gaussian", "projections=1")),
            (("--loss", "dsm"), ("loss=dsm", "probe=gaussian", "projections=1")),
            (("--loss", "ssm"), ("loss=ssm", "probe=gaussian", "projections=1")),
            (("--loss", "ssm-vr"), ("loss=ssm-vr", "probe=gaussian", "projections=1")),
            (("--loss", "ssm-vr", "--probe", "rademacher", "--projections", "2"),
             ("loss=ssm-vr", "probe=rademacher", "projections=2"))):
        trained(folder, *base, *arguments)
        checkpoint = read(folder, "m.checkpoint")
        for entry in (*entries, "constant-rate=true"):
            assert entry.encode() + b"\\n" in checkpoint, (arguments, entry)
        models[arguments] = read(folder, "m.safetensors")
    assert models[()] == models["--loss", "dsm"]
    assert len(set(models.values())) == len(models) - 1
    trained(folder, "--features", "8", "--multipliers", "1,2", "--batch", "2", "--loss", "ssm")
    assert b"constant-rate=false" in read(folder, "m.checkpoint")


def auto_ladder(folder):
    """The network is made for the levels that are found: its tables have as many rows."""
    write_digits(folder, side=8)
    for network in ("ncsn", "ncsnv2"):
        info, said = trained(folder, "--network", network, "--ngf", "2", "--batch", "2",
                             "--sigma-begin", "auto", "--levels", "auto", "--epsilon", "auto")
        found, levels = info["ladder"], info["ladder"]["levels"]
        assert "Noise levels: " in said and f" in {levels} levels" in said, said
        assert found["sigma_begin"] not in (1, 50) and levels not in (10, 232), info
        assert_network(info, network, 2, found)
        norms = 113 * 2 * 3 * levels if network == "ncsn" else 27 * 2 * 3
        assert info["parameters"] == 1811 * 4 + 18 * 2 + 42 * 2 + 1 + norms, info


def resume(folder):
    """Four steps equal two, and two more by --resume with the same preset."""
    write_digits(folder, side=8)
    base = ["train", "--data", ".", "--preset", "ncsn-mnist", "--ngf", "2", "--size", "8",
            "--batch", "2", "--loss", "ssm-vr", "--projections", "2", "--sample-interval", "0",
            "--threads", "1"]
    for name, counts in (("whole", (4,)), ("parts", (2, 4))):
        for count in counts:
            result = run(*base, "--iterations", count, "--output", f"{name}.safetensors",
                         *(["--resume"] if count != counts[0] else []), folder=folder)
            assert result.returncode == 0, result.stderr
    assert "Continuing after iteration 2." in result.stderr, result.stderr
    assert read(folder, "whole.safetensors") == read(folder, "parts.safetensors")
    # The learning rate is the preset's and does not fall.
    for name in ("whole", "parts"):
        rates = {line.split(",")[3] for line in read(folder, f"{name}.csv").decode().split()[1:]}
        assert {float(rate) for rate in rates} <= {1e-3}, rates
    result = run(*base, "--iterations", "6", "--output", "parts.safetensors", "--resume",
                 "--levels", "5", folder=folder)
    sentence_after_notes(result, "leave the schedule's options out")


def sentence_after_notes(result, words):
    assert result.returncode == 1 and words in result.stderr.splitlines()[-1], result.stderr


def contradictions(folder):
    write_digits(folder, side=8)
    base = ["train", "--data", ".", "--output", "m.safetensors"]
    for arguments, words in (
            (["--preset", "ncsn-imagenet"], "ncsn-mnist, ncsn-celeba"),
            (["--network", "resnet"], "unet, ncsn, ncsnv2"), (["--network", "mlp"], "mlp"),
            (["--preset", "ncsn-mnist", "--network", "ncsnv2"], "contradict"),
            (["--preset", "ncsn-mnist", "--network", "unet"], "contradict"),
            (["--loss", "esm"], "dsm, ssm, ssm-vr, consistency"), (["--loss", "fd"], "fd"),
            (["--projections", "2"], "--loss ssm and ssm-vr"),
            (["--loss", "dsm", "--probe", "gaussian"], "--loss ssm and ssm-vr"),
            (["--loss", "ssm", "--projections", "0"], "--projections"),
            (["--loss", "ssm", "--projections", "1025"], "--projections"),
            (["--loss", "ssm", "--probe", "uniform"], "gaussian, rademacher"),
            (["--network", "ncsn", "--ngf", "0"], "--ngf")):
        print("#", sentence(run(*base, *arguments, folder=folder), 2, words))
    for arguments, words in (
            (["--network", "ncsn", "--blocks", "2"], "blocks"),
            (["--network", "ncsn", "--multipliers", "1,2"], "ultipliers"),
            (["--network", "ncsn", "--attention", "4"], "ttention"),
            (["--network", "ncsn", "--precondition", "edm"], "requires the preconditioning “none”"),
            (["--network", "ncsnv2", "--precondition", "none"], "requires the preconditioning “sigma”"),
            (["--network", "ncsn", "--ngf", "1"], "from 2 to 1024"),
            (["--network", "ncsn", "--sigma-begin", "0.001"], "σ"),
            (["--preset", "ncsn-mnist"], "resized")):
        print("#", sentence(run(*base, *arguments, folder=folder), 1, words))
    write(folder, "odd", idx([4, 7, 7], bytes(range(196))))
    print("#", sentence(run(*base, "--data", "odd", "--network", "ncsn", folder=folder), 1,
                        "even width and height"))
    assert not os.path.exists(os.path.join(folder, "m.safetensors"))
    assert not os.path.exists(os.path.join(folder, "m.checkpoint"))


main([presets, preset_size, by_network, patches, losses, auto_ladder, resume, contradictions])
