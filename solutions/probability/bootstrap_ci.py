import numpy as np

from grader.author import law, mistake, same, solution


def bootstrap_ci(x, stat, n_boot, alpha, rng):
    places = rng.integers(len(x), size=(n_boot, len(x)))
    values = [stat(x[row]) for row in places]
    lo, hi = np.quantile(values, [alpha / 2, 1 - alpha / 2])
    return lo, hi


@law("the generator decides, and nothing else", over="seeds")
def _(x, stat, n_boot, alpha, rng, other, answer, bootstrap_ci, collected):
    """The same generator gives the same interval when asked again, and another generator another
    interval: use the one that is given, and no other source of chance."""
    assert bootstrap_ci(x, stat, n_boot, alpha, rng) == answer
    assert bootstrap_ci(x, stat, n_boot, alpha, other) != answer
    kept = collected(x, n_boot, alpha, rng)
    assert not same(kept[1:], kept[:-1])


@solution
def one_choice_after_another(x, stat, n_boot, alpha, rng):
    """rng.choice for each resample, and a quantile by hand."""
    values = sorted(float(stat(rng.choice(x, size=x.size))) for _ in range(n_boot))

    def quantile(p):
        position = p * (n_boot - 1)
        below = int(position)
        above = min(below + 1, n_boot - 1)
        return values[below] + (position - below) * (values[above] - values[below])

    return quantile(alpha / 2), quantile(1 - alpha / 2)


@solution
def from_uniform_numbers(x, stat, n_boot, alpha, rng):
    """Uniform numbers, stretched and cut; percentiles of an array of values."""
    n = len(x)
    resamples = x[np.floor(rng.random((n_boot, n)) * n).astype(int)]
    values = np.apply_along_axis(stat, 1, resamples)
    return tuple(np.percentile(values, (50 * alpha, 100 - 50 * alpha)).tolist())


def interval(resamples, stat, alpha):
    values = [stat(r) for r in resamples]
    return np.quantile(values, alpha / 2), np.quantile(values, 1 - alpha / 2)


@mistake(caught_by="every entry is drawn as often as any other, and some twice")
def draws_without_replacement(x, stat, n_boot, alpha, rng):
    """You drew without replacement: each resample is the sample in another order, and its mean never
    varies. Put every entry back before you draw the next."""
    return interval([rng.permutation(x) for _ in range(n_boot)], stat, alpha)


@mistake(caught_by="the interval ends at the quantiles of what stat gave")
def leaves_out_alpha_at_each_end(x, stat, n_boot, alpha, rng):
    """You left out a share alpha at each end, 2 alpha in all; take alpha / 2 and 1 - alpha / 2."""
    values = [stat(rng.choice(x, len(x))) for _ in range(n_boot)]
    return np.quantile(values, alpha), np.quantile(values, 1 - alpha)


@mistake(caught_by="the interval ends at the quantiles of what stat gave")
def takes_alpha_for_the_level(x, stat, n_boot, alpha, rng):
    """You took alpha for the share that stays inside; it is the share left out."""
    values = [stat(rng.choice(x, len(x))) for _ in range(n_boot)]
    return np.quantile(values, (1 - alpha) / 2), np.quantile(values, (1 + alpha) / 2)


@mistake(caught_by="the interval ends at the quantiles of what stat gave", free="times")
def steps_out_from_the_mean(x, stat, n_boot, alpha, rng, *, times=1.96):
    """You went {times} standard deviations of the values to either side of their mean, whatever alpha.
    The percentile interval assumes no bell shape: take quantiles of the values."""
    values = np.array([stat(rng.choice(x, len(x))) for _ in range(n_boot)])
    return values.mean() - times * values.std(), values.mean() + times * values.std()


@mistake(caught_by="the interval ends at the quantiles of what stat gave")
def picks_the_nearest_value(x, stat, n_boot, alpha, rng):
    """You took the value at the place int(p · B) of the sorted list; the quantile stands at
    position p · (B - 1), and between two places it goes in a straight line."""
    values = sorted(stat(rng.choice(x, len(x))) for _ in range(n_boot))
    return values[int(alpha / 2 * n_boot)], values[min(int((1 - alpha / 2) * n_boot), n_boot - 1)]


@mistake(caught_by="stat is called with n_boot samples of n entries of x")
def takes_quantiles_of_the_data(x, stat, n_boot, alpha, rng):
    """You returned quantiles of the numbers themselves. Those say where single numbers lie; here
    stat of whole resamples is asked for."""
    return np.quantile(x, alpha / 2), np.quantile(x, 1 - alpha / 2)


@mistake(caught_by="stat is called with n_boot samples of n entries of x")
def draws_n_boot_entries(x, stat, n_boot, alpha, rng):
    """Your resamples have n_boot entries, and there are n of them: it is the other way round."""
    return interval([rng.choice(x, n_boot) for _ in range(len(x))], stat, alpha)


@mistake(caught_by="stat is called with n_boot samples of n entries of x")
def leaves_one_out(x, stat, n_boot, alpha, rng):
    """You drew n - 1 entries. A resample is as long as the sample, or it varies too much."""
    return interval([rng.choice(x, max(len(x) - 1, 1)) for _ in range(n_boot)], stat, alpha)


@mistake(caught_by="stat is called with n_boot samples of n entries of x")
def adds_noise(x, stat, n_boot, alpha, rng):
    """You added normal noise to the numbers. The bootstrap draws from the sample itself, so a
    resample holds nothing but its entries."""
    return interval([x + rng.normal(size=len(x)) for _ in range(n_boot)], stat, alpha)


@mistake(caught_by="every entry is drawn as often as any other, and some twice")
def never_draws_the_last_entry(x, stat, n_boot, alpha, rng):
    """The upper end of rng.integers is left out already: integers(0, n - 1) never gives the last
    place."""
    n = len(x)
    return interval([x[rng.integers(0, n - 1, n)] for _ in range(n_boot)], stat, alpha)


@mistake(caught_by="every entry is drawn as often as any other, and some twice")
def repeats_one_resample(x, stat, n_boot, alpha, rng):
    """You drew the places once, before the loop, so all resamples are the same; draw new ones each
    time."""
    places = rng.integers(len(x), size=len(x))
    return interval([x[places] for _ in range(n_boot)], stat, alpha)


@mistake(caught_by="the generator decides, and nothing else")
def seeds_a_generator_of_its_own(x, stat, n_boot, alpha, rng):
    """In every call you made a generator of your own, np.random.default_rng(0), and never used the one
    that was given."""
    return bootstrap_ci(x, stat, n_boot, alpha, np.random.default_rng(0))


@mistake(caught_by="leaves its inputs alone")
def draws_from_the_global_state(x, stat, n_boot, alpha, rng):
    """`np.random.choice` draws from a state that all code shares; use the generator given."""
    np.random.seed(int(rng.integers(1 << 30)))
    return interval([np.random.choice(x, len(x)) for _ in range(n_boot)], stat, alpha)
