import numpy as np

from grader.author import close, given, law, mistake, solution


def gradient_norms(weights, X, dout, act):
    a, slopes = X, []
    for W in weights:
        z = a @ W
        if act == "tanh":
            a, slope = np.tanh(z), np.cosh(z) ** -2.0
        elif act == "sigmoid":
            a, slope = 1 / (1 + np.exp(-z)), (np.exp(z / 2) + np.exp(-z / 2)) ** -2.0
        else:
            slope = (z > 0) | (act == "linear")
            a = z * slope
        slopes.append(slope)
    back, norms = dout, []
    for W, slope in zip(weights[::-1], slopes[::-1]):
        delta = back * slope
        norms.append(np.sqrt((delta**2).sum()))
        back = delta @ W.T
    return np.array(norms[::-1])


def forward(z, act):
    """The activations and their slopes."""
    if act == "tanh":
        return np.tanh(z), 1 - np.tanh(z) ** 2
    if act == "sigmoid":
        a = 1 / (1 + np.exp(-z))
        return a, a * (1 - a)
    slope = z > 0 if act == "relu" else np.ones(z.shape)
    return z * slope, slope


given("batches", like="three layers", examples=40)


@law("layers of unequal width pass the signal on one by one", over="batches")
def _(weights, X, dout, act, n, norms, gradient_norms):
    """What happens behind a layer does not depend on what made its input: without the first layer,
    and with its activations as input, the other norms are the same. And the samples of a batch do
    not mix: the squares of the norms add up over the rows."""
    a = forward(X @ weights[0], act)[0]
    assert close(gradient_norms(weights[1:], a, dout, act), norms[1:])
    rows = [gradient_norms(weights, X[[i]], dout[[i]], act) for i in range(n)]
    assert close((np.array(rows) ** 2).sum(axis=0), norms**2)


@solution
def by_calling_itself(weights, X, dout, act):
    """Goes forward on the way into the calls and back on the way out of them."""

    def through(a, l):
        if l == len(weights):
            return dout, []
        z = a @ weights[l]
        e = np.exp(-np.abs(z))
        sigmoid = np.where(z > 0, 1 / (1 + e), e / (1 + e))
        after = {"linear": z, "tanh": np.tanh(z), "sigmoid": sigmoid, "relu": np.maximum(z, 0)}[act]
        slopes = {
            "linear": 1.0,
            "tanh": np.cosh(z) ** -2.0,
            "sigmoid": e / (1 + e) ** 2,
            "relu": np.heaviside(z, 0),
        }[act]
        back, norms = through(after, l + 1)
        delta = back * slopes
        return delta @ weights[l].T, [np.linalg.norm(delta), *norms]

    return np.array(through(X, 0)[1])


@solution
def row_by_row_with_jacobians(weights, X, dout, act):
    """For each sample the product of the layers' Jacobians, from the last to the first."""
    squares = np.zeros(len(weights))
    for x, g in zip(X, dout, strict=True):
        jacobians, a = [], x
        for W in weights:
            a, slope = forward(a @ W, act)
            jacobians.append(np.diag(slope * 1.0))
        for l in range(len(weights) - 1, -1, -1):
            g = jacobians[l] @ g
            squares[l] += g @ g
            g = weights[l] @ g
    return np.sqrt(squares)


def all_parts(weights, X, dout, act):
    """Inputs, slopes and gradients of all layers."""
    inputs, slopes, a = [], [], X
    for W in weights:
        inputs.append(a)
        a, slope = forward(a @ W, act)
        slopes.append(slope)
    deltas, back = [], dout
    for W, slope in zip(weights[::-1], slopes[::-1], strict=True):
        deltas.insert(0, back * slope)
        back = deltas[0] @ W.T
    return inputs, slopes, deltas, a


def norms_of(arrays):
    return np.array([np.sqrt(np.sum(a * 1.0 * a)) for a in arrays])


def went_back(weights, slopes, dout):
    deltas, back = [], dout
    for W, slope in zip(weights[::-1], slopes[::-1], strict=True):
        deltas.insert(0, back * slope)
        back = deltas[0] @ W.T
    return norms_of(deltas)


