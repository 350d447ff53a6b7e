import numpy as np


def wrong(w, b, x, label):
    return label * (x @ w + b) <= 0


def learn(X, y, epochs, wrong=wrong, rate=1.0, with_bias=True):
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(epochs):
        clean = True
        for x, label in zip(X, y):
            if wrong(w, b, x, label):
                w = w + rate * label * x
                b += rate * label * with_bias
                updates += 1
                clean = False
        if clean:
            break
    return w, float(b), updates

# %% right


def train_perceptron(X, y, max_epochs):
    return learn(X, y, max_epochs)


# %% takes_zero_for_right


def train_perceptron(X, y, max_epochs):
    return learn(X, y, max_epochs, wrong=lambda w, b, x, label: label * (x @ w + b) < 0)


# %% forgets_the_bias


def train_perceptron(X, y, max_epochs):
    return learn(X, y, max_epochs, with_bias=False)


# %% learns_from_every_sample


def train_perceptron(X, y, max_epochs):
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        for i in range(len(y)):
            w += y[i] * X[i]
            b += y[i]
            updates += 1
    return w, b, updates


# %% expects_labels_of_zero_and_one


def train_perceptron(X, y, max_epochs):
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        before = updates
        for i in range(len(y)):
            output = 1 if X[i] @ w + b > 0 else 0
            error = y[i] - output
            if error != 0:
                w += error * X[i]
                b += error
                updates += 1
        if updates == before:
            break
    return w, b, updates


# %% goes_through_once


def train_perceptron(X, y, max_epochs):
    return learn(X, y, 1)


# %% stops_at_the_first_success


def train_perceptron(X, y, max_epochs):
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        for x, label in zip(X, y):
            if not wrong(w, b, x, label):
                return w, b, updates
            w, b, updates = w + label * x, b + label, updates + 1
    return w, b, updates


# %% updates_after_the_epoch


def train_perceptron(X, y, max_epochs):
    w, b, updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        bad = y * (X @ w + b) <= 0
        if not bad.any():
            break
        w = w + (y[bad, None] * X[bad]).sum(axis=0)
        b += y[bad].sum()
        updates += int(bad.sum())
    return w, b, updates


# %% counts_epochs


def train_perceptron(X, y, max_epochs):
    w, b, count = np.zeros(X.shape[1]), 0.0, -1
    for _ in range(max_epochs):
        mistakes = 0
        for x, label in zip(X, y):
            if wrong(w, b, x, label):
                w, b = w + label * x, b + label
                mistakes += 1
        if mistakes == 0:
            break
        count += 1
    return w, b, count


# %% demands_a_margin_of_one


def train_perceptron(X, y, max_epochs):
    return learn(X, y, max_epochs, wrong=lambda w, b, x, label: 1 - label * (x @ w + b) >= 0)


# %% learns_slowly


def train_perceptron(X, y, max_epochs):
    return learn(X, y, max_epochs, rate=0.1)


# %% never_gives_up


def train_perceptron(X, y, max_epochs):
    w, b, updates, epoch = np.zeros(X.shape[1]), 0.0, 0, 0
    while np.any(y * (X @ w + b) <= 0) and (epoch < 100 or epoch < max_epochs):
        for x, label in zip(X, y):
            if wrong(w, b, x, label):
                w, b, updates = w + label * x, b + label, updates + 1
        epoch += 1
    return w, b, updates


# %% has_one_epoch_too_many


def train_perceptron(X, y, max_epochs):
    return learn(X, y, max_epochs + 1)


# %%
import numpy as np


def train(X, y, max_epochs, direction):
    n, d = X.shape
    v = np.zeros(d + 1)
    rows = [np.append(X[i], 1.0) * y[i] for i in range(n)]
    updates = 0
    while max_epochs > 0:
        max_epochs -= 1
        clean = True
        for row in rows:
            if row.dot(v) <= 0:
                v = v + direction * row
                updates += 1
                clean = False
        if clean:
            break
    return v[:d], float(v[d]), updates

# %% moves_the_wrong_way


def train_perceptron(X, y, max_epochs):
    return train(X, y, max_epochs, -1)
