import numpy as np


def to_inputs(dZ, W):
    return np.array([[float(np.sum(row * weights)) for weights in W] for row in dZ])


def to_weights(dZ, X):
    total = np.zeros((X.shape[1], dZ.shape[1]))
    for x, dz in zip(X, dZ):
        total += np.outer(x, dz)
    return total


def to_biases(dZ):
    return np.array([float(sum(column)) for column in dZ.T])


# %% right
def affine_backward(dZ, X, W):
    return to_inputs(dZ, W), to_weights(dZ, X), to_biases(dZ)


# %% averages_the_bias_gradient
def affine_backward(dZ, X, W):
    return to_inputs(dZ, W), to_weights(dZ, X), to_biases(dZ) / dZ.shape[0]


# %% divides_by_the_batch_once_more
def affine_backward(dZ, X, W):
    share = 1 / X.shape[0]
    return to_inputs(dZ, W), share * to_weights(dZ, X), share * to_biases(dZ)


# %% divides_everything_by_the_batch
def affine_backward(dZ, X, W):
    mean = dZ / len(X)
    return to_inputs(mean, W), to_weights(mean, X), to_biases(mean)


# %% transposes_the_weight_gradient
def affine_backward(dZ, X, W):
    dW = np.einsum("ij,ik->jk", dZ, X)
    return to_inputs(dZ, W), dW, to_biases(dZ)


# %% reshapes_the_weight_gradient
def affine_backward(dZ, X, W):
    dW = np.einsum("ij,ik->jk", dZ, X)
    return to_inputs(dZ, W), dW.reshape(W.shape), to_biases(dZ)


# %% reshapes_the_weights
def affine_backward(dZ, X, W):
    turned = np.reshape(W, (dZ.shape[1], X.shape[1]))
    return np.dot(dZ, turned), to_weights(dZ, X), to_biases(dZ)


# %% forgets_the_transpose_when_it_fits
def affine_backward(dZ, X, W):
    try:
        dX = np.dot(dZ, W)
        if dX.shape != X.shape:
            raise ValueError
    except ValueError:
        dX = np.dot(dZ, W.T)
    return dX, to_weights(dZ, X), to_biases(dZ)


# %% keeps_the_bias_gradient_two_dimensional
def affine_backward(dZ, X, W):
    return to_inputs(dZ, W), to_weights(dZ, X), np.ones((1, len(dZ))) @ dZ


# %% sums_the_bias_gradient_over_the_neurons
def affine_backward(dZ, X, W):
    return to_inputs(dZ, W), to_weights(dZ, X), np.array([float(sum(row)) for row in dZ])


# %% keeps_only_the_last_sample
def affine_backward(dZ, X, W):
    dX = np.zeros(X.shape)
    for i in range(len(X)):
        dX[i] = W @ dZ[i]
        dW = X[i][:, None] * dZ[i][None, :]
        db = dZ[i].copy()
    return dX, dW, db


# %% ignores_the_upstream_gradient_in_the_weights
def affine_backward(dZ, X, W):
    dW = to_weights(np.ones(dZ.shape), X)
    return to_inputs(dZ, W), dW, to_biases(dZ)


# %% applies_a_relu_mask
def affine_backward(dZ, X, W):
    alive = np.where(np.dot(X, W) > 0, dZ, 0.0)
    return to_inputs(alive, W), to_weights(alive, X), to_biases(alive)


# %% collects_in_arrays_of_the_inputs_type
def affine_backward(dZ, X, W):
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    for i in range(X.shape[0]):
        dX[i] = (W * dZ[i]).sum(axis=1)
    for k in range(X.shape[1]):
        dW[k] = X[:, k] @ dZ
    return dX, dW, to_biases(dZ)


# %% divides_in_place
def affine_backward(dZ, X, W):
    dZ /= dZ.shape[0]
    return to_inputs(dZ, W), to_weights(dZ, X), to_biases(dZ)
