import numpy as np


class Base:
    def __init__(self, k):
        self.k = k

    def prepare(self, C):
        return np.array(C, dtype=float)

    def scale(self, s):
        return s

    def fit(self, C):
        U, s, Vt = np.linalg.svd(self.prepare(C), full_matrices=False)
        k = self.k
        self.U, self.s = U[:, :k], s[:k]
        self.term_vectors = U[:, :k] @ np.diag(self.scale(s[:k]))
        self.doc_vectors = (np.diag(self.scale(s[:k])) @ Vt[:k]).T

    def fold_in(self, q):
        return np.asarray(q, dtype=float) @ self.U

    def similarities(self, q):
        z = self.fold_in(q)
        out = []
        for row in self.doc_vectors:
            out.append(sum(row * z) / np.sqrt(sum(row * row) * sum(z * z)))
        return np.array(out)

# %% right


class LSA(Base):
    pass


# %% LeavesOutTheScale


class LSA(Base):
    def scale(self, s):
        return np.ones_like(s)


# %% SharesTheScale


class LSA(Base):
    def scale(self, s):
        return s ** 0.5


# %% CentresTheCounts


class LSA(Base):
    def prepare(self, C):
        return np.array([row - np.mean(row) for row in C])


# %% NormalisesTheDocuments


class LSA(Base):
    def prepare(self, C):
        return C / np.sum(C, axis=0)


# %% KeepsTheWeakest


class LSA(Base):
    def fit(self, C):
        U, s, Vt = np.linalg.svd(C, full_matrices=False)
        k = self.k
        self.U = U[:, -k:]
        self.term_vectors = U[:, -k:] * s[-k:]
        self.doc_vectors = Vt[-k:].T * s[-k:]


# %% TakesColumnsOfVt


class LSA(Base):
    def fit(self, C):
        U, s, V = np.linalg.svd(C)
        k = self.k
        self.U = U[:, :k]
        self.term_vectors = U[:, :k] * s[:k]
        self.doc_vectors = V[:, :k] * s[:k]


# %% SolvesTwoEigenproblems


class LSA(Base):
    def fit(self, C):
        C = np.array(C, dtype=float)
        wu, U = np.linalg.eigh(C @ C.T)
        wv, V = np.linalg.eigh(C.T @ C)
        top_u = np.argsort(-wu)[:self.k]
        top_v = np.argsort(-wv)[:self.k]
        s = np.sqrt(np.clip(wu[top_u], 0, None))
        self.U = U[:, top_u]
        self.term_vectors = U[:, top_u] * s
        self.doc_vectors = V[:, top_v] * s


# %% ScalesTheQuery


class LSA(Base):
    def fold_in(self, q):
        return (np.asarray(q, dtype=float) @ self.U) * self.s


# %% DividesTheQuery


class LSA(Base):
    def fold_in(self, q):
        return (np.asarray(q, dtype=float) @ self.U) / self.s


# %% AveragesTheTerms


class LSA(Base):
    def fold_in(self, q):
        return np.average(self.term_vectors, axis=0, weights=q)


# %% ComparesByInnerProducts


class LSA(Base):
    def similarities(self, q):
        return self.doc_vectors @ self.fold_in(q)


# %% ForgetsTheLengthOfTheQuery


class LSA(Base):
    def similarities(self, q):
        z = self.fold_in(q)
        return np.array([d @ z / np.linalg.norm(d) for d in self.doc_vectors])


# %% ComparesTheCounts


class LSA(Base):
    def fit(self, C):
        super().fit(C)
        self.counts = np.array(C, dtype=float)

    def similarities(self, q):
        q = np.array(q, dtype=float)
        return np.array([q @ c / np.linalg.norm(q) / np.linalg.norm(c) for c in self.counts.T])


# %% FitsOnce


class LSA(Base):
    def fit(self, C):
        if hasattr(self, "term_vectors"):
            return
        super().fit(C)


# %%
import numpy as np


def cosines_with(rows, v):
    return np.array([np.sum(r * v) / np.sqrt(np.sum(r * r) * np.sum(v * v)) for r in rows])

# %% SwapsTermsAndDocuments


class LSA:
    def __init__(self, k):
        self.k = k

    def fit(self, C):
        U, s, Vt = np.linalg.svd(np.array(C, dtype=float), full_matrices=False)
        k = self.k
        self.words = Vt[:k]
        self.doc_vectors = U[:, :k] @ np.diag(s[:k])
        self.term_vectors = Vt[:k].T @ np.diag(s[:k])

    def fold_in(self, q):
        return self.words @ np.array(q, dtype=float)

    def similarities(self, q):
        return cosines_with(self.doc_vectors, self.fold_in(q))
