# SPDX-License-Identifier: GPL-3.0-or-later
"""A small classifier of handwritten digits, trained on the real ones of MNIST.

It judges digits that a model has drawn, so it must be good at real digits and independent of the model. Training
takes less than a minute on one processor. The weights are kept in a cache folder under a name that depends on the
contents of this file, so that a change of this file trains it again.
"""

import gzip
import hashlib
import os
import pathlib

import numpy
import torch
from torch import nn

SIDE = 28
EPOCHS = 2
BATCH = 64


def read_idx(path):
    """An IDX file (.gz) of unsigned bytes as an array."""
    with gzip.open(path) as file:
        data = file.read()
    if data[:3] != b"\0\0\x08":
        raise ValueError(f"{path} is not an IDX file of unsigned bytes.")
    extents = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(data[3])]
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * data[3]).reshape(extents)


def read_mnist(folder, part):
    """Pictures (N, 28, 28) in [0, 1] and labels (N) of "train" or "t10k"."""
    pictures = read_idx(folder / f"{part}-images-idx3-ubyte.gz").astype(numpy.float32) / 255
    return pictures, read_idx(folder / f"{part}-labels-idx1-ubyte.gz").astype(numpy.int64)


def network():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 7 * 7, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


def classify(model, pictures):
    """The digit that each of the pictures (N, 28, 28) shows."""
    x = torch.from_numpy(numpy.ascontiguousarray(pictures, numpy.float32)).unsqueeze(1)
    with torch.no_grad():
        return torch.cat([model(part).argmax(1) for part in x.split(1000)]).numpy()


def train(data):
    torch.manual_seed(1)
    pictures, labels = read_mnist(data, "train")
    x = torch.from_numpy(pictures).unsqueeze(1)
    y = torch.from_numpy(labels)
    model = network()
    steps = EPOCHS * (len(x) // BATCH)
    adam = torch.optim.Adam(model.parameters(), lr=2e-3)
    rate = torch.optim.lr_scheduler.LinearLR(adam, 1.0, 0.02, steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(x))[: len(x) // BATCH * BATCH].split(BATCH):
            adam.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            adam.step()
            rate.step()
    return model


def load(data, cache):
    """The trained classifier, from the cache folder if it is there."""
    # The batches are so small that a second thread costs more than it gains, above all on a busy
    # machine.
    torch.set_num_threads(1)
    key = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()[:16]
    path = cache / f"digit-classifier-{key}.pt"
    if path.exists():
        model = network()
        model.load_state_dict(torch.load(path, weights_only=True))
        return model
    model = train(data)
    cache.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed, so that an interrupted run does not leave an incomplete file.
    aside = path.with_suffix(f".{os.getpid()}")
    torch.save(model.state_dict(), aside)
    aside.rename(path)
    return model
