import math

import numpy as np

from grader.author import at_most, close, given, law, mistake, solution


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    step = np.asarray(step)
    done = np.minimum((step - warmup) / (total - warmup), 1)
    lr = np.array(min_lr + (base_lr - min_lr) * (1 + np.cos(np.pi * done)) / 2)
    climbing = step < warmup
    lr[climbing] = base_lr * step[climbing] / warmup
    return lr


given(
    "whole runs",
    like="the climb",
    warmup={"integer": [0, 30]},
    step={"is": "np.arange(total + 30)"},
    examples=40,
)


@law("rises, falls and rests, without a jump", over="whole runs")
def _(lr, base_lr, min_lr, warmup, decay, total):
    """Follow the rate over a whole run, beyond its end: it climbs up to step warmup and not
    further, falls up to step total, then rests. No single step may change it more than the line or
    the steepest part of the cosine does."""
    moves = np.diff(lr) / base_lr
    assert np.all(moves[:warmup] > 0)
    assert np.all(moves[warmup:total] < 0)
    assert close(moves[total:], 0, 1e-12)
    # A cosine through half a wave in `decay` steps falls by at most π/2 of its height / decay.
    steepest = max(1 / max(warmup, 1), np.pi / 2 / decay)
    assert at_most(abs(moves), steepest, rtol=0, atol=1e-9 * steepest)


@solution
def step_by_step(step, base_lr, warmup, total, min_lr=0.0):
    """Three cases for one step at a time, with the square of a cosine of half the angle."""
    if np.ndim(step):
        rates = [step_by_step(int(s), base_lr, warmup, total, min_lr) for s in np.ravel(step)]
        return np.reshape(rates, np.shape(step))
    if step < warmup:
        return step / warmup * base_lr
    if step >= total:
        return min_lr
    angle = math.pi / 2 * (step - warmup) / (total - warmup)
    return base_lr * math.cos(angle) ** 2 + min_lr * math.sin(angle) ** 2


@solution
def multiplies_two_factors(step, base_lr, warmup, total, min_lr=0.0):
    """The rate is a multiple of the peak: the smaller of line and wave, by np.where and np.clip."""
    step = np.asarray(step, dtype=float)
    line = step / warmup if warmup else np.ones(step.shape)
    share = np.clip((step - warmup) / (total - warmup), 0.0, 1.0)
    floor = min_lr / base_lr
    wave = floor + (1 - floor) * 0.5 * (1 + np.cos(np.pi * share))
    return base_lr * np.where(step < warmup, line, wave)


def assembled(step, base_lr, warmup, total, min_lr, done=None, line=None):
    """The schedule with another share of the decay, or another climb."""
    step = np.asarray(step, dtype=float)
    if done is None:
        done = np.minimum((step - warmup) / (total - warmup), 1)
    if line is None:
        line = base_lr * step / max(warmup, 1)
    wave = min_lr + (base_lr - min_lr) * (1 + np.cos(np.pi * done)) / 2
    return np.where(step < warmup, line, wave)


@mistake(caught_by="stays at the floor after the end")
def climbs_again_after_the_end(step, base_lr, warmup, total, min_lr=0.0):
    """After step `total` your cosine goes on and climbs again; limit the share of the decay that is
    done to 1, so that the rate rests at min_lr."""
    done = (np.asarray(step) - warmup) / (total - warmup)
    return assembled(step, base_lr, warmup, total, min_lr, done=done)


@mistake(caught_by="comes down from the peak to the floor, half of the way in half of the time")
def measures_the_decay_from_step_zero(step, base_lr, warmup, total, min_lr=0.0):
    """You took step / total for the share of the decay that is done (at most 1), so at the end of
    the warm-up the rate jumps below the peak; count from there: (step - warmup) / (total -
    warmup)."""
    done = np.minimum(np.asarray(step) / total, 1)
    return assembled(step, base_lr, warmup, total, min_lr, done=done)


@mistake(caught_by="comes down from the peak to the floor, half of the way in half of the time")
def decays_for_total_steps(step, base_lr, warmup, total, min_lr=0.0):
    """You divided step - warmup by total (and cut off at 1), so the decay ends `warmup` steps too
    late; it has only total - warmup steps."""
    done = np.minimum((np.asarray(step) - warmup) / total, 1)
    return assembled(step, base_lr, warmup, total, min_lr, done=done)


