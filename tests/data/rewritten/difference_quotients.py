import numpy as np


def slope(f, p, q, distance):
    return (f(q) - f(p)) / distance


# %% right
def forward_diff(f, x, h):
    return slope(f, x, x + h, h)


def central_diff(f, x, h):
    return slope(f, x - h, x + h, h + h)


# %% ForwardForBoth
def forward_diff(f, x, h):
    return slope(f, x, x + h, h)


def central_diff(f, x, h):
    return slope(f, x, x + h, h)


# %% CentralOverH
def forward_diff(f, x, h):
    return slope(f, x, x + h, h)


def central_diff(f, x, h):
    rise = f(x + h) - f(x - h)
    return rise / h


# %% DividesByTwoThenTimesH
def forward_diff(f, x, h):
    return (f(x + h) - f(x)) / h


def central_diff(f, x, h):
    return (f(x + h) - f(x - h)) / 2 * h


# %% BackwardForForward
def forward_diff(f, x, h):
    return slope(f, x - h, x, h)


def central_diff(f, x, h):
    return slope(f, x - h, x + h, 2 * h)


# %% DoesNotDivide
def forward_diff(f, x, h):
    return f(x + h) - f(x)


def central_diff(f, x, h):
    return f(x + h) - f(x - h)


# %% HalfASmallStep
def forward_diff(f, x, h):
    return slope(f, x, x + h, h)


def central_diff(f, x, h):
    half = h / 2
    return slope(f, x - half, x + half, h)


# %% ChoosesItsOwnStep
def forward_diff(f, x, h):
    h = 1e-6
    return slope(f, x, x + h, h)


def central_diff(f, x, h):
    h = 1e-6
    return slope(f, x - h, x + h, 2 * h)


# %% TakesTheSizeOfTheStep
def forward_diff(f, x, h):
    h = abs(h)
    return slope(f, x, x + h, h)


def central_diff(f, x, h):
    h = abs(h)
    return slope(f, x - h, x + h, 2 * h)


# %% IntegersSwallowTheStep
def forward_diff(f, x, h):
    step = np.full_like(x, h)
    return slope(f, x, x + step, h)


def central_diff(f, x, h):
    step = np.full_like(x, h)
    return slope(f, x - step, x + step, 2 * h)


# %% HandlesSingleNumbersOnly
def forward_diff(f, x, h):
    x = float(x)
    return slope(f, x, x + h, h)


def central_diff(f, x, h):
    x = float(x)
    return slope(f, x - h, x + h, 2 * h)
