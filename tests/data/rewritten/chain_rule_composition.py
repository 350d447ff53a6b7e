def walk(fs, x):
    stops = [x]
    for f in fs:
        stops.append(f(stops[-1]))
    return stops


def product(factors):
    total = 1.0
    for factor in factors:
        total = total * factor
    return total


# %% right
def compose_derivative(fs, dfs, x):
    stops = walk(fs, x)
    return stops[-1], product(df(u) for df, u in zip(dfs, stops))


# %% takes_every_slope_at_the_start
def compose_derivative(fs, dfs, x):
    return walk(fs, x)[-1], product(df(x) for df in dfs)


# %% takes_every_slope_at_the_end
def compose_derivative(fs, dfs, x):
    end = walk(fs, x)[-1]
    slope = 1.0
    for df in reversed(dfs):
        slope *= df(end)
    return end, slope


# %% takes_each_slope_after_its_function
def compose_derivative(fs, dfs, x):
    stops = walk(fs, x)
    return stops[-1], product(df(u) for df, u in zip(dfs, stops[1:]))


# %% adds_the_slopes
def compose_derivative(fs, dfs, x):
    if not fs:
        return x, 1.0
    stops = walk(fs, x)
    return stops[-1], sum(dfs[i](stops[i]) for i in range(len(dfs)))


# %% starts_the_slope_at_zero
def compose_derivative(fs, dfs, x):
    slope = 0.0
    for i in range(len(fs)):
        slope *= dfs[i](x)
        x = fs[i](x)
    return x, slope


# %% starts_a_sum_at_zero
def compose_derivative(fs, dfs, x):
    slope = 0.0
    for i in range(len(fs)):
        slope += dfs[i](x)
        x = fs[i](x)
    return x, slope


# %% applies_the_last_function_first
def compose_derivative(fs, dfs, x):
    slope = 1.0
    i = len(fs) - 1
    while i >= 0:
        slope *= dfs[i](x)
        x = fs[i](x)
        i -= 1
    return x, slope


# %% composes_the_derivatives
def compose_derivative(fs, dfs, x):
    slope = walk(dfs, x)[-1] if dfs else 1.0
    return walk(fs, x)[-1], slope


# %% returns_only_the_last_slope
def compose_derivative(fs, dfs, x):
    slope = 1.0
    for f, df in zip(fs, dfs):
        slope, x = df(x), f(x)
    return x, slope


# %% forgets_the_last_slope
def compose_derivative(fs, dfs, x):
    stops = walk(fs, x)
    return stops[-1], product(dfs[i](stops[i]) for i in range(len(fs) - 1))


# %% takes_a_central_difference
def compose_derivative(fs, dfs, x):
    value = walk(fs, x)[-1]
    if len(fs) == 0:
        return value, 1.0
    h = 1e-5
    return value, (walk(fs, x + h)[-1] - walk(fs, x - h)[-1]) / (2 * h)


# %% returns_the_input_of_the_last_function
def compose_derivative(fs, dfs, x):
    stops = walk(fs, x)
    slope = product(df(u) for df, u in zip(dfs, stops))
    return (stops[-2] if fs else x), slope
