# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the networks with refinenet.py, an independent implementation in PyTorch, for widths,
sizes and ladders that the reference vectors do not have. First compares refinenet.py with those.

usage: twin.py CHECK-VECTORS FOLDER-OF-FOLDERS
"""

import copy
import sys
import tempfile
from pathlib import Path

try:
    import torch
    from safetensors import safe_open
    from safetensors.torch import load_file, save_file
except ImportError as missing:
    print(f"1..0 # SKIP {missing.name} for Python is not installed")
    sys.exit(0)

import refinenet
import support

program, folder = sys.argv[1], Path(sys.argv[2])

EXACT = 1e-6  # both sides compute with 64 bits and round to 32 bits once

# network, channels, ngf, height, width, (σ_1, σ_L, L)
CASES = {
    "v1 12x20x24": ("CondRefineNetDilated", 3, 12, 20, 24, (1, 0.01, 4)),
    "v1 odd width": ("CondRefineNetDilated", 1, 5, 14, 14, (0.7, 0.05, 2)),
    "v1 one level": ("CondRefineNetDilated", 1, 3, 6, 10, (0.3, 0.3, 1)),
    "v1 16x28x28": ("CondRefineNetDilated", 1, 16, 28, 28, (1, 0.01, 10)),
    "v2 10x30x30": ("NCSNv2", 3, 10, 30, 30, (20, 0.01, 3)),
    "v2 odd width": ("NCSNv2", 1, 7, 12, 22, (5, 0.02, 11)),
    "v2 one level": ("NCSNv2", 3, 4, 8, 8, (0.5, 0.5, 1)),
}


def make_network(metadata, sigmas):
    channels, ngf = int(metadata["channels"]), int(metadata["ngf"])
    if metadata["network"] == "NCSNv2":
        return refinenet.NCSNv2(channels, ngf, sigmas)
    return refinenet.CondRefineNetDilated(channels, ngf, len(sigmas))


def gradients(network, loss, prefix):
    parameters = dict(network.named_parameters())
    found = torch.autograd.grad(loss, list(parameters.values()), allow_unused=True)
    return {prefix + name: torch.zeros_like(p) if g is None else g
            for (name, p), g in zip(parameters.items(), found)}


def answers(network, given):
    """What check-vectors compares, from x, labels, sigmas, z, v and the chain's noise."""
    given = {k: t.double() if t.is_floating_point() else t for k, t in given.items()}
    x, labels, sigmas, z = (given[k] for k in ("x", "labels", "sigmas", "z"))
    dsm = refinenet.dsm_loss(network, x, labels, sigmas, z)
    ssm = refinenet.ssm_vr_loss(network, x, labels, sigmas, z, given["v"])
    return {
        "score": network(x, labels),
        "dsm_loss": dsm.reshape(1), **gradients(network, dsm, "dsm_grad."),
        "ssm_loss": ssm.reshape(1), **gradients(network, ssm, "ssm_grad."),
        "ald_trajectory": refinenet.annealed_langevin(
            network, given["ald_init"], given["ald_levels"].tolist(),
            int(given["ald_steps_per_level"]), given["ald_epsilon"], sigmas, given["ald_noise"]),
    }


def difference(ours, theirs):
    """‖ours - theirs‖/‖theirs‖."""
    norm = theirs.double().norm()
    return float((ours - theirs.double()).norm() / (norm if norm > 0 else 1))


def reproduces(path):
    """refinenet.py has the numbers of the authors' code."""
    with safe_open(path / "weights.safetensors", "pt") as file:
        metadata = file.metadata()
    given = load_file(path / "vectors.safetensors")
    network = make_network(metadata, given["sigmas"])
    network.load_state_dict(load_file(path / "weights.safetensors"))
    ours = answers(network.double(), given)
    compared = {k: difference(t, given[k]) for k, t in ours.items() if k in given}
    expected = [k for k in given if "_grad." in k or k.endswith("_loss")]
    worst = max(compared, key=compared.get)
    print(f"# {path.name}: {len(compared)} quantities, {worst} is off by {compared[worst]:.2g}")
    assert {"score", "dsm_loss", "ald_trajectory", *expected} <= compared.keys()
    assert compared[worst] <= EXACT


