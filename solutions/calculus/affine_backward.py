import numpy as np

from grader.author import close, law, mistake, solution


def affine_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


@law("whole numbers and column order change nothing", over="whole numbers")
def _(dX, dW, db, dZ, X, W, affine_backward):
    """The gradients are fractional also where X and W are whole, so do not collect them in arrays
    of integers; and W may lie in memory column by column, so mind the axes and not the order of the
    entries."""
    again = affine_backward(dZ, X.astype(float), np.ascontiguousarray(W, dtype=float))
    assert close(dX, again.dX)
    assert close(dW, again.dW)
    assert close(db, again.db)
    assert close(np.sum(dW), np.sum(dZ * X.sum(axis=1, keepdims=True)), scale=1000)
    assert close(np.sum(dX), np.sum(dZ * W.sum(axis=0)), scale=1000)


@solution
def sample_by_sample(dZ, X, W):
    """Loops over samples and neurons, collecting what each gives."""
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(len(X)):
        for j in range(W.shape[1]):
            dX[i] += dZ[i, j] * W[:, j]
            dW[:, j] += dZ[i, j] * X[i]
            db[j] += dZ[i, j]
    return dX, dW, db


@solution
def with_a_column_of_ones(dZ, X, W):
    """The bias is the weight of an input that is always 1."""
    extended = np.hstack([X, np.ones((len(X), 1))])
    gradients = np.einsum("ik,ij->kj", extended, dZ)
    return np.einsum("ij,kj->ik", dZ, W), gradients[:-1], gradients[-1]


@mistake(caught_by="a push of b changes the loss as db says")
def averages_the_bias_gradient(dZ, X, W):
    """You took the mean of dZ over the batch for db. Every sample moves with the bias, so db is the
    sum; a mean loss has its 1/n in dZ already."""
    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)


@mistake(caught_by="a push of W changes the loss as dW says")
def divides_by_the_batch_once_more(dZ, X, W):
    """You divided dW and db by n (and not dX). A loss that is a mean over the batch has its 1/n
    inside dZ already; here the gradients are plain sums."""
    return dZ @ W.T, X.T @ dZ / len(X), dZ.sum(axis=0) / len(X)


@mistake(caught_by="a push of X changes the loss as dX says")
def divides_everything_by_the_batch(dZ, X, W):
    """You divided all three gradients by n. A loss that is a mean over the batch has its 1/n inside
    dZ already; here the gradients are plain sums, and each row of dX belongs to one sample
    alone."""
    return dZ @ W.T / len(X), X.T @ dZ / len(X), dZ.sum(axis=0) / len(X)


@mistake(caught_by="returns what it promises")
def transposes_the_weight_gradient(dZ, X, W):
    """You returned dW transposed, (h, d). A gradient has the shape of what it belongs to: swap the
    factors, so that the samples are summed and the inputs stay in the rows."""
    return dZ @ W.T, dZ.T @ X, dZ.sum(axis=0)


@mistake(caught_by="a push of W changes the loss as dW says")
def reshapes_the_weight_gradient(dZ, X, W):
    """You computed dW transposed, (h, d), and reshaped it to W's shape. The shape fits, but reshape
    keeps the order of the entries in memory, so they land in wrong places. Transpose instead."""
    return dZ @ W.T, (dZ.T @ X).reshape(W.shape), dZ.sum(axis=0)


@mistake(caught_by="a push of X changes the loss as dX says")
def reshapes_the_weights(dZ, X, W):
    """To make the product for dX fit you reshaped W from (d, h) to (h, d). That is not the
    transpose: the weights end up with the wrong neurons. Multiply dZ by W.T."""
    return dZ @ W.reshape(W.shape[::-1]), X.T @ dZ, dZ.sum(axis=0)


@mistake(caught_by="a push of X changes the loss as dX says")
def forgets_the_transpose_when_it_fits(dZ, X, W):
    """Where W is square you multiplied dZ by W instead of its transpose (elsewhere by the
    transpose, since NumPy complained). The sum for dX runs over the neurons, the columns of W, so
    W.T is right always."""
    return dZ @ (W if W.shape[0] == W.shape[1] else W.T), X.T @ dZ, dZ.sum(axis=0)


@mistake(caught_by="returns what it promises")
def keeps_the_bias_gradient_two_dimensional(dZ, X, W):
    """Your db is a matrix with one row, (1, h). The bias has shape (h,), and so has its gradient:
    sum without keepdims."""
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0, keepdims=True)


@mistake(caught_by="returns what it promises")
def sums_the_bias_gradient_over_the_neurons(dZ, X, W):
    """You summed dZ over the neurons, which leaves one number per sample. A bias belongs to a
    neuron and serves all samples: sum over the rows, axis 0."""
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=1)


@mistake(caught_by="a push of W changes the loss as dW says")
def keeps_only_the_last_sample(dZ, X, W):
    """In your loop over the samples dW and db are assigned, not added to, so only the last sample
    is left in them (dX is right). Start with zeros and add each sample's share."""
    return dZ @ W.T, np.outer(X[-1], dZ[-1]), dZ[-1].copy()


@mistake(caught_by="a push of W changes the loss as dW says")
def ignores_the_upstream_gradient_in_the_weights(dZ, X, W):
    """Your dW is the derivative of the sum of Z: you multiplied X by ones rather than by dZ, so all
    neurons get the same (dX and db are right). By the chain rule each entry of Z counts as much as
    dZ says."""
    return dZ @ W.T, X.T @ np.ones(dZ.shape), dZ.sum(axis=0)


@mistake(caught_by="a push of X changes the loss as dX says")
def applies_a_relu_mask(dZ, X, W):
    """You set dZ to zero where XW is not positive, as behind a relu, and used that for all three
    gradients. This layer is affine and has no activation; the mask belongs to the relu's own
    backward pass."""
    masked = dZ * (X @ W > 0)
    return masked @ W.T, X.T @ masked, masked.sum(axis=0)


@mistake(caught_by="whole numbers and column order change nothing")
def collects_in_arrays_of_the_inputs_type(dZ, X, W):
    """You wrote dX and dW into np.zeros_like(X) and np.zeros_like(W). Where those hold integers,
    every fraction is cut off towards zero; use arrays of floats."""
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    dX[:], dW[:] = dZ @ W.T, X.T @ dZ
    return dX, dW, dZ.sum(axis=0)


@mistake(caught_by="leaves its inputs alone")
def divides_in_place(dZ, X, W):
    """`dZ /= n` changes the caller's array, and the division does not belong here at all: a mean
    loss has its 1/n in dZ already."""
    dZ /= len(X)
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)
