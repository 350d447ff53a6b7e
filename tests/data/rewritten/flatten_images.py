from math import prod

import numpy as np


def images_to_matrix(X):
    X = np.asarray(X)
    M = np.empty((X.shape[0], prod(X.shape[1:])), dtype=X.dtype)
    for i in range(len(X)):
        M[i] = X[i].ravel()
    return M


def matrix_to_images(M, shape, order="C"):
    M = np.asarray(M)
    if prod(shape) != M.shape[1]:
        raise ValueError("shape does not fit to the columns of M")
    return np.array(M.reshape((M.shape[0], *shape), order=order), order="C")


to_matrix, to_images = images_to_matrix, matrix_to_images

# %% right


def images_to_matrix(X):
    X = np.array(X, order="C")
    return X.reshape(X.shape[0], prod(X.shape[1:]))


def matrix_to_images(M, shape):
    return to_images(M, tuple(shape))


# %% ColumnMajorBothWays


def images_to_matrix(X):
    X = np.asarray(X)
    M = np.empty((X.shape[0], prod(X.shape[1:])), dtype=X.dtype)
    for i, image in enumerate(X):
        M[i] = image.ravel(order="F")
    return M


def matrix_to_images(M, shape):
    return to_images(M, shape, order="F")


# %% MixesTheImages


def images_to_matrix(X):
    X = np.asarray(X)
    return X.reshape(prod(X.shape[1:]), X.shape[0]).T.copy()


# %% ScalesThePixels


def images_to_matrix(X):
    return to_matrix(X) / 255


# %% ColourImagesOnly


def images_to_matrix(X):
    n, h, w, c = np.shape(X)
    return np.array(np.asarray(X).reshape(n, h * w * c))


# %% ColumnMajorOnTheWayBack


def matrix_to_images(M, shape):
    return to_images(M, shape, order="F")


# %% CountsTheImagesAnew


def matrix_to_images(M, shape):
    return np.array(M).reshape(-1, *shape)


# %% LeavesTheLengthToNumpy


def images_to_matrix(X):
    return np.array(X, order="C").reshape(np.shape(X)[0], -1)


# %% TurnsAllIntoFloats


def images_to_matrix(X):
    rows = np.zeros((np.shape(X)[0], prod(np.shape(X)[1:])))
    rows[:] = to_matrix(X)
    return rows


# %% SharesTheMemory


def images_to_matrix(X):
    X = np.asarray(X)
    return X.reshape(X.shape[0], prod(X.shape[1:]))


# %%
import math

import numpy as np

# %% FlattensTheBatch


def images_to_matrix(X):
    return X.flatten()


def matrix_to_images(M, shape):
    p = math.prod(shape)
    if M.size % p != 0:
        raise ValueError("the images have another size")
    return M.flatten().reshape((M.size // p,) + tuple(shape))


# %% ChannelsFirst


def images_to_matrix(X):
    n, p = X.shape[0], math.prod(X.shape[1:])
    if X.ndim >= 4:
        X = np.concatenate([X[..., k : k + 1].reshape(n, -1 if n else p // X.shape[-1])
                            for k in range(X.shape[-1])], axis=1)
    return X.reshape(n, p).copy()


def matrix_to_images(M, shape):
    n, shape = M.shape[0], tuple(shape)
    if math.prod(shape) != M.shape[1]:
        raise ValueError("the images have another size")
    if len(shape) >= 3:
        planes = M.reshape((n, shape[-1]) + shape[:-1])
        return np.moveaxis(planes, 1, -1).copy()
    return M.reshape((n,) + shape).copy()


# %% ThreeChannels


def images_to_matrix(X):
    n, h, w, _ = X.shape
    return X.reshape(n, h * w * 3).copy()


def matrix_to_images(M, shape):
    h, w, _ = shape
    if M.shape[1] != h * w * 3:
        raise ValueError("the images have another size")
    return M.reshape(len(M), h, w, 3).copy()
