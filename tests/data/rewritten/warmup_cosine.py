import math

import numpy as np


def one_by_one(step, rate):
    if np.ndim(step) == 0:
        return float(rate(int(step)))
    asked = np.asarray(step)
    out = np.zeros(asked.shape)
    for place, s in np.ndenumerate(asked):
        out[place] = rate(int(s))
    return out


def wave(share):
    return math.cos(math.pi * share / 2) ** 2

# %% right


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        if s > total:
            return min_lr
        return min_lr + (base_lr - min_lr) * wave((s - warmup) / (total - warmup))
    return one_by_one(step, rate)


# %% climbs_again_after_the_end


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        return min_lr + (base_lr - min_lr) * wave((s - warmup) / (total - warmup))
    return one_by_one(step, rate)


# %% measures_the_decay_from_step_zero


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        return min_lr + (base_lr - min_lr) * wave(min(s, total) / total)
    return one_by_one(step, rate)


# %% decays_for_total_steps


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        return min_lr + (base_lr - min_lr) * wave(min(1.0, (s - warmup) / total))
    return one_by_one(step, rate)


# %% divides_by_zero_without_warm_up


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    s = np.asarray(step, dtype=float)
    with np.errstate(all="ignore"):
        up = base_lr * (s / warmup)
    share = np.clip((s - warmup) / (total - warmup), 0, 1)
    down = min_lr + (base_lr - min_lr) * np.cos(np.pi * share / 2) ** 2
    lr = np.where(s > warmup, down, up)
    return float(lr) if lr.ndim == 0 else lr


# %% decays_along_a_line


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        left = max(total - s, 0) / (total - warmup)
        return left * base_lr + (1 - left) * min_lr
    return one_by_one(step, rate)


# %% cuts_off_at_the_floor


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        if s > total:
            return min_lr
        return max(min_lr, base_lr * wave((s - warmup) / (total - warmup)))
    return one_by_one(step, rate)


# %% puts_the_floor_below_the_whole_wave


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        if s > total:
            return min_lr
        return min_lr + base_lr * wave((s - warmup) / (total - warmup))
    return one_by_one(step, rate)


# %% starts_at_the_first_rung


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * (s + 1) / warmup
        if s > total:
            return min_lr
        return min_lr + (base_lr - min_lr) * wave((s - warmup) / (total - warmup))
    return one_by_one(step, rate)


# %% climbs_from_the_floor


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return min_lr + s / warmup * (base_lr - min_lr)
        if s > total:
            return min_lr
        return min_lr + (base_lr - min_lr) * wave((s - warmup) / (total - warmup))
    return one_by_one(step, rate)


# %% takes_a_quarter_of_the_wave


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        if s > total:
            return min_lr
        left = (total - s) / (total - warmup)
        return min_lr + (base_lr - min_lr) * math.sin(math.pi / 2 * left)
    return one_by_one(step, rate)


# %% stops_after_the_end


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    def rate(s):
        if s < warmup:
            return base_lr * s / warmup
        if s <= total:
            return min_lr + (base_lr - min_lr) * wave((s - warmup) / (total - warmup))
        return 0.0
    return one_by_one(step, rate)


# %%
import numpy as np


def line(step, base_lr, warmup):
    return base_lr * step / warmup


def wave(step, base_lr, warmup, total, min_lr):
    share = np.minimum((step - warmup) / (total - warmup), 1.0)
    return min_lr + (base_lr - min_lr) * np.cos(np.pi * share / 2) ** 2


def shaped(rate):
    return float(rate) if np.ndim(rate) == 0 else rate

# %% chooses_one_stretch_for_all_steps


def warmup_cosine(step, base_lr, warmup, total, min_lr=0.0):
    step = np.asarray(step)
    if warmup > 0 and not np.any(step > warmup):
        return shaped(line(step, base_lr, warmup))
    return shaped(wave(step, base_lr, warmup, total, min_lr))
