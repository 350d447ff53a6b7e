import numpy as np

from grader.author import close, given, law, mistake, solution


def softmax_jacobian(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)


given("directions", z={"integers": ["k"], "between": [-4, 4]}, v={"reals": ["k"]}, examples=30)


@law("gives the push of p along any direction", over="directions")
def _(J, z, v):
    """Moving the logits along v moves p by p times (v minus its mean under p). Here the logits are
    whole numbers, which should not keep anything else whole."""
    p = np.exp(z) / np.exp(z).sum()
    assert close(J @ v, p * (v - p @ v))


@solution
def entry_by_entry(z):
    """A loop over all pairs of classes."""
    z = [float(x) for x in z]
    e = [np.exp(x - max(z)) for x in z]
    p = [x / sum(e) for x in e]
    return np.array([[p[i] * ((i == j) - p[j]) for j in range(len(p))] for i in range(len(p))])


@solution
def from_the_logarithm(z):
    """p times the Jacobian of log p."""
    p = np.exp(z - np.logaddexp.reduce(np.asarray(z, dtype=float)))
    return p[:, None] * (np.eye(len(p)) - p)


@mistake(caught_by="equals the slopes of softmax, by central differences")
def returns_the_diagonal_only(z):
    """You put p(1 - p) on the diagonal and zeros elsewhere, as if every probability had its own
    logit. The sum in the denominator ties them together: entry i, j off the diagonal is -p_i
    p_j."""
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    return np.diag(p * (1 - p))


@mistake(caught_by="returns what it promises")
def returns_the_diagonal_as_a_vector(z):
    """You returned the vector p(1 - p), as for a sigmoid. Softmax has k outputs that each depend on
    k inputs, so the derivative is a k by k matrix."""
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    return p * (1 - p)


@mistake(caught_by="equals the slopes of softmax, by central differences")
def adds_the_products(z):
    """The sign of the products is wrong: you added p_i p_j to every entry of the diagonal matrix of
    p, so the diagonal has p + p². Raising one logit lowers the other probabilities, so subtract."""
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    return np.diag(p) + np.outer(p, p)


@mistake(caught_by="equals the slopes of softmax, by central differences")
def makes_the_rest_positive(z):
    """The diagonal p(1 - p) is right, but off the diagonal you have +p_i p_j. When one logit rises,
    the other probabilities fall: the sign there is minus."""
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    J = np.outer(p, p)
    np.fill_diagonal(J, p * (1 - p))
    return J


@mistake(caught_by="equals the slopes of softmax, by central differences")
def forgets_the_diagonal(z):
    """You returned -p_i p_j everywhere, on the diagonal too. There, p_i grows with its own logit:
    add p to the diagonal."""
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    return -np.outer(p, p)


@mistake(caught_by="equals the slopes of softmax, by central differences")
def uses_one_for_the_delta_everywhere(z):
    """You have p_i (1 - p_j) in every entry. The 1 belongs to the diagonal alone; elsewhere it is 0
    and the entry is -p_i p_j."""
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    return np.outer(p, 1 - p)


@mistake(caught_by="equals the slopes of softmax, by central differences")
def puts_ones_on_the_diagonal(z):
    """You subtracted p_i p_j from the identity matrix, so the diagonal is 1 - p². The derivative of
    p_i by its own logit starts from p_i, not from 1: use the diagonal matrix of p."""
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    return np.eye(len(p)) - np.outer(p, p)


@mistake(caught_by="equals the slopes of softmax, by central differences")
def differentiates_the_logarithm(z):
    """Your entries are [i = j] - p_j: the derivatives of log p_i. For those of p_i itself multiply
    row i by p_i."""
    e = np.exp(z - np.max(z))
    p = e / e.sum()
    return np.eye(len(p)) - p


@mistake(caught_by="equals the slopes of softmax, by central differences")
def treats_the_logits_as_sigmoids(z):
    """You took the derivative of a sigmoid, s(1 - s), of each logit by itself, on the diagonal.
    Softmax divides by the sum over all classes; use its p, and the products of all pairs."""
    s = 0.5 + 0.5 * np.tanh(np.asarray(z, dtype=float) / 2)
    return np.diag(s * (1 - s))


@mistake(caught_by="zero, not nan, where one logit is far ahead")
def does_not_subtract_the_maximum(z):
    """exp overflows for logits above 709, and below -745 all exponentials may be 0; the division
    then gives nan. Subtract the largest logit first."""
    e = np.exp(np.asarray(z, dtype=float))
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)


@mistake(caught_by="zero, not nan, where one logit is far ahead", free="most")
def clips_the_logits(z, *, most=500.0):
    """You clipped the logits to ±{most} so that exp does not overflow. That makes logits equal which
    are far apart. Subtract the maximum instead, which changes nothing."""
    e = np.exp(np.clip(z, -most, most))
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)


@mistake(caught_by="tied logits share evenly, however large")
def replaces_nan_by_zero(z):
    """You let exp overflow and then put 0 for every nan in the matrix. J is zero only where one
    logit is far ahead; for large equal logits it is not. Subtract the largest logit before exp."""
    e = np.exp(np.asarray(z, dtype=float))
    p = e / e.sum()
    return np.nan_to_num(np.diag(p) - np.outer(p, p), nan=0.0)


@mistake(caught_by="tied logits share evenly, however large")
def subtracts_the_largest_size(z):
    """You subtracted the largest absolute value. For logits that are all far below zero this makes
    them smaller still, and all exponentials are 0. Subtract the largest logit, sign included."""
    e = np.exp(z - np.max(np.abs(z)))
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)


@mistake(caught_by="leaves its inputs alone")
def subtracts_in_the_callers_array(z):
    """`z -= …` changes the caller's logits (where they are an array of floats; of integers
    np.asarray(z, dtype=float) makes a copy). Write the difference to a new array."""
    z = np.asarray(z, dtype=float)
    z -= np.max(z)
    e = np.exp(z)
    p = e / e.sum()
    return np.diag(p) - np.outer(p, p)
