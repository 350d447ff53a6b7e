import numpy as np

from grader.author import given, law, mistake, solution, unpromised


def classify(H, tol=1e-8):
    curvatures = np.linalg.eigvalsh(H)
    sizes = np.abs(curvatures)
    curvatures = np.where(sizes > tol * sizes.max(), curvatures, 0)
    up, down = np.sum(curvatures > 0), np.sum(curvatures < 0)
    if up and down:
        return "saddle", down
    if up + down < len(H):
        return "degenerate", down
    return "min" if up else "max", down


unpromised("wrong if longer than 100", says="d from 1 to 40")

given(
    "close to the line",
    like="bowls and hills",
    sizes={"d": "2..5"},
    tol={"real": [1e-9, 1e-2], "log": True},
    share={"choice": [0.8, 1.25, -0.8, -1.25]},
    values={"is": "steep.max() * np.append([1, share * tol], np.ones(d - 2))"},
)
given(
    "exactly on the line",
    sizes={"d": "2..4"},
    power={"integer": [1, 20]},
    tol={"is": "2.0 ** -power"},
    share=1.0,
    H={"is": "np.diag(np.append(np.ones(d - 1), tol))"},
    examples=20,
)


@law("tol draws the line between flat and curved", over=("close to the line", "exactly on the line"))
def _(share, kind, index):
    """An eigenvalue counts as zero up to tol times the largest absolute one, and that much itself:
    tol may be larger or smaller than its default, and the next one beyond it already decides."""
    assert kind == ("degenerate" if abs(share) <= 1 else "min" if share > 0 else "saddle")
    assert index == (1 if share < -1 else 0)


@solution
def from_singular_values(H, tol=1e-8):
    """Lifts all eigenvalues above zero, where they are singular values, and counts their signs."""
    size = np.sqrt(np.sum(np.square(H / (np.abs(H).max() or 1)))) * np.abs(H).max()
    size = 2.0 ** np.ceil(np.log2(size)) if size else 0.0  # a power, which is added without rounding
    lifted = np.linalg.svd(H + size * np.eye(len(H)), compute_uv=False) - size
    most = max(abs(value) for value in lifted)
    signs = [0 if abs(value) <= tol * most else 1 if value > 0 else -1 for value in lifted]
    kinds = {(1,): "min", (-1,): "max", (-1, 1): "saddle", (-1, 0, 1): "saddle"}
    return kinds.get(tuple(sorted(set(signs))), "degenerate"), signs.count(-1)


def verdict(curvatures, flat):
    curvatures = np.where(np.abs(curvatures) <= flat, 0.0, curvatures)
    index = int(np.sum(curvatures < 0))
    if curvatures.max() > 0 > curvatures.min():
        return "saddle", index
    if np.any(curvatures == 0):
        return "degenerate", index
    return "min" if curvatures[0] > 0 else "max", index


@mistake(caught_by="up in every direction is a minimum, down in every direction a maximum")
def uses_the_rule_for_the_plane(H, tol=1e-8):
    """You used the rule of the plane: a negative determinant is a saddle, otherwise H[0, 0] decides.
    The determinant is the product of all eigenvalues, and three negative ones make a maximum with a
    negative product. Look at each of them."""
    size, (_, index) = np.abs(H).max(), classify(H, tol)
    det = np.linalg.det(H / size) if size else 0.0
    if abs(det) <= tol:
        return "degenerate", index
    if det < 0:
        return "saddle", index
    return "min" if H[0, 0] > 0 else "max", index


@mistake(caught_by="up one way and down another is a saddle in any dimension")
def looks_along_the_axes(H, tol=1e-8):
    """You classified by the signs on the diagonal, the curvatures along the axes. In between the
    function may turn down; take the eigenvalues."""
    diagonal = np.diag(H)
    return verdict(diagonal, tol * np.abs(diagonal).max())


@mistake(caught_by="neither units nor coordinates matter")
def compares_with_tol_itself(H, tol=1e-8):
    """You compared the eigenvalues with tol itself. In other units the same point would be flat;
    compare with tol times the largest absolute eigenvalue."""
    return verdict(np.linalg.eigvalsh(H), tol)


