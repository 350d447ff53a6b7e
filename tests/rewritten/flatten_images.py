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

# %% FlattensTheBatch
def images_to_matrix(X):
    return np.asarray(X).flatten()

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

# %% ChannelsFirst
def images_to_matrix(X):
    X = np.asarray(X)
    return to_matrix(np.moveaxis(X, -1, 1) if X.ndim > 3 else X)

# %% ScalesThePixels
def images_to_matrix(X):
    return to_matrix(X) / 255

# %% ThreeChannels
def images_to_matrix(X):
    X = np.asarray(X)
    if X.ndim < 4:
        return to_matrix(X)
    pixels = prod(X.shape[1:-1])
    return np.array(X.reshape(X.shape[0], pixels * 3))

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
