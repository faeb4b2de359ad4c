# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the results of ./dev bench samplers as Markdown (docs/samplers.md)."""

import math
import os

import machine

ORDERS = {"langevin": "1 in ε", "annealed": "1 in ε, ½ in L·T", "consistent": "1 in L",
          "predictor-corrector": "1 in L", "ode": "2 in L", "ipndm": "2 in L", "dpm": "2 in L"}


def crossing(points, goal):
    """The evaluations after which the error stays below the goal, interpolated; None if it does not."""
    for (before, worse), (after, better) in zip(reversed(points[:-1]), reversed(points[1:])):
        if better > goal:
            return None
        if worse > goal:
            share = math.log(worse / goal) / math.log(worse / better)
            return before * (after / before) ** share
    return points[0][0]


def needed(points, goal):
    evaluations = crossing(points, goal)
    if evaluations is not None:
        return f"{evaluations:.0f}"
    return f"– ({points[-1][1]:.0%} after {points[-1][0]:.0f})"


def near(points, evaluations):
    """The error at the measured point nearest to so many evaluations."""
    error = min(points, key=lambda point: abs(math.log(point[0] / evaluations)))[1]
    return f"{error:.1%}" if error < 1 else f"{error:.1f}×"


def moments(results, goal, stated):
    rows = [(rule, ORDERS[rule], *(entry for problem in ("gaussian", "plane")
                                   for entry in (near(results[problem][rule], stated),
                                                 needed(results[problem][rule], goal))))
            for rule in ORDERS]
    return machine.table(("rule", "order", f"Gaussian: error at {stated}", f"evaluations for {goal:.0%}",
                         f"plane: error at {stated}", f"evaluations for {goal:.0%}"), rows)


def filling(results):
    return machine.table(("sampler", "times through", "evaluations", "mean", "covariance"), [
        (f"`{sampler}`", str(times), str(round(evaluations)), f"{mean:.1%}", f"{covariance:.1%}")
        for sampler, times, evaluations, mean, covariance in results])


def digits(results):
    return machine.table(("sampler", "evaluations", "seconds for 64", "read right", "variance", "ink"), [
        (f"`{sampler}`", str(round(evaluations)), f"{seconds:.1f}", f"{right:.1%}", f"{variance:.2f}",
         f"{ink:.2f}") for sampler, evaluations, seconds, right, variance, ink in results["samplers"]])


def text(results, goal, stated):
    return f"""# What each sampler reaches

By `./dev bench samplers`, {results['date']}. {machine.processor()}. Samplers are written as a rule or a quality
with the numbers that are not its defaults; η is ε/2σ_L².

## Right moments

The relative error of mean and covariance (the larger; Frobenius norm) with exact scores: of a Gaussian in
64 dimensions, neighbours correlated by 0.9, for which it is known without chance; and of two Gaussians in
the plane with weights 0.2 and 0.8, measured on 100,000 points, of which chance is about 0.005.

{moments(results, goal, stated)}

![errors against evaluations](samplers.png)

`annealed` takes 2 steps a level with the ε that follows from its schedule; `predictor-corrector` one
corrector step with r = 0.16. `langevin`, at the last level alone, takes whichever step was best for that
number of evaluations, and still leaves points in the mode they started next to, which is why noise levels
exist. The order of `annealed` in evaluations is ½ because its ε has to shrink while its steps still have
to forget the noise of earlier levels.

## Filling what is masked

A Gaussian of eight neighbours, four of them known: the relative errors of mean and covariance of the
others, against those given what is known. “Times through” is `resample`.

{filling(results['filling'])}

No rule is exact when it goes through the levels once: known pixels are replaced by noisy ones, which the
others cannot have foreseen. Time at each level, or going back, lets them agree.

`ncsn inpaint` fills as in the row with η = 1: all of the noise is taken off and drawn anew around the mean that the
score gives. That mean leaves out how the clean pictures vary about it, so each step lacks noise of variance up to
η²σ², and chains follow about q^(1/T), T = 1 - η/2, where the score's distribution is q. With exact scores 36 levels
leave 0.45 of a Gaussian's variance (72 levels 0.47), and 0.89 of the points end at a mode that holds 0.8 of the mass;
with η = 0.25 the variance is 0.875. Such fills are near the middle of what may be there, and on photographs nearest to
what was ([models/RESULTS.md](../models/RESULTS.md)).

`--draw true` takes η = 1 - γ², γ = σ_{{i+1}}/σ_i, and more levels, so that T is near 1: 50, 150 and 300 levels (draft,
normal, best) leave 0.86, 0.95 and 0.97 of the variance, and 0.80 of the points end at the mode of 0.8. The test `fills`
measures these. They hold where the score is that of the pixels given the known ones, as a model has it that sees
holes; others need `--resample 10` besides, as the row with 150 levels shows. In GIMP the sampler “consistent” has
η = 1 - γ², with 100 levels unless told otherwise.

## Digits

`models/digits.safetensors`, 100 of each class: how many are read as the digit asked for by a classifier that
reads {results['digits']['real']:.1%} of MNIST's own test digits right; the variance within a class and the mean brightness,
relative to those test digits. Seconds are of this machine, on {len(os.sched_getaffinity(0))} processors.

{digits(results['digits'])}
"""
