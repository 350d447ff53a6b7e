def affine(X, W, b):
    if X.shape[1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes do not fit")
    return X @ W + b[:, None]
