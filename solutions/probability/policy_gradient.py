import numpy as np

from grader.author import close, law, mistake, solution


def reinforce_grad(logits, actions, returns, baseline=0.0):
    logits = np.asarray(logits, dtype=float)
    n, k = logits.shape
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    miss = e / e.sum(axis=1, keepdims=True) - np.eye(k)[actions]
    return miss * (np.asarray(returns, dtype=float) - baseline)[:, None] / n


@law("each row depends on its own sample alone", over="episodes")
def _(logits, actions, returns, baseline, n, dlogits, reinforce_grad):
    """Taken alone, a sample gives n times its row of the batch: the mean over the batch only
    divides by n. Advantages are not rescaled by the batch, nor are returns compared within it."""
    alone = [
        reinforce_grad(logits[i : i + 1], actions[i : i + 1], returns[i : i + 1], baseline)
        for i in range(n)
    ]
    assert close(np.concatenate(alone), n * dlogits)


@solution
def sample_by_sample(logits, actions, returns, baseline=0.0):
    """A loop over samples and actions."""
    n, k = logits.shape
    out = np.zeros((n, k))
    for i in range(n):
        row = [float(z) - float(max(logits[i])) for z in logits[i]]
        weights = [np.exp(z) for z in row]
        for j in range(k):
            chance = weights[j] / sum(weights)
            taken = 1.0 if actions[i] == j else 0.0
            out[i, j] = -(float(returns[i]) - baseline) * (taken - chance) / n
    return out


@solution
def by_the_jacobian_of_softmax(logits, actions, returns, baseline=0.0):
    """Through log-probabilities and their Jacobian, identity minus the probabilities."""
    n, k = logits.shape
    logits, returns = np.asarray(logits, dtype=float), np.asarray(returns, dtype=float)
    Z = logits - np.max(logits, axis=1, keepdims=True)
    logs = Z - np.log(np.sum(np.exp(Z), axis=1, keepdims=True))
    jacobian = np.eye(k)[None] - np.exp(logs)[:, None, :]
    upstream = np.zeros((n, k))
    upstream[np.arange(n), actions] = (baseline - returns) / n
    return np.einsum("ij,ijl->il", upstream, jacobian)


def chances(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@mistake(caught_by="is the gradient of the surrogate loss")
def turns_the_sign(logits, actions, returns, baseline=0.0):
    """You returned the gradient of the pay. L has a minus, since optimizers go downhill: as it is,
    each step makes good actions rarer."""
    return -reinforce_grad(logits, actions, returns, baseline)


@mistake(caught_by="is the gradient of the surrogate loss")
def sums_over_the_samples(logits, actions, returns, baseline=0.0):
    """You forgot to divide by n; L is a mean."""
    return reinforce_grad(logits, actions, returns, baseline) * len(logits)


@mistake(caught_by="is the gradient of the surrogate loss")
def ignores_the_returns(logits, actions, returns, baseline=0.0):
    """You imitated all actions alike, whatever they brought; weigh each row by R - b."""
    return (chances(logits) - np.eye(logits.shape[1])[actions]) / len(logits)


@mistake(caught_by="is the gradient of the surrogate loss")
def ignores_the_baseline(logits, actions, returns, baseline=0.0):
    """You weighed by the returns alone: the baseline has no effect. Subtract it from the returns, not
    from the log-probabilities, where it drops out."""
    return reinforce_grad(logits, actions, returns)


@mistake(caught_by="is the gradient of the surrogate loss")
def adds_the_baseline(logits, actions, returns, baseline=0.0):
    """You weighed by R + b; the advantage is what the return is *above* the baseline."""
    return reinforce_grad(logits, actions, returns, -baseline)


@mistake(caught_by="is the gradient of the surrogate loss")
def differentiates_the_probability(logits, actions, returns, baseline=0.0):
    """You differentiated π(a) and not ln π(a): an extra factor π(a), so that actions that are rare
    already learn nothing. A sample appears with probability π(a) by itself."""
    p = chances(logits)
    factor = p[np.arange(len(p)), actions][:, None]
    return factor * reinforce_grad(logits, actions, returns, baseline)


@mistake(caught_by="is the gradient of the surrogate loss")
def moves_the_taken_logit_only(logits, actions, returns, baseline=0.0):
    """You changed the logit of the taken action only. Softmax divides by the sum, so the others
    have a derivative too: minus their probability."""
    g = reinforce_grad(logits, actions, returns, baseline)
    return np.where(np.eye(g.shape[1])[actions] == 1, g, 0.0)


@mistake(caught_by="is the gradient of the surrogate loss")
def takes_the_best_action(logits, actions, returns, baseline=0.0):
    """You used the likeliest action of every row; the return belongs to the one that was taken."""
    return reinforce_grad(logits, np.argmax(logits, axis=1), returns, baseline)


@mistake(caught_by="is the gradient of the surrogate loss", free="eps")
def standardizes_the_advantages(logits, actions, returns, baseline=0.0, *, eps=1e-8):
    """You divided the advantages R - b by their standard deviation, plus {eps}. A common trick, but
    another loss: here they count as they are."""
    a = returns - baseline
    return reinforce_grad(logits, actions, a / (a.std() + eps))


@mistake(caught_by="huge logits give finite numbers")
def overflows_in_softmax(logits, actions, returns, baseline=0.0):
    """exp overflows above 709, and inf / inf is nan; subtract each row's maximum first."""
    with np.errstate(all="ignore"):
        e = np.exp(logits * 1.0)
        p = e / e.sum(axis=1, keepdims=True)
    miss = p - np.eye(p.shape[1])[actions]
    return miss * (returns - baseline)[:, None] / len(p)


@mistake(caught_by="leaves its inputs alone")
def subtracts_in_the_callers_returns(logits, actions, returns, baseline=0.0):
    """`returns -= baseline` changes the caller's array; subtract into a new one."""
    if returns.dtype.kind == "f":
        returns -= baseline
        return reinforce_grad(logits, actions, returns)
    return reinforce_grad(logits, actions, returns, baseline)
