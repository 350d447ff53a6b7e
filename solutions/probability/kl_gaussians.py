import math

import numpy as np

from grader.author import close, law, mistake, solution


def kl_diag_gaussians(mu1, logvar1, mu2, logvar2):
    mu1, logvar1, mu2, logvar2 = np.array([mu1, logvar1, mu2, logvar2], dtype=float)
    gap = logvar1 - logvar2
    distance = (mu1 - mu2) ** 2 / np.exp(logvar2)
    return 0.5 * np.sum((np.expm1(gap) - gap) + distance, axis=1)


@law("narrow and wide ones keep their digits", over="extremes")
def _(kl, right):
    """A variance may be exp(-40), about 4e-18. Anything added to it for safety swamps it, and the
    quotients come out wrong by powers of ten; exp is never 0 here, so nothing needs safety."""
    # Each row by itself: the largest would hide the others.
    for i in range(len(kl)):
        assert close(kl[i], right.kl[i])


@solution
def entry_by_entry(mu1, logvar1, mu2, logvar2):
    """A loop with standard deviations; returns a list."""
    out = []
    for row in zip(mu1.tolist(), logvar1.tolist(), mu2.tolist(), logvar2.tolist(), strict=True):
        total = 0.0
        for m, v, m0, v0 in zip(*row, strict=True):
            s, s0 = math.exp(v / 2), math.exp(v0 / 2)
            total += math.log(s0 / s) + (s / s0) ** 2 / 2 + ((m - m0) / s0) ** 2 / 2 - 0.5
        out.append(total)
    return np.array(out)


@solution
def with_precisions(mu1, logvar1, mu2, logvar2):
    """Multiplies by the reciprocal of the second variance."""
    mu1, logvar1, mu2, logvar2 = (np.asarray(x, float) for x in (mu1, logvar1, mu2, logvar2))
    precision = np.exp(-1.0 * logvar2)
    above = (mu1 - mu2) ** 2 * precision + np.exp(1.0 * logvar1) * precision
    return np.einsum("nd->n", (logvar2 - logvar1 + above - 1) / 2)


@mistake(caught_by="is the mean of the log-ratio over the first Gaussian")
def takes_logvar_for_the_log_of_the_deviation(mu1, logvar1, mu2, logvar2):
    """You squared exp(logvar) in the fraction, above and below, as if it were the standard deviation;
    it is the variance already."""
    gap = 1.0 * logvar1 - logvar2
    s1, s2 = np.exp(logvar1), np.exp(logvar2)
    return 0.5 * np.sum((s1**2 + (mu1 - mu2) ** 2) / s2**2 - 1 - gap, axis=1)


@mistake(caught_by="is the mean of the log-ratio over the first Gaussian")
def exchanges_the_two(mu1, logvar1, mu2, logvar2):
    """You computed D(second || first). The average runs over the first, and distances are measured
    in units of the second variance."""
    return kl_diag_gaussians(mu2, logvar2, mu1, logvar1)


@mistake(caught_by="is the mean of the log-ratio over the first Gaussian")
def leaves_out_the_minus_one(mu1, logvar1, mu2, logvar2):
    """Without the -1 in every dimension equal Gaussians diverge by d / 2."""
    return kl_diag_gaussians(mu1, logvar1, mu2, logvar2) + 0.5 * mu1.shape[1]


@mistake(caught_by="is the mean of the log-ratio over the first Gaussian")
def leaves_out_the_half(mu1, logvar1, mu2, logvar2):
    """The factor 1/2 stands before the whole sum."""
    return 2 * kl_diag_gaussians(mu1, logvar1, mu2, logvar2)


@mistake(caught_by="is the mean of the log-ratio over the first Gaussian")
def averages_over_dimensions(mu1, logvar1, mu2, logvar2):
    """You averaged over the dimensions; independent dimensions add up."""
    return kl_diag_gaussians(mu1, logvar1, mu2, logvar2) / max(mu1.shape[1], 1)


@mistake(caught_by="returns what it promises")
def averages_over_the_rows(mu1, logvar1, mu2, logvar2):
    """You averaged over the rows as well; every row has a divergence of its own."""
    return kl_diag_gaussians(mu1, logvar1, mu2, logvar2).mean()


@mistake(caught_by="is the mean of the log-ratio over the first Gaussian")
def assumes_a_standard_normal(mu1, logvar1, mu2, logvar2):
    """You used the formula for N(0, I) as the second; here the second has a mean and a variance of
    its own."""
    return kl_diag_gaussians(mu1, logvar1, 0 * mu2, 0 * logvar2)


@mistake(caught_by="is the mean of the log-ratio over the first Gaussian")
def does_not_square_the_distance(mu1, logvar1, mu2, logvar2):
    """You took the distance of the means, and not its square."""
    gap = 1.0 * logvar1 - logvar2
    return 0.5 * np.sum(np.exp(gap) + np.abs(mu1 - mu2) / np.exp(logvar2) - 1 - gap, axis=1)


@mistake(caught_by="is the mean of the log-ratio over the first Gaussian")
def divides_only_the_distance(mu1, logvar1, mu2, logvar2):
    """You divided the distance by the second variance, but not the first variance; the fraction has
    both above its line."""
    distance = (mu1 - mu2) ** 2 / np.exp(logvar2)
    return 0.5 * np.sum(np.exp(logvar1) + distance - 1 + logvar2 - logvar1, axis=1)


@mistake(caught_by="narrow and wide ones keep their digits", free="eps")
def adds_epsilon_to_the_variance(mu1, logvar1, mu2, logvar2, *, eps=1e-12):
    """You divided by variance + {eps}. exp is never 0, and a variance of exp(-40) is far below your
    epsilon."""
    gap = 1.0 * logvar1 - logvar2
    above = np.exp(logvar1) + (mu1 - mu2) ** 2
    return 0.5 * np.sum(above / (np.exp(logvar2) + eps) - 1 - gap, axis=1)