@mistake(caught_by="comes down from the peak to the floor, half of the way in half of the time")
def divides_by_zero_without_warm_up(step, base_lr, warmup, total, min_lr=0.0):
    """Without warm-up you compute 0 / 0 at step 0, which gives nan there; use the line only for
    steps below `warmup`, of which there are none then."""
    step = np.asarray(step, dtype=float)
    with np.errstate(all="ignore"):
        line = base_lr * step / np.float64(warmup)
    done = np.minimum((step - warmup) / (total - warmup), 1)
    wave = min_lr + (base_lr - min_lr) * (1 + np.cos(np.pi * done)) / 2
    return np.where(step <= warmup, line, wave)


@mistake(caught_by="the decay is gentle at both ends")
def decays_along_a_line(step, base_lr, warmup, total, min_lr=0.0):
    """You come down along a straight line from the peak to the floor; the cosine starts and ends
    gently: weigh base_lr - min_lr by (1 + cos(pi * share)) / 2, not by 1 - share."""
    step = np.asarray(step, dtype=float)
    done = np.minimum((step - warmup) / (total - warmup), 1)
    line = base_lr * step / max(warmup, 1)
    return np.where(step < warmup, line, base_lr - (base_lr - min_lr) * done)


@mistake(caught_by="comes down from the peak to the floor, half of the way in half of the time")
def cuts_off_at_the_floor(step, base_lr, warmup, total, min_lr=0.0):
    """You let the cosine fall to 0 and lifted what is below min_lr up to it (after the warm-up), so
    the floor is reached early and with a kink; squeeze the whole wave between floor and peak."""
    wave = assembled(step, base_lr, warmup, total, 0.0)
    return np.where(np.asarray(step) < warmup, wave, np.maximum(wave, min_lr))


@mistake(caught_by="comes down from the peak to the floor, half of the way in half of the time")
def puts_the_floor_below_the_whole_wave(step, base_lr, warmup, total, min_lr=0.0):
    """You added min_lr to a wave of height base_lr, so the decay starts above the peak; the height
    of the wave is base_lr - min_lr."""
    step = np.asarray(step)
    wave = assembled(step, base_lr, warmup, total, 0.0)
    return np.where(step < warmup, wave, min_lr + wave)


@mistake(caught_by="climbs from 0 to the peak in equal steps")
def starts_at_the_first_rung(step, base_lr, warmup, total, min_lr=0.0):
    """Your climb gives (step + 1) / warmup of the peak, one step ahead: it starts above 0 and has
    the peak at step warmup - 1 already; use step / warmup."""
    line = base_lr * (np.asarray(step) + 1) / max(warmup, 1)
    return assembled(step, base_lr, warmup, total, min_lr, line=line)


@mistake(caught_by="climbs from 0 to the peak in equal steps")
def climbs_from_the_floor(step, base_lr, warmup, total, min_lr=0.0):
    """You start the climb at min_lr; it starts at 0, and min_lr belongs to the decay alone."""
    line = min_lr + (base_lr - min_lr) * np.asarray(step) / max(warmup, 1)
    return assembled(step, base_lr, warmup, total, min_lr, line=line)


@mistake(caught_by="comes down from the peak to the floor, half of the way in half of the time")
def takes_a_quarter_of_the_wave(step, base_lr, warmup, total, min_lr=0.0):
    """You used cos(share * π / 2), from 1 to 0, in place of (1 + cos(share * π)) / 2: it falls
    steeply at the end instead of settling."""
    step = np.asarray(step, dtype=float)
    done = np.minimum((step - warmup) / (total - warmup), 1)
    line = base_lr * step / max(warmup, 1)
    return np.where(step < warmup, line, min_lr + (base_lr - min_lr) * np.cos(np.pi / 2 * done))


@mistake(caught_by="stays at the floor after the end")
def stops_after_the_end(step, base_lr, warmup, total, min_lr=0.0):
    """After step `total` you give 0; the rate stays at min_lr."""
    lr = assembled(step, base_lr, warmup, total, min_lr)
    return np.where(np.asarray(step) > total, 0.0, lr)


@mistake(caught_by="many steps at once are the steps one by one")
def chooses_one_stretch_for_all_steps(step, base_lr, warmup, total, min_lr=0.0):
    """You chose between line and wave once for the whole array: the line if no step lies beyond
    `warmup`, else the wave for all, which then goes on to the left of `warmup` with a negative
    share. Every step chooses for itself, which np.where does."""
    step = np.asarray(step, dtype=float)
    if warmup and np.all(step <= warmup):
        return base_lr * step / warmup
    done = np.minimum((step - warmup) / (total - warmup), 1)
    return min_lr + (base_lr - min_lr) * (1 + np.cos(np.pi * done)) / 2
