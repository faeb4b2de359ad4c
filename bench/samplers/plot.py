# SPDX-License-Identifier: GPL-3.0-or-later
"""Plots errors against numbers of evaluations (docs/samplers.png)."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

TITLES = {"gaussian": "Gaussian in 64 dimensions, without chance",
          "plane": "two Gaussians in the plane, 100,000 points"}
# Markers differ too, for readers who cannot distinguish the colours.
STYLES = {"langevin": ("#8c6bb1", "v"), "annealed": ("#d95f0e", "s"), "consistent": ("#2c7fb8", "o"),
          "predictor-corrector": ("#41ab5d", "D"), "ode": ("#111111", "^"),
          "ipndm": ("#e7298a", "P"), "dpm": ("#e6ab02", "X")}


def panel(axes, curves, goal):
    for rule, points in curves.items():
        colour, marker = STYLES[rule]
        axes.loglog(*zip(*points), color=colour, marker=marker, markersize=4, linewidth=1.3, label=rule)
    axes.axhline(goal, color="#999999", linewidth=0.8, linestyle="--")
    axes.text(axes.get_xlim()[1], goal * 1.1, f"{goal:.0%} ", ha="right", fontsize=8, color="#666666")
    axes.set_xlabel("evaluations of the score")
    axes.grid(True, which="major", color="#eeeeee")


def draw(results, goal, path):
    figure, panels = plt.subplots(1, 2, figsize=(10, 4.4), sharey=True)
    for axes, (problem, title) in zip(panels, TITLES.items()):
        panel(axes, results[problem], goal)
        axes.set_title(title, fontsize=10)
    panels[0].set_ylabel("relative error of mean and covariance")
    panels[0].set_ylim(2e-4, 10)
    panels[0].legend(fontsize=8, loc="lower left")
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
