import numpy as np


def checked(x, y):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape:
        raise ValueError("x and y differ in shape")
    return x, y

# %% right
def dot(x, y):
    x, y = checked(x, y)
    total = 0.0
    for i in range(len(x)):
        total += float(x[i]) * float(y[i])
    return total

# %% does_not_add_up
def dot(x, y):
    x, y = checked(x, y)
    return np.array([a * b for a, b in zip(x, y)])

# %% stops_at_the_shorter_one
def dot(x, y):
    total = 0.0
    for p, q in zip(np.ravel(x).astype(float), np.ravel(y).astype(float)):
        total += p * q
    return total

# %% stretches_a_single_number
def dot(x, y):
    return float(np.sum(np.array(x, float) * np.array(y, float)))

# %% compares_the_lengths_only
def dot(x, y):
    if len(x) != len(y):
        raise ValueError("lengths differ")
    products = np.multiply(np.asarray(x, float), np.asarray(y, float))
    return float(products.sum())

# %% multiplies_in_the_type_of_the_bytes
def dot(x, y):
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape:
        raise ValueError("x and y differ in shape")
    total = 0.0
    for product in x * y:
        total = total + float(product)
    return total

# %% adds_absolute_values
def dot(x, y):
    x, y = checked(x, y)
    return float(sum(abs(a) * abs(b) for a, b in zip(x, y)))

# %% takes_the_largest_product
def dot(x, y):
    x, y = checked(x, y)
    best = 0.0
    for a, b in zip(x, y):
        if abs(a * b) > abs(best):
            best = float(a * b)
    return best

# %% takes_the_mean
def dot(x, y):
    x, y = checked(x, y)
    if x.size == 0:
        return 0.0
    return float(np.mean(x * y))

# %% divides_by_the_lengths
def dot(x, y):
    x, y = checked(x, y)
    lengths = np.sqrt(np.sum(x * x)) * np.sqrt(np.sum(y * y))
    if lengths == 0:
        return 0.0
    return float(np.sum(x * y) / lengths)

# %% multiplies_the_sums
def dot(x, y):
    x, y = checked(x, y)
    return float(x.sum() * y.sum())

# %% adds_instead_of_multiplying
def dot(x, y):
    x, y = checked(x, y)
    total = 0.0
    for a, b in zip(x, y):
        total += a + b
    return float(total)

# %% returns_in_the_first_round
def dot(x, y):
    x, y = checked(x, y)
    if len(x) == 0:
        return 0.0
    total = 0.0
    for i in range(len(x)):
        total += float(x[i] * y[i])
        return total

# %% leaves_out_the_last
def dot(x, y):
    x, y = checked(x, y)
    total, i = 0.0, 0
    while i < len(x) - 1:
        total += float(x[i] * y[i])
        i += 1
    return total

# %% starts_with_the_first_product
def dot(x, y):
    x, y = checked(x, y)
    total = float(x[0] * y[0])
    for a, b in zip(x[1:], y[1:]):
        total += float(a * b)
    return total
