import numpy as np

from grader.author import law, mistake, solution


def normalized(A):
    looped = A + np.eye(len(A))
    d = looped.sum(axis=1)
    return looped / np.sqrt(np.outer(d, d))


def gcn_layer(A, H, W, dout):
    N = normalized(A)
    mixed = N @ H
    Z = mixed @ W
    dZ = dout * (Z > 0)
    return np.maximum(Z, 0), N @ dZ @ W.T, mixed.T @ dZ


@law("two layers see exactly two steps", over="plain graphs")
def _(A, n, gcn_layer):
    """Give every node a feature of its own, and all weights 1 on the way: after two layers a node
    knows of exactly those that are at most two steps away, and its gradient goes back to exactly
    those."""
    near = np.linalg.matrix_power(A + np.eye(n), 2) > 0
    ones = np.ones((n, n))
    first = gcn_layer(A, np.eye(n), np.eye(n), ones).out
    second = gcn_layer(A, first, np.eye(n), np.eye(n))
    assert np.all((second.out > 0) == near)
    back = gcn_layer(A, np.eye(n), np.eye(n), second.dH)
    assert np.all((back.dH > 0) <= near)
    assert np.all(np.diag(back.dH) > 0)


@solution
def weights_first(A, H, W, dout):
    """Multiplies by the weights first, and by the graph's roots on the left and on the right."""
    root = 1 / np.sqrt(1 + A.sum(axis=0))[:, None]

    def spread(M):
        M = root * M
        return root * (A @ M + M)

    out = np.clip(spread(H @ W), 0, None)
    back = spread(np.where(out > 0, dout, 0.0))
    return out, back @ W.T, H.T @ back


@solution
def edge_by_edge(A, H, W, dout):
    """Loops over nodes and their neighbours, forwards and backwards."""
    n = len(A)
    d = [1.0 + sum(row) for row in A]
    weight = [[(A[i][j] + (i == j)) / (d[i] * d[j]) ** 0.5 for j in range(n)] for i in range(n)]
    out, dH, dW = np.zeros((n, W.shape[1])), np.zeros(H.shape), np.zeros(W.shape)
    for i in range(n):
        heard = sum(weight[i][j] * H[j] for j in range(n))
        z = heard @ W
        out[i] = np.where(z > 0, z, 0)
        pull = np.where(z > 0, dout[i], 0)
        dW += np.outer(heard, pull)
        for j in range(n):
            dH[j] += weight[i][j] * (W @ pull)
    return out, dH, dW


def layer(N, H, W, dout):
    """The layer for any N, symmetric or not."""
    Z = N @ H @ W
    dZ = dout * (Z > 0)
    return np.maximum(Z, 0), N.T @ dZ @ W.T, (N @ H).T @ dZ


@mistake(caught_by="without edges it is a dense layer, with all edges all nodes are one")
def forgets_the_self_loops(A, H, W, dout):
    """You normalised A without self-loops (with a degree of 1 in place of 0): a node does not hear
    itself. Add the identity first."""
    d = A.sum(axis=1)
    d = np.where(d == 0, 1, d)
    return layer(A / np.sqrt(np.outer(d, d)), H, W, dout)


@mistake(caught_by="without edges it is a dense layer, with all edges all nodes are one")
def does_not_normalise(A, H, W, dout):
    """You summed over the neighbours with A + I as it is; divide by the roots of the degrees of
    both ends."""
    return layer(A + np.eye(len(A)), H, W, dout)


@mistake(caught_by="many layers make the nodes of a connected graph alike")
def takes_means(A, H, W, dout):
    """You divided each row of A + I by its degree, a mean over the neighbours (and used its
    transpose going back); N divides by the roots of both degrees."""
    M = A + np.eye(len(A))
    return layer(M / M.sum(axis=1, keepdims=True), H, W, dout)