@mistake(caught_by="the norms pass the gradient check")
def measures_the_activations(weights, X, dout, act):
    """You returned the norms of the activations a_l, on the way forward; asked for are the gradients
    that come back."""
    inputs, _, _, last = all_parts(weights, X, dout, act)
    return norms_of([*inputs[1:], last])


@mistake(caught_by="the norms pass the gradient check")
def leaves_out_the_slopes(weights, X, dout, act):
    """You multiplied by the weights alone, as if all layers were linear; at every layer the gradient
    also goes through the slope of the activation."""
    return went_back(weights, [1.0] * len(weights), dout)


@mistake(caught_by="the norms pass the gradient check")
def leaves_out_the_last_slope(weights, X, dout, act):
    """dout is the gradient for the last activations. For z_L it has to be multiplied by the slope of
    the last layer, too."""
    slopes = all_parts(weights, X, dout, act)[1]
    return went_back(weights, [*slopes[:-1], 1.0], dout)


@mistake(caught_by="the norms pass the gradient check")
def starts_with_the_last_layer(weights, X, dout, act):
    """Your norms stand in the order in which they are computed, from the last layer to the first;
    turn the list round."""
    return norms_of(all_parts(weights, X, dout, act)[2])[::-1].copy()


@mistake(caught_by="the norms pass the gradient check")
def measures_the_gradient_of_the_activations(weights, X, dout, act):
    """You returned the gradients for the activations a_l, before the slope of their own layer;
    asked for are those for z_l."""
    _, _, deltas, _ = all_parts(weights, X, dout, act)
    backs = [d @ W.T for d, W in zip(deltas[1:], weights[1:], strict=True)]
    return norms_of([*backs, dout])


@mistake(caught_by="the norms pass the gradient check")
def measures_the_gradient_of_the_weights(weights, X, dout, act):
    """You returned the norms of the gradients for the weights, inputs times delta; asked for is
    delta itself, the gradient for z_l."""
    inputs, _, deltas, _ = all_parts(weights, X, dout, act)
    return norms_of([a.T @ d for a, d in zip(inputs, deltas, strict=True)])


@mistake(caught_by="the norms pass the gradient check")
def takes_the_slopes_at_the_activations(weights, X, dout, act):
    """You put the activations a into the formula of the slope, which wants z: the slope of the
    sigmoid is s(1 - s) with s = sigmoid(z), where s is the activation already, and that of tanh
    1 - tanh(z)²."""
    inputs, _, _, last = all_parts(weights, X, dout, act)
    return went_back(weights, [forward(a, act)[1] for a in [*inputs[1:], last]], dout)


@mistake(caught_by="the norms pass the gradient check")
def returns_the_squares(weights, X, dout, act):
    """You returned the sums of squares; a norm is the root of that."""
    return norms_of(all_parts(weights, X, dout, act)[2]) ** 2


@mistake(caught_by="the norms pass the gradient check")
def averages_over_the_batch(weights, X, dout, act):
    """You divided by the number of rows: as root of the mean square of the rows' norms. The norm is
    over all entries of delta; if the loss is a mean, dout holds that factor already."""
    return norms_of(all_parts(weights, X, dout, act)[2]) / np.sqrt(len(X))


@mistake(caught_by="agrees with the reference")
def lets_relu_pass_at_zero(weights, X, dout, act):
    """You took the slope of relu at exactly 0 for 1; here it is 0."""
    if act != "relu":
        return gradient_norms(weights, X, dout, act)
    slopes, a = [], X
    for W in weights:
        z = a @ W
        slopes.append(z >= 0)
        a = np.maximum(z, 0)
    return went_back(weights, slopes, dout)


@mistake(caught_by="the norms pass the gradient check")
def takes_the_largest_singular_value(weights, X, dout, act):
    """np.linalg.norm(delta, 2) of a matrix is its largest singular value; the root of the sum of all
    squares is np.linalg.norm(delta)."""
    return np.array([np.linalg.norm(d, 2) for d in all_parts(weights, X, dout, act)[2]])


@mistake(caught_by="leaves its inputs alone")
def goes_back_in_dout(weights, X, dout, act):
    """`dout *= slope` writes into the caller's array; make a new one at every layer."""
    norms = gradient_norms(weights, X, dout, act)
    dout *= all_parts(weights, X, dout, act)[1][-1]
    return norms
