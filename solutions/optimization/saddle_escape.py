import numpy as np

from grader.author import given, law, mistake, solution


def perturbed_gd(grad, x0, lr, steps, noise, rng):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - lr * rng.normal(grad(path[-1]), noise))
    return np.array(path)


given(
    "many runs",
    like="nudged off the saddle",
    first=0.0,
    lr=0.1,
    steps=60,
    noise=0.01,
    seeds={"is": "list(range(60))"},
    examples=1,
)


@law("both ways down are equally likely", over="many runs")
def _(grad, x0, lr, steps, noise, seeds, ends):
    """Noise has no favourite direction: from the saddle, about half of many runs should end in each
    of the two minima."""
    # The share of 60 runs has a standard deviation of 0.065.
    share = np.mean(ends(grad, x0, lr, steps, noise, seeds)[:, 1] > 0)
    assert 0.11 < share < 0.89


@solution
def draws_all_noise_first(grad, x0, lr, steps, noise, rng):
    """Draws the noise of all steps at once, and fills an array of points."""
    path = np.empty((steps + 1, len(x0)))
    path[0] = x0
    pushes = lr * noise * rng.standard_normal((steps, len(x0)))
    for k, push in enumerate(pushes):
        path[k + 1] = path[k] - lr * grad(path[k].copy()) + push
    return path


@solution
def by_box_and_muller(grad, x0, lr, steps, noise, rng):
    """Makes normal numbers from uniform ones, one entry at a time."""
    x, path = np.array(x0, dtype=float), []
    for _ in range(steps):
        path.append(x)
        slope = grad(x)
        radius = np.sqrt(-2 * np.log(1 - rng.random(len(x))))
        x = x - lr * (slope + noise * radius * np.cos(2 * np.pi * rng.random(len(x))))
    return [*path, x]


def walk(grad, x0, lr, steps, draw):
    """Noise of another kind: draw(x) is the kick of a step."""
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - lr * grad(path[-1]) - draw(path[-1]))
    return np.array(path)


@mistake(caught_by="every step draws new standard normal numbers, one for each entry")
def nudges_once(grad, x0, lr, steps, noise, rng):
    """You added noise in the first step only; it belongs to the slope of every step."""
    kicks = iter([lr * noise * rng.standard_normal(len(x0))])
    return walk(grad, x0, lr, steps, lambda x: next(kicks, 0.0))


@mistake(caught_by="every step draws new standard normal numbers, one for each entry")
def draws_once(grad, x0, lr, steps, noise, rng):
    """You drew one vector of noise before the loop and added the same in every step: that is a wind,
    not noise. Draw anew in each."""
    kick = lr * noise * rng.standard_normal(len(x0))
    return walk(grad, x0, lr, steps, lambda x: kick)


@mistake(caught_by="every step draws new standard normal numbers, one for each entry")
def draws_one_number_for_all(grad, x0, lr, steps, noise, rng):
    """You drew a single number per step and added it to all entries, so the noise only points along
    (1, 1, …); draw one for each entry."""
    return walk(grad, x0, lr, steps, lambda x: lr * noise * rng.standard_normal())


@mistake(caught_by="every step draws new standard normal numbers, one for each entry")
def leaves_the_learning_rate_out(grad, x0, lr, steps, noise, rng):
    """You added the noise to the point, without the learning rate; it is noise in the slope, so lr
    multiplies it too."""
    return walk(grad, x0, lr, steps, lambda x: noise * rng.standard_normal(len(x)))


@mistake(caught_by="every step draws new standard normal numbers, one for each entry")
def takes_noise_for_the_variance(grad, x0, lr, steps, noise, rng):
    """You multiplied by the root of noise; it is the standard deviation already."""
    return walk(grad, x0, lr, steps, lambda x: lr * np.sqrt(noise) * rng.standard_normal(len(x)))


@mistake(caught_by="every step draws new standard normal numbers, one for each entry")
def draws_evenly(grad, x0, lr, steps, noise, rng):
    """Your noise is uniform, though of variance 1; draw it from the normal distribution."""
    r = np.sqrt(3)
    return walk(grad, x0, lr, steps, lambda x: lr * noise * rng.uniform(-r, r, len(x)))


@mistake(caught_by="every step draws new standard normal numbers, one for each entry")
def draws_positive_numbers(grad, x0, lr, steps, noise, rng):
    """You drew with rng.random, between 0 and 1, which always pushes the same way; draw standard
    normal numbers."""
    return walk(grad, x0, lr, steps, lambda x: lr * noise * rng.random(len(x)))


@mistake(caught_by="without noise it is plain gradient descent")
def keeps_the_same_array(grad, x0, lr, steps, noise, rng):
    """`x -= …` changes the array that is already in your list, so all rows are the last point; make a
    new array in every step, or append a copy."""
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x -= lr * (grad(x) + noise * rng.standard_normal(len(x)))
        path.append(x)
    return np.array(path)


@mistake(caught_by="without noise it is plain gradient descent")
def climbs(grad, x0, lr, steps, noise, rng):
    """You added the slope; step against it."""
    return walk(lambda x: -grad(x), x0, lr, steps, lambda x: lr * rng.normal(0, noise, len(x)))


@mistake(caught_by="every step draws new standard normal numbers, one for each entry")
def looks_elsewhere(grad, x0, lr, steps, noise, rng):
    """You took the slope at x + noise ξ, a point nearby, instead of adding noise to the slope: on
    level ground that never moves."""
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        kick = noise * rng.standard_normal(len(x0))
        path.append(path[-1] - lr * grad(path[-1] + kick))
    return np.array(path)


@mistake(caught_by="the seed decides which way it goes")
def makes_a_generator_of_its_own(grad, x0, lr, steps, noise, rng):
    """You drew from np.random.default_rng(0), so every run is the same; draw from rng."""
    return perturbed_gd(grad, x0, lr, steps, noise, np.random.default_rng(0))


@mistake(caught_by="leaves its inputs alone")
def uses_the_global_random_state(grad, x0, lr, steps, noise, rng):
    """`np.random.seed` and `np.random.randn` use a state that all code shares; draw from rng."""
    np.random.seed(int(rng.integers(1 << 30)))
    return walk(grad, x0, lr, steps, lambda x: lr * noise * np.random.randn(len(x)))


@mistake(caught_by="both ways down are equally likely")
def pushes_by_hand(grad, x0, lr, steps, noise, rng):
    """Where the slope was exactly zero you moved every entry by -lr instead of drawing noise, and drew
    noise elsewhere: so each run leaves the saddle by the same side. Noise alone must decide."""
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        slope = grad(path[-1])
        push = rng.normal(slope, noise) if np.any(slope) else np.ones(len(x0))
        path.append(path[-1] - lr * push)
    return np.array(path)
