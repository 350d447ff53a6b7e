import numpy as np

from grader.author import close, law, mistake, solution


class LSA:
    def __init__(self, k):
        self.k = k

    def fit(self, C):
        U, s, Vt = np.linalg.svd(C)
        s = s[: self.k]
        self.U = U[:, : self.k]
        self.term_vectors, self.doc_vectors = self.U * s, Vt[: self.k].T * s

    def fold_in(self, q):
        return self.U.T @ q

    def similarities(self, q):
        v, docs = self.fold_in(q), self.doc_vectors
        return docs @ v / np.linalg.norm(docs, axis=1) / np.linalg.norm(v)


@law("a model knows its own last fit and nothing else", over="corpora")
def _(C, k, Q, docs, likeness, search_after):
    """fit starts anew: vectors and cosines depend on the corpus it was given last, of whatever
    shape. They belong to the model, to self and not to the class, and a text is compared whatever
    other texts were before."""
    other = np.vstack([C[:, ::-1], C[:1] + 1])
    again, cosines_again = map(np.asarray, search_after(other, k, C, Q))
    assert close(again.T @ again, docs.T @ docs)
    assert close(cosines_again, likeness)


@solution
class FromEigenvectors:
    """V from CᵀC, the terms as C V, folding in by them; all signs turned; fit returns the model."""

    class LSA:
        def __init__(self, k):
            self.k = k

        def fit(self, C):
            C = np.asarray(C, dtype=float)
            V = np.linalg.eigh(C.T @ C)[1][:, ::-1][:, : self.k]
            self.term_vectors = -(C @ V)
            self.s = np.linalg.norm(self.term_vectors, axis=0)
            self.doc_vectors = -V * self.s
            return self

        def fold_in(self, q):
            least = 1e-9 * self.s[0]
            return [q @ u / s if s > least else 0.0 for u, s in zip(self.term_vectors.T, self.s, strict=True)]

        def similarities(self, q):
            v = np.array(self.fold_in(q))
            return [float(v @ doc / np.sqrt((v @ v) * (doc @ doc))) for doc in self.doc_vectors]


@mistake(caught_by="returns what it promises")
class SwapsTermsAndDocuments:
    """Your model takes rows for documents throughout, as if it were given the transpose of C. Here
    the rows of C are terms and its columns documents, so term_vectors has t rows, doc_vectors d, and
    a query t counts."""

    class LSA(LSA):
        def fit(self, C):
            super().fit(C.T)


@mistake(caught_by="the dimensions are perpendicular and as long as the singular values")
class LeavesOutTheScale:
    """Your vectors are the columns of U and V alone, so that weak dimensions count as much as
    strong ones; multiply each by its singular value."""

    class LSA(LSA):
        def fit(self, C):
            super().fit(C)
            s = np.sqrt(np.sum(self.term_vectors**2, axis=0))
            self.term_vectors, self.doc_vectors = self.term_vectors / s, self.doc_vectors / s


@mistake(caught_by="the dimensions are perpendicular and as long as the singular values")
class SharesTheScale:
    """You gave terms and documents the root of the singular values each, so that their product is
    C. Here either side gets the singular values themselves."""

    class LSA(LSA):
        def fit(self, C):
            super().fit(C)
            s = np.sqrt(np.sum(self.term_vectors**2, axis=0))
            self.term_vectors = self.term_vectors / np.sqrt(s)
            self.doc_vectors = self.doc_vectors / np.sqrt(s)


@mistake(caught_by="the dimensions are perpendicular and as long as the singular values")
class CentresTheCounts:
    """You subtracted the mean of each row of C first. That is PCA; latent semantic analysis takes
    the counts as they are, and a 0 stays a 0."""

    class LSA(LSA):
        def fit(self, C):
            super().fit(C - C.mean(axis=1, keepdims=True))


@mistake(caught_by="the dimensions are perpendicular and as long as the singular values")
class NormalisesTheDocuments:
    """You divided each column of C by its sum first. The counts are taken as they are; the cosine
    takes care of lengths."""

    class LSA(LSA):
        def fit(self, C):
            super().fit(C / C.sum(axis=0))


