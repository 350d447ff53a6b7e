import math

import numpy as np

from grader.author import close, law, mistake, solution


def bce_with_logits(z, y):
    z, y = np.asarray(z, dtype=float), np.asarray(y, dtype=float)
    loss = np.mean(np.logaddexp(0, z) - y * z)
    p = np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
    return loss, (p - y) / len(z)


@law("soft labels mix the costs of yes and no", over="soft labels")
def _(z, y, n, loss, dz, bce_with_logits):
    """A label of 0.3 means yes in 30 of 100 such cases, so its cost is 0.3 times that of yes plus
    0.7 times that of no, and so is its gradient. It is not rounded to yes or no."""
    yes, no = bce_with_logits(z, np.ones(n)), bce_with_logits(z, np.zeros(n))
    assert close(dz, y * yes.dz + (1 - y) * no.dz)
    if n == 1:
        assert close(loss, y[0] * yes.loss + (1 - y[0]) * no.loss)


def stable(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), 1 - 1 / (1 + np.exp(-np.abs(z))))


@solution
def takes_out_the_larger_of_z_and_zero(z, y):
    """max(z, 0) - yz + log1p(exp(-|z|)), with the sigmoid from a tanh."""
    z = np.asarray(z, dtype=float)
    loss = np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))
    return loss, (0.5 * (1 + np.tanh(z / 2)) - y) / z.size


@solution
def sample_by_sample(z, y):
    """A loop with two cases; the gradient is a list."""
    total, slopes = 0.0, []
    for a, t in zip(z.tolist(), y.tolist(), strict=True):
        e = math.exp(-abs(a))
        p = 1 / (1 + e) if a >= 0 else e / (1 + e)
        total += t * max(-a, 0) + (1 - t) * max(a, 0) + math.log1p(e)
        slopes.append((p - t) / len(z))
    return total / len(z), slopes


@mistake(caught_by="huge logits cost what they should")
def takes_the_logarithm_of_the_sigmoid(z, y):
    """You computed p first and its logarithm second. For large logits p is rounded to 0 or 1, and
    log(0) is -inf; use the formula in z alone."""
    with np.errstate(all="ignore"):
        p = stable(z)
        loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss, (p - y) / len(z)


@mistake(caught_by="huge logits cost what they should", free="least")
def clips_the_probabilities(z, y, *, least=1e-12):
    """You clipped p to stay {least} away from 0 and 1, or added as much before the logarithm: a
    mistake can only cost so much, however sure it was."""
    p = np.clip(stable(z), least, 1 - least)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), (stable(z) - y) / len(z)


@mistake(caught_by="huge logits cost what they should")
def overflows_in_softplus(z, y):
    """log(1 + exp(z)) overflows above 709; take out the larger of z and 0 first."""
    with np.errstate(over="ignore"):
        return np.mean(np.log1p(np.exp(z)) - y * z), (stable(z) - y) / len(z)


@mistake(caught_by="huge logits cost what they should", free="most")
def stops_the_gradient_of_sure_answers(z, y, *, most=30.0):
    """You set the gradient to 0 where |z| > {most}, as clipping does. Then the unit that is surely
    wrong is the one that never learns."""
    loss, dz = bce_with_logits(z, y)
    return loss, np.where(np.abs(z) > most, 0.0, dz)


@mistake(caught_by="exp(-n loss) is the probability of the labels")
def sums_the_loss(z, y):
    """You returned the sum of the losses with the gradient of the mean; divide both by n."""
    loss, dz = bce_with_logits(z, y)
    return loss * len(z), dz


@mistake(caught_by="the gradient passes a gradient check")
def forgets_n_in_the_gradient(z, y):
    """Your gradient is that of the sum, your loss the mean; divide the gradient by n too."""
    loss, dz = bce_with_logits(z, y)
    return loss, dz * len(z)


@mistake(caught_by="exp(-n loss) is the probability of the labels")
def leaves_out_the_no(z, y):
    """Your loss only counts -y log(p), unlike your gradient, which is right. Where y is 0 that costs
    nothing, whatever the unit says; add -(1 - y) log(1 - p)."""
    return np.mean(y * np.logaddexp(0, -z)), (stable(z) - y) / len(z)


@mistake(caught_by="exp(-n loss) is the probability of the labels")
def exchanges_yes_and_no(z, y):
    """Your gradient is right, but your loss is low where the answer is wrong: log(p) belongs to y,
    log(1 - p) to 1 - y."""
    return bce_with_logits(z, 1 - y.astype(float))[0], (stable(z) - y) / len(z)


@mistake(caught_by="the gradient passes a gradient check")
def turns_the_sign_of_the_gradient(z, y):
    """Your gradient is (y - p) / n, the direction in which the loss falls; the gradient points
    uphill."""
    loss, dz = bce_with_logits(z, y)
    return loss, -dz


@mistake(caught_by="the gradient passes a gradient check")
def differentiates_by_the_probability(z, y):
    """You returned the derivative by p, (p - y) / (p (1 - p)) over n; go on through the sigmoid,
    whose derivative p (1 - p) cancels the denominator."""
    loss, dz = bce_with_logits(z, y)
    with np.errstate(all="ignore"):
        return loss, dz / (stable(z) * (1 - stable(z)))


@mistake(caught_by="soft labels mix the costs of yes and no")
def rounds_the_labels(z, y):
    """You made yes or no of every label (y > 0.5). A soft label is uncertain on purpose; use it as
    it is."""
    return bce_with_logits(z, y > 0.5)


@mistake(caught_by="exp(-n loss) is the probability of the labels", free="least")
def takes_the_logits_for_probabilities(z, y, *, least=1e-7):
    """You took z for the probability, cut off {least} from 0 and 1; z is a logit, and the sigmoid
    belongs to the loss."""
    p = np.clip(z, least, 1 - least)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), (p - y) / len(z)