@mistake(caught_by="a flat direction leaves it open")
def waits_for_an_exact_zero(H, tol=1e-8):
    """You ignored tol and asked for eigenvalues that are exactly zero; rounding makes them 1e-16 or
    -1e-16."""
    return verdict(np.linalg.eigvalsh(H), 0.0)


@mistake(caught_by="a flat direction leaves it open")
def takes_flat_for_up(H, tol=1e-8):
    """You called it a minimum where no eigenvalue is negative beyond the bound, and a maximum where
    none is positive. With a zero among them it is open: degenerate."""
    curvatures = np.linalg.eigvalsh(H)
    flat = tol * np.abs(curvatures).max()
    index = int(np.sum(curvatures < -flat))
    if index == 0:
        return "min", index
    return "max" if np.all(curvatures <= flat) else "saddle", index


@mistake(caught_by="up one way and down another is a saddle in any dimension")
def stops_at_the_first_zero(H, tol=1e-8):
    """You asked for zeros before you asked for both signs. Where one way goes up and another down it
    is a saddle, whatever the flat directions do."""
    curvatures = np.linalg.eigvalsh(H)
    flat = tol * np.abs(curvatures).max()
    kind, index = verdict(curvatures, flat)
    return "degenerate" if np.any(np.abs(curvatures) <= flat) else kind, index


@mistake(caught_by="up one way and down another is a saddle in any dimension")
def adds_the_curvatures_up(H, tol=1e-8):
    """You judged by the sum of the eigenvalues alone: min if it is above the bound of what counts as
    zero, max if it is as far below zero, degenerate in between. A steep way up hides a gentle way
    down, or a flat one; look at each."""
    curvatures = np.linalg.eigvalsh(H)
    total, flat = np.sum(curvatures), tol * np.abs(curvatures).max()
    kind = "min" if total > flat else "max" if total < -flat else "degenerate"
    return kind, classify(H, tol)[1]


@mistake(caught_by="up in every direction is a minimum, down in every direction a maximum")
def wants_negative_minors_for_a_maximum(H, tol=1e-8):
    """You took the leading minors, all positive for a minimum and all negative for a maximum. At a
    maximum they alternate: the k-th has the sign of (-1)**k."""
    kind, index = classify(H, tol)
    if kind == "degenerate":
        return kind, index
    H = H / np.abs(H).max()
    minors = np.array([np.linalg.det(H[:k, :k]) for k in range(1, len(H) + 1)])
    return "min" if np.all(minors > 0) else "max" if np.all(minors < 0) else "saddle", index


@mistake(caught_by="tol draws the line between flat and curved", free="own")
def has_a_tol_of_its_own(H, tol=1e-8, *, own=1e-8):
    """You compared with {own} times the largest eigenvalue, whatever tol the caller asked for."""
    return classify(H, own)


@mistake(caught_by="a flat direction leaves it open")
def compares_with_the_largest_without_its_sign(H, tol=1e-8):
    """Your bound is tol times the largest eigenvalue, not the largest of the absolute values. Where
    all others are negative the largest may be zero itself, and then nothing counts as zero."""
    curvatures = np.linalg.eigvalsh(H)
    return verdict(curvatures, tol * curvatures.max())


@mistake(caught_by="up in every direction is a minimum, down in every direction a maximum")
def counts_the_ways_up(H, tol=1e-8):
    """Your index counts the positive eigenvalues; it is the number of ways down, of negative ones."""
    return classify(H, tol)[0], classify(-np.asarray(H), tol)[1]


@mistake(caught_by="a flat direction leaves it open")
def counts_rounding_as_a_way_down(H, tol=1e-8):
    """Your index counts every eigenvalue below zero, -1e-17 too; those that count as zero by tol are
    no way down."""
    kind, index = classify(H, tol)
    return kind, int(np.sum(np.linalg.eigvalsh(H) < 0)) if kind == "degenerate" else index