@mistake(caught_by="dH and dW are the slopes of F")
def forgets_the_mask(A, H, W, dout):
    """Your gradient goes through the relu as if it were not there; where Z is not positive, nothing
    comes back."""
    N = normalized(A)
    return np.maximum(N @ H @ W, 0), N @ dout @ W.T, (N @ H).T @ dout


@mistake(caught_by="dH and dW are the slopes of F")
def masks_by_the_gradient(A, H, W, dout):
    """You masked dout where dout itself is not positive; the relu is open where Z is positive."""
    N = normalized(A)
    dZ = np.maximum(dout, 0)
    return np.maximum(N @ H @ W, 0), N @ dZ @ W.T, (N @ H).T @ dZ


@mistake(caught_by="silent units pass nothing back")
def opens_at_zero(A, H, W, dout):
    """You took the slope of the relu at Z = 0 for 1 (Z >= 0); it is 0 there, as it is below."""
    N = normalized(A)
    Z = N @ H @ W
    dZ = dout * (Z >= 0)
    return np.maximum(Z, 0), N @ dZ @ W.T, (N @ H).T @ dZ


@mistake(caught_by="dH and dW are the slopes of F")
def does_not_send_back_along_the_edges(A, H, W, dout):
    """Your dH is dZ Wᵀ, the gradient of N H; going back to H it has to be multiplied by N
    (transposed) once more."""
    N = normalized(A)
    Z = N @ H @ W
    dZ = dout * (Z > 0)
    return np.maximum(Z, 0), dZ @ W.T, (N @ H).T @ dZ


@mistake(caught_by="dH and dW are the slopes of F")
def forgets_what_the_weights_saw(A, H, W, dout):
    """Your dW is Hᵀ dZ; the weights were multiplied by N H, what the nodes heard, and not by H."""
    N = normalized(A)
    Z = N @ H @ W
    dZ = dout * (Z > 0)
    return np.maximum(Z, 0), N @ dZ @ W.T, H.T @ dZ


@mistake(caught_by="without edges it is a dense layer, with all edges all nodes are one")
def bends_before_listening(A, H, W, dout):
    """You applied the relu to H W and spread the result (with gradients to match); first the nodes
    listen, then the relu."""
    N = normalized(A)
    Z = H @ W
    dZ = (N @ dout) * (Z > 0)
    return N @ np.maximum(Z, 0), dZ @ W.T, H.T @ dZ


@mistake(caught_by="dH and dW are the slopes of F")
def averages_over_the_nodes(A, H, W, dout):
    """You divided dW by the number of nodes; the weights answer for all of them, so it is a sum."""
    out, dH, dW = layer(normalized(A), H, W, dout)
    return out, dH, dW / len(A)


@mistake(caught_by="other names for the nodes give the same layer")
def keeps_only_the_last_node(A, H, W, dout):
    """You looped over the nodes and wrote dW = … instead of dW += …, so only the last node's share is
    left; the weights answer for all nodes."""
    out, dH, _ = gcn_layer(A, H, W, dout)
    N = normalized(A)
    return out, dH, np.outer(N[-1] @ H, dout[-1] * (out[-1] > 0))


@mistake(caught_by="without edges it is a dense layer, with all edges all nodes are one")
def forgets_the_relu(A, H, W, dout):
    """You returned Z; negative entries become 0. (Your gradients are masked as they should be.)"""
    N = normalized(A)
    _, dH, dW = layer(N, H, W, dout)
    return N @ H @ W, dH, dW


@mistake(caught_by="agrees with the reference")
def overwrites_loops(A, H, W, dout):
    """You set the diagonal of A to 1, and lose the self-loops that it has; add 1 to it."""
    M = A.copy()
    np.fill_diagonal(M, 1)
    d = M.sum(axis=1)
    return layer(M / np.sqrt(np.outer(d, d)), H, W, dout)


@mistake(caught_by="leaves its inputs alone")
def masks_in_place(A, H, W, dout):
    """`dout[Z <= 0] = 0` writes into the caller's gradient; make a new array."""
    answer = gcn_layer(A, H, W, dout)
    dout[answer[0] == 0] = 0
    return answer
