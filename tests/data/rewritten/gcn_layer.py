import numpy as np


def spread(M):
    d = M.sum(axis=1)
    return M / np.sqrt(d[:, None] * d[None, :])


def usual(A):
    return spread(A + np.eye(len(A)))


def back(N, H, W, dZ):
    return N.T @ (dZ @ W.T), (N @ H).T @ dZ


def layer(N, H, W, dout):
    Z = (N @ H) @ W
    return np.where(Z > 0, Z, 0.0), *back(N, H, W, np.where(Z > 0, dout, 0.0))


# %% right
def gcn_layer(A, H, W, dout):
    return layer(usual(A), H, W, dout)


# %% forgets_the_self_loops
def gcn_layer(A, H, W, dout):
    d = A.sum(axis=1)
    d = np.where(d == 0, 1.0, d)
    return layer(A / np.sqrt(np.outer(d, d)), H, W, dout)


# %% does_not_normalise
def gcn_layer(A, H, W, dout):
    return layer(A + np.eye(len(A)), H, W, dout)


# %% takes_means
def gcn_layer(A, H, W, dout):
    M = A + np.eye(len(A))
    return layer(M / M.sum(axis=1, keepdims=True), H, W, dout)


# %% forgets_the_mask
def gcn_layer(A, H, W, dout):
    N = usual(A)
    return np.maximum(N @ H @ W, 0), *back(N, H, W, dout)


# %% masks_by_the_gradient
def gcn_layer(A, H, W, dout):
    N = usual(A)
    return np.maximum(N @ H @ W, 0), *back(N, H, W, np.maximum(dout, 0))


# %% opens_at_zero
def gcn_layer(A, H, W, dout):
    N = usual(A)
    Z = (N @ H) @ W
    return np.maximum(Z, 0), *back(N, H, W, np.where(Z < 0, 0.0, dout))


# %% does_not_send_back_along_the_edges
def gcn_layer(A, H, W, dout):
    out, _, dW = layer(usual(A), H, W, dout)
    return out, np.where(out > 0, dout, 0) @ W.T, dW


# %% forgets_what_the_weights_saw
def gcn_layer(A, H, W, dout):
    out, dH, _ = layer(usual(A), H, W, dout)
    return out, dH, H.T @ np.where(out > 0, dout, 0)


# %% bends_before_listening
def gcn_layer(A, H, W, dout):
    N = usual(A)
    P = H @ W
    dP = (P > 0) * (N.T @ dout)
    return N @ np.maximum(P, 0), dP @ W.T, H.T @ dP


# %% averages_over_the_nodes
def gcn_layer(A, H, W, dout):
    out, dH, dW = layer(usual(A), H, W, dout)
    return out, dH, dW / H.shape[0]


# %% keeps_only_the_last_node
def gcn_layer(A, H, W, dout):
    N = usual(A)
    out, dH, _ = layer(N, H, W, dout)
    heard = N @ H
    for i in range(len(A)):
        dW = np.outer(heard[i], np.where(out[i] > 0, dout[i], 0.0))
    return out, dH, dW


# %% forgets_the_relu
def gcn_layer(A, H, W, dout):
    N = usual(A)
    return N @ H @ W, *layer(N, H, W, dout)[1:]


# %% overwrites_loops
def gcn_layer(A, H, W, dout):
    M = A - np.diag(np.diag(A)) + np.eye(len(A))
    return layer(spread(M), H, W, dout)


# %% masks_in_place
def gcn_layer(A, H, W, dout):
    N = usual(A)
    Z = N @ H @ W
    dout[Z <= 0] = 0
    return np.maximum(Z, 0), *back(N, H, W, dout)
