def affine(X, W, b):
    return X.astype(float) @ W + b