def perturb(network):
    """Weights like those after some training: no norm has its initial value, and sums have a
    standard deviation near 1."""
    with torch.no_grad():
        for name, p in network.named_parameters():
            if "norm" in name:
                p += 0.2 * torch.randn_like(p)
            elif p.dim() == 4:
                p *= 1.5
            else:
                p += 0.1 * torch.randn_like(p)


def random_inputs(channels, height, width, ladder):
    """Two pictures, one at the first level, one at a middle or the last level; a chain of two steps
    at each of two levels."""
    begin, end, levels = ladder
    shape = (channels, height, width)
    return {
        "x": torch.rand(2, *shape), "z": torch.randn(2, *shape), "v": torch.randn(2, *shape),
        "labels": torch.tensor([0, levels // 2], dtype=torch.int32),
        "sigmas": refinenet.sigma_ladder(begin, end, levels).float(),
        "ald_init": torch.rand(1, *shape), "ald_noise": torch.randn(4, *shape),
        "ald_levels": torch.tensor([0, levels - 1], dtype=torch.int32),
        "ald_steps_per_level": torch.tensor([2], dtype=torch.int32),
        "ald_epsilon": torch.tensor([0.2 * end ** 2]),
    }


def is_smooth(network, given):
    """Whether gradients hardly change when weights change in the sixth digit. They jump if two
    pixels of a maximum pooling's window are nearly equal, and rounding to 32 bits may exchange these."""
    def slopes(net):
        x, labels, sigmas, z = (given[k] for k in ("x", "labels", "sigmas", "z"))
        return gradients(net, refinenet.dsm_loss(net, x, labels, sigmas, z), "")

    given = {k: t.double() if t.is_floating_point() else t for k, t in given.items()}
    here = slopes(copy.deepcopy(network).double())
    for _ in range(4):
        near = copy.deepcopy(network).double()
        with torch.no_grad():
            for p in near.parameters():
                p *= 1 + 3e-6 * torch.randn_like(p)
        if max(difference(t, here[k]) for k, t in slopes(near).items()) > 2e-4:
            return False
    return True


def saved(tensors):
    return {k: t.detach().contiguous().to(torch.float32 if t.is_floating_point() else t.dtype)
            for k, t in tensors.items()}


def write(path, case, seed):
    """A folder in the layout of the reference vectors."""
    kind, channels, ngf, height, width, ladder = case
    torch.manual_seed(seed)
    metadata = {"network": kind, "ngf": ngf, "channels": channels, "image_size": max(height, width),
                "num_classes": ladder[2], "sigma_begin": ladder[0], "sigma_end": ladder[1]}
    metadata = {k: str(v) for k, v in metadata.items()}
    while True:
        given = random_inputs(channels, height, width, ladder)
        network = make_network(metadata, given["sigmas"])
        perturb(network)
        if kind != "NCSNv2" or is_smooth(network, given):
            break
    path.mkdir()
    save_file(saved(network.state_dict()), path / "weights.safetensors", metadata)
    save_file(saved({**given, **answers(network.double(), given)}), path / "vectors.safetensors",
              metadata)
    return len(list(network.parameters()))


def agrees(name, case, seed):
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / name.replace(" ", "-")
        parameters = write(path, case, seed)
        errors = support.agrees(program, path)
        found = [sum(k.startswith(prefix) for k in errors) for prefix in ("dsm_grad.", "ssm_grad.")]
        assert found == [parameters, parameters], (found, parameters)


references = sorted(path.parent for path in folder.glob("*/vectors.safetensors"))
support.tap([(f"the twin reproduces {path.name}", reproduces, path) for path in references] +
            [(name, agrees, name, case, seed)
             for seed, (name, case) in enumerate(CASES.items(), 1)])
