"""The table: a row a token, so that the sum of a text's rows points where the teacher's vector points."""

import numpy

DIMENSIONS = 256
RANK_OFFSET = 1995  # ids up to it are specials and single characters, not ordered by frequency
FLATTEN = 0.15
PULL = 2
ROUNDS = 2
STEPS = 8
CHUNK = 200_000


class Bags:
    """The sparse matrix of texts by tokens, as two sorted lists, multiplied by dense ones in numpy."""

    def __init__(self, pieces, tokens):
        self.tokens = tokens
        self.texts = len(pieces)
        lengths = numpy.array([len(ids) for ids in pieces])
        self.token = numpy.concatenate([numpy.array(ids, numpy.int64) for ids in pieces if ids])
        self.text = numpy.repeat(numpy.arange(self.texts), lengths)
        self.by_token = numpy.argsort(self.token, kind="stable")

    @staticmethod
    def summed(rows, source, target, count):
        """out[t] = sum of rows[source[i]] where target[i] == t; target ascends."""
        out = numpy.zeros((count, rows.shape[1]), numpy.float32)
        for first in range(0, len(source), CHUNK):
            into = target[first:first + CHUNK]
            starts = numpy.flatnonzero(numpy.r_[True, into[1:] != into[:-1]])
            out[into[starts]] += numpy.add.reduceat(rows[source[first:first + CHUNK]], starts)
        return out

    def sums(self, rows):
        return self.summed(rows, self.token, self.text, self.texts)

    def spread(self, residuals):
        return self.summed(residuals, self.text[self.by_token], self.token[self.by_token],
                           self.tokens)


def unit(x):
    length = numpy.linalg.norm(x, axis=1, keepdims=True)
    return x / numpy.where(length > 0, length, 1)


def rotation(vectors):
    """(mean, matrix): centre, rotate by PCA, keep the first dimensions and flatten their spectrum."""
    mean = vectors.mean(0)
    values, axes = numpy.linalg.eigh(numpy.cov((vectors - mean).T.astype(numpy.float64)))
    order = numpy.argsort(-values)[:DIMENSIONS]
    return mean, (axes[:, order] / values[order] ** FLATTEN).astype(numpy.float32)


def weights(tokens):
    ids = numpy.arange(tokens)
    return numpy.log1p(numpy.maximum(ids - RANK_OFFSET, 1)).astype(numpy.float32)


def solve(bags, scale, start, target, guess):
    """Conjugate gradients, a column each, on sum |scale X E - target|^2 + PULL |E - start|^2 from
    `guess`, preconditioned by the diagonal: without it frequent tokens hold the rare ones back."""
    def normal(rows):
        return bags.spread(bags.sums(rows) * scale * scale) + PULL * rows

    diagonal = bags.spread(scale * scale) + PULL
    rows = guess.copy()
    residual = bags.spread(scale * target) + PULL * start - normal(rows)
    step = residual / diagonal
    size = (residual * step).sum(0)
    for _ in range(STEPS):
        image = normal(step)
        alpha = size / (step * image).sum(0)
        rows += alpha * step
        residual -= alpha * image
        eased = residual / diagonal
        new_size = (residual * eased).sum(0)
        step = eased + new_size / size * step
        size = new_size
    return rows


def refit(bags, start, target):
    """`start` with sums of unit length on average, moved towards the teacher's vectors `target`."""
    start = start / numpy.linalg.norm(bags.sums(start), axis=1).mean()
    rows = start
    for _ in range(ROUNDS):
        length = numpy.linalg.norm(bags.sums(rows), axis=1, keepdims=True)
        rows = solve(bags, 1 / numpy.maximum(length, 1e-6), start, target, rows)
    return rows


def table(token_vectors, text_vectors, pieces):
    """The rows of all tokens, from the teacher's vectors of single tokens and of texts in pieces."""
    token_vectors, text_vectors = unit(token_vectors), unit(text_vectors)
    mean, matrix = rotation(text_vectors)
    start = (token_vectors - token_vectors.mean(0)) @ matrix * weights(len(token_vectors))[:, None]
    return refit(Bags(pieces, len(token_vectors)), start, unit((text_vectors - mean) @ matrix))


def quantized(rows):
    """int8 by one scale for all rows; what the scale clips is the largest few numbers of the table."""
    scale = numpy.quantile(numpy.abs(rows), 0.9999) / 127
    return numpy.clip(numpy.rint(rows / scale), -127, 127).astype(numpy.int8)
