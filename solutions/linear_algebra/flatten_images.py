import math

import numpy as np

from grader.author import given, law, mistake, raises, same, solution


def images_to_matrix(X):
    return X.reshape(len(X), math.prod(X.shape[1:])).copy()


def matrix_to_images(M, shape):
    if math.prod(shape) != M.shape[1]:
        raise ValueError(f"rows of length {M.shape[1]} are no images of shape {shape}")
    return M.reshape(len(M), *shape)


given(
    "small types",
    X={"integers": ["n", "h", "w"], "between": [0, 100], "dtype": "uint8"},
    examples=10,
)
given("single precision", X={"reals": ["n", "h", "w"], "dtype": "float32"}, examples=10)


@law("bytes stay bytes and an empty batch stays empty", over=("small types", "single precision"))
def _(X, type_of_matrix, images_to_matrix, matrix_to_images):
    """The matrix has the type of the images: uint8 stays uint8, float32 stays float32, and bool, as
    of a mask, stays bool. An empty batch still has h * w * c columns; reshape cannot tell what -1 is if there are no numbers at
    all, so multiply the sizes yourself. And no shape but one of 24 numbers fits its 24 columns."""
    assert type_of_matrix(X) == str(X.dtype)
    assert type_of_matrix(X > 0) == "bool"
    empty = np.zeros((0, 2, 3, 4))
    assert same(images_to_matrix(empty), np.zeros((0, 24)))
    assert same(matrix_to_images(np.zeros((0, 24)), (2, 3, 4)), empty)
    assert raises("ValueError", lambda: matrix_to_images(np.zeros((0, 24)), (2, 3, 5)))


@solution
class OneImageAfterTheOther:
    """Rows and images are made one by one."""

    def images_to_matrix(X):
        M = np.empty((X.shape[0], int(np.prod(X.shape[1:]))), dtype=X.dtype)
        for row, image in zip(M, X):
            row[:] = np.ravel(image)
        return M

    def matrix_to_images(M, shape):
        if np.prod(shape, dtype=int) != M.shape[1]:
            raise ValueError("images do not fit")
        images = np.zeros((len(M), *shape))
        for i, row in enumerate(M):
            images[i] = np.reshape(row, shape)
        return images


@solution
class PlaceByPlace:
    """Finds the image and the pixel of each place from its number, digit by digit."""

    def images_to_matrix(X):
        M = np.zeros((len(X), math.prod(X.shape[1:])), X.dtype)
        for i, q in np.ndindex(M.shape):
            M[i, q] = X[(i, *np.unravel_index(q, X.shape[1:]))]
        return M

    def matrix_to_images(M, shape):
        if M.shape != (len(M), math.prod(shape)):
            raise ValueError(shape)
        places = np.arange(M.shape[1]).reshape(shape)
        return M[:, places]


@mistake(caught_by="returns what it promises")
class FlattensTheBatch:
    """You flattened the batch axis too, and the way back cuts images out of the one long vector, so
    that nothing seemed wrong; keep the first axis and string the others together."""

    def images_to_matrix(X):
        return X.flatten()

    def matrix_to_images(M, shape):
        return M.reshape(-1, *shape)


@mistake(caught_by="every pixel stands at its place in the row")
class ColumnMajorBothWays:
    """You flattened in column-major order, with the batch axis kept; the shape is right but the
    first axis of the image runs fastest, where the last one should. The way back had the same
    order, so that nothing seemed wrong."""

    def images_to_matrix(X):
        return X.reshape(len(X), -1, order="F").copy()

    def matrix_to_images(M, shape):
        if math.prod(shape) != M.shape[1]:
            raise ValueError
        return M.reshape(len(M), *shape, order="F")


@mistake(caught_by="every pixel stands at its place in the row")
class MixesTheImages:
    """You reshaped to (p, n) and transposed to get the shape right; that mixes numbers of different
    images in each row. Reshape to (n, p)."""

    def images_to_matrix(X):
        return X.reshape(-1, len(X)).T.copy()


@mistake(caught_by="every pixel stands at its place in the row")
class ChannelsFirst:
    """In colour images and videos you wrote out one whole channel after the other, of a video all
    its pictures in red, then all in green; the channel is the last axis, so those of one pixel
    stand side by side."""

    def images_to_matrix(X):
        return images_to_matrix(np.moveaxis(X, -1, 1) if X.ndim > 3 else X)


@mistake(caught_by="every pixel stands at its place in the row")
class ScalesThePixels:
    """You divided the pixels by 255; that is another step, here the numbers stay as they are."""

    def images_to_matrix(X):
        return images_to_matrix(X) / 255


@mistake(caught_by="returns what it promises")
class ThreeChannels:
    """You took for granted colour images with three channels, h * w * 3 numbers each, so that all
    others fail; take all sizes from the shape of X, however many there are."""

    def images_to_matrix(X):
        return X.reshape(len(X), X.shape[1] * X.shape[2] * 3).copy()


@mistake(caught_by="returns what it promises")
class ColourImagesOnly:
    """You unpacked four sizes, but grey images have three axes and videos five; multiply all sizes
    after the first, however many there are."""

    def images_to_matrix(X):
        n, h, w, c = X.shape
        return X.reshape(n, h * w * c).copy()


@mistake(caught_by="the way back leads to the same images")
class ColumnMajorOnTheWayBack:
    """On the way back you filled the images in column-major order; the last axis runs fastest, as
    on the way there."""

    def matrix_to_images(M, shape):
        if math.prod(shape) != M.shape[1]:
            raise ValueError
        return M.reshape(len(M), *shape, order="F")


@mistake(caught_by="images of another size raise ValueError")
class CountsTheImagesAnew:
    """With reshape(-1, …) on the way back, rows of the wrong length are cut into more images, or
    joined to fewer; compare the product of shape with the columns of M first."""

    def matrix_to_images(M, shape):
        return M.reshape(-1, *shape)


@mistake(caught_by="bytes stay bytes and an empty batch stays empty")
class LeavesTheLengthToNumpy:
    """reshape(n, -1) divides the number of entries by n, which fails for an empty batch; multiply
    the sizes of an image yourself."""

    def images_to_matrix(X):
        return X.reshape(len(X), -1).copy()


@mistake(caught_by="bytes stay bytes and an empty batch stays empty")
class TurnsAllIntoFloats:
    """You made floats of the numbers, eight bytes each; keep the type of X."""

    def images_to_matrix(X):
        return images_to_matrix(X).astype(float)


@mistake(caught_by="leaves its inputs alone")
class SharesTheMemory:
    """reshape and ravel return another view of the same memory if they can; copy, or the matrix and
    the images change together."""

    def images_to_matrix(X):
        return X.reshape(len(X), math.prod(X.shape[1:]))