@mistake(caught_by="the dimensions are perpendicular and as long as the singular values")
class KeepsTheWeakest:
    """You kept the last k singular values and their vectors, the weakest. Take the first k:
    np.linalg.svd sorts downwards."""

    class LSA(LSA):
        def fit(self, C):
            U, s, Vt = np.linalg.svd(C, full_matrices=False)
            self.U = U[:, -self.k :]
            self.term_vectors, self.doc_vectors = self.U * s[-self.k :], Vt[-self.k :].T * s[-self.k :]


@mistake(caught_by="counts lead from documents to terms and back")
class TakesColumnsOfVt:
    """You took the first k columns of Vt for the documents. np.linalg.svd returns V transposed, so
    the dimensions are its first k rows: Vt[:k].T."""

    class LSA(LSA):
        def fit(self, C):
            super().fit(C)
            U, s, Vt = np.linalg.svd(C)
            self.doc_vectors = Vt[:, : self.k] * s[: self.k]


@mistake(caught_by="counts lead from documents to terms and back")
class SolvesTwoEigenproblems:
    """You got U from CCᵀ and V from CᵀC. Each comes with signs of its own, so that terms and
    documents do not fit together; compute one from the other, or use the SVD."""

    class LSA(LSA):
        def fit(self, C):
            super().fit(C)
            V = np.linalg.eigh(C.T @ C)[1][:, ::-1][:, : self.k]
            U = np.linalg.eigh(C @ C.T)[1][:, ::-1][:, : self.k]
            s = np.sqrt(np.sum(self.term_vectors**2, axis=0))
            self.U, self.term_vectors, self.doc_vectors = U, U * s, V * s


@mistake(caught_by="folding in a column of C gives the vector of its document")
class ScalesTheQuery:
    """You multiplied Uᵀq by the singular values. They are in it already: UᵀC = SVᵀ."""

    class LSA(LSA):
        def fold_in(self, q):
            return self.term_vectors.T @ q


@mistake(caught_by="folding in a column of C gives the vector of its document")
class DividesTheQuery:
    """You folded in by S⁻¹Uᵀq, which gives rows of V. Here the document vectors are rows of VS, so
    nothing is divided."""

    class LSA(LSA):
        def fold_in(self, q):
            s2 = np.sum(self.term_vectors**2, axis=0)
            return self.term_vectors.T @ q / np.where(s2 > 1e-18, s2, 1)


@mistake(caught_by="folding in a column of C gives the vector of its document")
class AveragesTheTerms:
    """You averaged the term vectors of the query, weighted by its counts. A query is a new column
    of C: project it with Uᵀ."""

    class LSA(LSA):
        def fold_in(self, q):
            return self.term_vectors.T @ q / np.sum(q)


@mistake(caught_by="similarities are cosines")
class ComparesByInnerProducts:
    """Your similarities are plain inner products, so long documents win. Divide by the lengths of
    both vectors."""

    class LSA(LSA):
        def similarities(self, q):
            return self.doc_vectors @ self.fold_in(q)


@mistake(caught_by="similarities are cosines")
class ForgetsTheLengthOfTheQuery:
    """You divided by the length of each document but not by that of the query, so a query given
    twice is twice as similar."""

    class LSA(LSA):
        def similarities(self, q):
            return self.doc_vectors @ self.fold_in(q) / np.linalg.norm(self.doc_vectors, axis=1)


@mistake(caught_by="similarities are cosines")
class ComparesTheCounts:
    """Your similarities compare the query with the columns of C themselves. Compare in the k
    dimensions: fold_in(q) with the rows of doc_vectors."""

    class LSA(LSA):
        def fit(self, C):
            super().fit(C)
            self.C = np.array(C)

        def similarities(self, q):
            return self.C.T @ q / np.linalg.norm(self.C, axis=0) / np.linalg.norm(q)


@mistake(caught_by="a model knows its own last fit and nothing else")
class FitsOnce:
    """Your model keeps what it computed in the first fit, and returns at once when fitted again.
    Compute everything anew."""

    class LSA(LSA):
        def fit(self, C):
            if not hasattr(self, "U"):
                super().fit(C)
