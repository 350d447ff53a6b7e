import numpy as np

from grader.author import close, given, law, mistake, solution


def checked(X, W, b):
    # For X and W that do not fit, the product raises a ValueError of its own.
    if b.shape != W.shape[1:]:
        raise ValueError(f"b {b.shape} does not fit W {W.shape}")


def affine(X, W, b):
    X, W, b = (np.asarray(one, dtype=float) for one in (X, W, b))
    checked(X, W, b)
    return X @ W + b


# All sizes equal, so that no shape tells a matrix from its transpose.
given(
    "a square layer",
    sizes={"n": "2..4", "d": "n", "h": "n"},
    X={"reals": ["n", "d"], "order": "F"},
    W={"reals": ["d", "h"]},
    b={"reals": ["h"]},
    j={"integer": [0, "h - 1"]},
)
given(
    "whole numbers in X",
    like="a square layer",
    sizes={"n": "1..6", "d": "1..5", "h": "1..5"},
    X={"integers": ["n", "d"]},
)


@law("each neuron stands alone", over=("a square layer", "whole numbers in X"))
def _(X, W, b, j, Z, affine, right):
    """Column j of Z needs column j of W and b[j], and nothing of the other neurons; test it with
    a layer whose n, d and h are all equal, and with whole numbers in X and fractions in W."""
    assert close(affine(X, W[:, [j]], b[[j]]), Z[:, [j]])
    assert close(Z, right.Z)


@solution
def neuron_by_neuron(X, W, b):
    """One entry of Z at a time, straight from the sum."""
    n, d = X.shape
    h = W.shape[1] if W.shape[0] == d else -1
    if b.shape != (h,):
        raise ValueError("shapes do not fit")
    Z = np.empty((n, h))
    for i in range(n):
        for j in range(h):
            Z[i, j] = sum(float(X[i, k]) * float(W[k, j]) for k in range(d)) + b[j]
    return Z


@solution
def a_column_of_ones(X, W, b):
    """The bias as the weight of one more input that is always 1."""
    checked(X, W, b)
    return np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([W, b])


@mistake(caught_by="the bias goes along the features")
def adds_b_along_the_batch(X, W, b):
    """Entry i of b went to sample i; it belongs to neuron i, along the last axis of Z."""
    checked(X, W, b)
    return X @ W + b[:, None]


@mistake(caught_by="returns what it promises")
def multiplies_by_the_transpose(X, W, b):
    """You multiplied by W transposed; W is stored as (inputs, neurons), so X @ W fits as it is."""
    checked(X, W, b)
    return X @ W.T + b


@mistake(caught_by="each neuron stands alone")
def transposes_where_it_fits(X, W, b):
    """You transposed W wherever the shapes allow it; its columns are the neurons, square or not."""
    checked(X, W, b)
    return X @ (W.T if W.shape[0] == W.shape[1] else W) + b


@mistake(caught_by="returns what it promises")
def puts_samples_in_columns(X, W, b):
    """Your answer is (h, n); samples stay in the rows, so it must be (n, h)."""
    return affine(X, W, b).T


@mistake(caught_by="shapes that do not fit raise ValueError")
def leaves_the_shapes_to_numpy(X, W, b):
    """NumPy stretches a b of length one over all neurons; compare the shapes yourself."""
    return X @ W + b


@mistake(caught_by="zero weights give b in every row")
def forgets_the_bias(X, W, b):
    """You left out b: with zero weights the layer must still answer b."""
    checked(X, W, b)
    return X @ W + 0.0


products = {}


@mistake(caught_by="the bias goes along the features")
def adds_into_a_kept_product(X, W, b):
    """You keep the product between calls, and `+=` adds b into what you keep: the next call with
    the same X and W starts with the old bias. Add into a new array."""
    checked(X, W, b)
    key = (X.tobytes(), W.tobytes(), X.shape, W.shape, str(X.dtype), str(W.dtype))
    Z = products.setdefault(key, X.astype(float) @ W)
    Z += b
    return Z


@mistake(caught_by="each neuron stands alone")
def keeps_the_type_of_X(X, W, b):
    """You stored the sums in an array of X's type; if that is integer, fractions are cut off."""
    checked(X, W, b)
    Z = np.zeros((len(X), W.shape[1]), dtype=X.dtype)
    Z[:] = X @ W + b
    return Z


@mistake(caught_by="agrees with the reference")
def multiplies_in_the_type_given(X, W, b):
    """You multiplied X and W in the type in which they came. Of two arrays of int8 the product is one, too,
    and wraps around beyond 127; turn them into floats first."""
    checked(X, W, b)
    return X @ W + b
