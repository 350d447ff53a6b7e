import numpy as np


def softmax(logits):
    z = np.asarray(logits, dtype=float)
    e = np.exp(z - np.max(z, axis=1)[:, None])
    return e / np.sum(e, axis=1)[:, None]


def taken(logits, actions):
    return np.eye(np.shape(logits)[1])[actions]


def advantage(returns, baseline):
    return np.asarray(returns, dtype=float) - baseline

# %% right


def reinforce_grad(logits, actions, returns, baseline=0.0):
    error = softmax(logits) - taken(logits, actions)
    return (error.T * advantage(returns, baseline)).T / len(error)


# %% turns_the_sign


def reinforce_grad(logits, actions, returns, baseline=0.0):
    score = taken(logits, actions) - softmax(logits)
    return score * advantage(returns, baseline)[:, None] / len(score)


# %% sums_over_the_samples


def reinforce_grad(logits, actions, returns, baseline=0.0):
    d = softmax(logits)
    for i, a in enumerate(actions):
        d[i, a] -= 1
        d[i] *= returns[i] - baseline
    return d


# %% ignores_the_returns


def reinforce_grad(logits, actions, returns, baseline=0.0):
    d = softmax(logits)
    d[np.arange(len(d)), actions] -= 1
    return d / len(d)


# %% ignores_the_baseline


def reinforce_grad(logits, actions, returns, baseline=0.0):
    d = softmax(logits) - taken(logits, actions)
    return np.asarray(returns, dtype=float).reshape(-1, 1) * d / len(d)


# %% adds_the_baseline


def reinforce_grad(logits, actions, returns, baseline=0.0):
    d = softmax(logits) - taken(logits, actions)
    return advantage(returns, -baseline)[:, None] * d / len(d)


# %% differentiates_the_probability


def reinforce_grad(logits, actions, returns, baseline=0.0):
    pi = softmax(logits)
    d = np.zeros(pi.shape)
    for i, a in enumerate(actions):
        for j in range(pi.shape[1]):
            slope = pi[i, a] * ((a == j) - pi[i, j])
            d[i, j] = -(returns[i] - baseline) * slope / len(pi)
    return d


# %% moves_the_taken_logit_only


def reinforce_grad(logits, actions, returns, baseline=0.0):
    pi = softmax(logits)
    d = np.zeros_like(pi)
    for i, a in enumerate(actions):
        d[i, a] = -(returns[i] - baseline) * (1 - pi[i, a])
    return d / len(pi)


# %% takes_the_best_action


def reinforce_grad(logits, actions, returns, baseline=0.0):
    d = softmax(logits)
    d[np.arange(len(d)), np.argmax(logits, axis=1)] -= 1
    return d * advantage(returns, baseline)[:, None] / len(d)


# %% overflows_in_softmax


def reinforce_grad(logits, actions, returns, baseline=0.0):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(logits, dtype=float))
        pi = e / e.sum(axis=1, keepdims=True)
    return (pi - taken(logits, actions)) * advantage(returns, baseline)[:, None] / len(pi)


# %% subtracts_in_the_callers_returns


def reinforce_grad(logits, actions, returns, baseline=0.0):
    returns = np.asarray(returns, dtype=float)
    returns -= baseline
    d = softmax(logits) - taken(logits, actions)
    return d * returns[:, None] / len(d)


# %%
import numpy as np


def grad(logits, actions, weights):
    n = len(logits)
    out = np.empty(np.shape(logits))
    for i in range(n):
        row = np.asarray(logits[i], dtype=float)
        p = np.exp(row - max(row))
        p = p / sum(p)
        p[actions[i]] -= 1
        out[i] = weights[i] * p / n
    return out

# %% standardizes_the_advantages


def reinforce_grad(logits, actions, returns, baseline=0.0):
    advantage = np.asarray(returns, dtype=float) - baseline
    return grad(logits, actions, advantage / (np.std(advantage) + 1e-8))
