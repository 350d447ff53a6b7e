import numpy as np

from grader.author import close, given, law, mistake, solution


def reparameterize(mu, logvar, eps, dz):
    noise = np.exp(0.5 * np.asarray(logvar)) * eps
    return mu + noise, np.array(dz, dtype=float), 0.5 * dz * noise


given(
    "nearly certain",
    like="batches",
    logvar={"reals": ["n", "d"], "between": [-90, -60]},
)


@law("a vanishing variance leaves the mean", over="nearly certain")
def _(mu, dz, z, dmu, dlogvar):
    """At logvar = -60 the standard deviation is exp(-30), below 1e-12: z is mu, and logvar no
    longer matters. Add nothing to the standard deviation "for stability"; exp needs no help."""
    # |σ ε| ≤ 3e-13, and half of it times |dz| ≤ 10 is below 2e-12.
    assert close(z, mu, rtol=1e-11)
    assert close(dmu, dz)
    assert close(dlogvar, 0 * dz, rtol=1e-11)


@solution
def entry_by_entry(mu, logvar, eps, dz):
    """A loop, with powers of the root of e."""
    out = np.empty((3, *mu.shape))
    for at in np.ndindex(mu.shape):
        s = np.sqrt(np.e) ** logvar[at]
        out[(0, *at)] = mu[at] + s * eps[at]
        out[(1, *at)] = dz[at]
        out[(2, *at)] = dz[at] * eps[at] * s / 2
    return out[0], out[1], out[2]


@solution
def with_the_fourth_root(mu, logvar, eps, dz):
    """Multiplies twice by the root of the deviation."""
    root = np.exp(np.divide(logvar, 4.0))
    noise = root * eps * root
    return np.add(mu, noise), dz + 0.0, noise * dz / 2.0


@mistake(caught_by="standard normal noise gives mean mu and variance exp(logvar)")
def takes_the_variance_for_the_deviation(mu, logvar, eps, dz):
    """exp(logvar) is the variance; the noise is scaled by the standard deviation, its square
    root."""
    s = np.exp(logvar * 1.0)
    return mu + s * eps, dz.copy(), dz * s * eps


@mistake(caught_by="standard normal noise gives mean mu and variance exp(logvar)")
def takes_logvar_for_the_log_of_the_deviation(mu, logvar, eps, dz):
    """You scaled by exp(2 logvar): halve the logarithm of a square to get its root's."""
    s = np.exp(2.0 * logvar)
    return mu + s * eps, dz.copy(), 2.0 * dz * s * eps


@mistake(caught_by="no noise gives mu, and logvar = 0 gives mu + eps")
def samples_inside(mu, logvar, eps, dz):
    """You drew noise of your own, with np.random.randn. Then nobody can repeat the call, and no
    gradient can be checked: use the noise that is given."""
    noise = np.exp(0.5 * logvar) * np.random.randn(*mu.shape)
    return mu + noise, dz.copy(), 0.5 * dz * noise


@mistake(caught_by="both gradients pass the gradient check")
def leaves_out_the_half(mu, logvar, eps, dz):
    """The derivative of exp(logvar / 2) has a factor 1/2, from the inner function."""
    noise = np.exp(0.5 * logvar) * eps
    return mu + noise, dz.copy(), dz * noise


@mistake(caught_by="both gradients pass the gradient check")
def differentiates_by_the_deviation(mu, logvar, eps, dz):
    """dz · eps is the gradient for the standard deviation; go on by the chain rule to logvar."""
    return mu + np.exp(0.5 * logvar) * eps, dz.copy(), dz * eps


@mistake(caught_by="both gradients pass the gradient check")
def forgets_the_incoming_gradient(mu, logvar, eps, dz):
    """You returned the derivatives of z; the chain rule multiplies them by dz."""
    noise = np.exp(0.5 * logvar) * eps
    return mu + noise, np.ones(mu.shape), 0.5 * noise


@mistake(caught_by="both gradients pass the gradient check")
def averages_over_the_batch(mu, logvar, eps, dz):
    """You divided by the number of samples. If the loss is a mean over the batch, dz holds that
    factor already."""
    noise = np.exp(0.5 * logvar) * eps
    return mu + noise, dz / len(dz), 0.5 * dz * noise / len(dz)


@mistake(caught_by="a vanishing variance leaves the mean", free="little")
def adds_a_little_to_the_deviation(mu, logvar, eps, dz, *, little=1e-6):
    """The {little} that guards divisions and roots elsewhere has no place here: exp is never zero
    divided by anything, and z must tend to mu."""
    s = np.exp(0.5 * logvar) + little
    return mu + s * eps, dz.copy(), 0.5 * dz * s * eps


@mistake(caught_by="leaves its inputs alone")
def hands_back_dz_itself(mu, logvar, eps, dz):
    """dmu equals dz but must not be the same array: whoever scales one would scale the other."""
    noise = np.exp(0.5 * logvar) * eps
    return mu + noise, dz, 0.5 * dz * noise
