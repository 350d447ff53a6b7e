import numpy as np


def at_share(values, p):
    ordered = sorted(float(value) for value in values)
    place = p * (len(ordered) - 1)
    low = min(int(place), len(ordered) - 1)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def ends(values, alpha):
    return at_share(values, alpha / 2), at_share(values, 1 - alpha / 2)

# %% right


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    places = rng.integers(len(x), size=(n_boot, len(x)))
    return ends([stat(x[row]) for row in places], alpha)


# %% draws_without_replacement


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    return ends([stat(rng.permutation(x)) for _ in range(n_boot)], alpha)


# %% leaves_out_alpha_at_each_end


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    places = rng.integers(len(x), size=(n_boot, len(x)))
    values = [stat(x[row]) for row in places]
    return at_share(values, alpha), at_share(values, 1 - alpha)


# %% takes_alpha_for_the_level


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    places = rng.integers(len(x), size=(n_boot, len(x)))
    values = [stat(x[row]) for row in places]
    return at_share(values, 0.5 - alpha / 2), at_share(values, 0.5 + alpha / 2)


# %% steps_out_from_the_mean


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    values = [stat(rng.choice(x, size=len(x))) for _ in range(n_boot)]
    centre = sum(values) / n_boot
    spread = (sum((value - centre) ** 2 for value in values) / n_boot) ** 0.5
    return centre - 1.96 * spread, centre + 1.96 * spread


# %% picks_the_nearest_value


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    values = sorted(stat(rng.choice(x, size=len(x))) for _ in range(n_boot))
    return values[int(alpha / 2 * n_boot)], values[int((1 - alpha / 2) * n_boot)]


# %% takes_quantiles_of_the_data


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    return ends(x, alpha)


# %% draws_n_boot_entries


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    return ends([stat(x[rng.integers(len(x), size=n_boot)]) for _ in range(len(x))], alpha)


# %% leaves_one_out


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    return ends([stat(rng.choice(x, size=len(x) - 1)) for _ in range(n_boot)], alpha)


# %% adds_noise


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    values = []
    while len(values) < n_boot:
        values.append(stat(x + rng.standard_normal(len(x))))
    return ends(values, alpha)


# %% never_draws_the_last_entry


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    n = len(x)
    places = rng.integers(0, max(n - 1, 1), size=(n_boot, n))
    return ends([stat(x[row]) for row in places], alpha)


# %% repeats_one_resample


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    drawn = rng.choice(x, size=len(x))
    return ends([stat(drawn.copy()) for _ in range(n_boot)], alpha)


# %% draws_from_the_global_state


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    return ends([stat(np.random.choice(x, size=len(x))) for _ in range(n_boot)], alpha)


# %%
import numpy as np


def interval(x, stat, n_boot, alpha, rng):
    x = np.asarray(x)
    places = rng.integers(0, len(x), size=(n_boot, len(x)))
    values = [stat(x[row]) for row in places]
    lo, hi = np.quantile(values, [alpha / 2, 1 - alpha / 2])
    return float(lo), float(hi)

# %% seeds_a_generator_of_its_own


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    return interval(x, stat, n_boot, alpha, np.random.default_rng(0))
