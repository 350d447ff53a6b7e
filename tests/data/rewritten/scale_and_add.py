import numpy as np


def both_float(X, Y):
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if X.shape != Y.shape:
        raise ValueError("shapes differ")
    return X, Y

# %% right
def scale_and_add(alpha, X, beta, Y):
    X, Y = both_float(X, Y)
    out = np.empty(X.shape)
    for place in np.ndindex(*X.shape):
        out[place] = alpha * X[place] + beta * Y[place]
    return out

# %% scales_the_callers_array
def scale_and_add(alpha, X, beta, Y):
    X, Y = both_float(X, Y)
    X *= alpha
    return X + Y * beta

# %% hands_back_X_itself
def scale_and_add(alpha, X, beta, Y):
    X, Y = both_float(X, Y)
    if beta == 0 and alpha == 1:
        return X
    return Y * beta + X * alpha

# %% leaves_the_shapes_to_numpy
def scale_and_add(alpha, X, beta, Y):
    first = np.multiply(alpha, np.array(X, float))
    second = np.multiply(beta, np.array(Y, float))
    return np.add(first, second)

# %% compares_the_numbers_of_axes_and_entries
def scale_and_add(alpha, X, beta, Y):
    if np.ndim(X) != np.ndim(Y) or np.size(X) != np.size(Y):
        raise ValueError("X and Y do not go together")
    Z = np.ravel(X).astype(float) * alpha
    Z += np.ravel(Y) * float(beta)
    return Z.reshape(np.shape(X))

# %% compares_the_number_of_entries
def scale_and_add(alpha, X, beta, Y):
    P = np.array(X, dtype=np.float64)
    Q = np.array(Y, dtype=np.float64)
    if P.size != Q.size:
        raise ValueError("not as many entries in X as in Y")
    return P * alpha + Q * beta

# %% keeps_the_type_of_X
def scale_and_add(alpha, X, beta, Y):
    x, y = both_float(X, Y)
    result = np.zeros_like(np.asarray(X))
    for place, value in np.ndenumerate(x):
        result[place] = alpha * value + beta * y[place]
    return result

# %% scales_the_whole_sum
def scale_and_add(alpha, X, beta, Y):
    X, Y = both_float(X, Y)
    Z = beta * Y
    Z += X
    Z *= alpha
    return Z

# %% subtracts
def scale_and_add(alpha, X, beta, Y):
    X, Y = both_float(X, Y)
    Z = X * alpha
    Z -= beta * Y
    return Z

# %% mixes_with_shares_that_sum_to_one
def scale_and_add(alpha, X, beta, Y):
    X, Y = both_float(X, Y)
    return Y + alpha * (X - Y)

# %% multiplies_the_arrays
def scale_and_add(alpha, X, beta, Y):
    X, Y = both_float(X, Y)
    return (alpha * beta) * (X * Y)

# %% adds_the_factors
def scale_and_add(alpha, X, beta, Y):
    X, Y = both_float(X, Y)
    return X + Y + (alpha + beta)

# %% calculates_in_bytes
def scale_and_add(alpha, X, beta, Y):
    X, Y = np.asarray(X), np.asarray(Y)
    if X.shape != Y.shape:
        raise ValueError("shapes differ")
    Z = X * alpha + Y * beta
    return Z.astype(float)
