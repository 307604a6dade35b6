"""all-MiniLM-L6-v2 in numpy: six layers of attention over 384 dimensions, mean pooling, unit length."""

import json
import math
import pathlib

import numpy
import safetensors.numpy
import tokenizers

HEADS = 12
EPSILON = 1e-12
BATCH_TOKENS = 4096


def erf(x):
    """Abramowitz and Stegun 7.1.26 with an error below 1.5e-7, in place of a library of its own."""
    t = 1 / (1 + 0.3275911 * numpy.abs(x))
    poly = t * (0.254829592 + t * (-0.284496736 + t * (
        1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return numpy.copysign(1 - poly * numpy.exp(-x * x), x)


def normed(x, gain, bias):
    x = x - x.mean(-1, keepdims=True)
    return x / numpy.sqrt((x * x).mean(-1, keepdims=True) + EPSILON) * gain + bias


class Teacher:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.weights = safetensors.numpy.load_file(folder / "model.safetensors")
        self.layers = json.loads((folder / "config.json").read_text())["num_hidden_layers"]
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.cls = self.tokenizer.token_to_id("[CLS]")
        self.sep = self.tokenizer.token_to_id("[SEP]")

    def pieces(self, texts):
        """The ids of every text, without [CLS] and [SEP]."""
        return [e.ids for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def linear(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def norm(self, x, name):
        return normed(x, self.weights[name + ".weight"], self.weights[name + ".bias"])

    def attention(self, x, name):
        batch, length, width = x.shape
        q, k, v = (self.linear(x, f"{name}.self.{part}")
                   .reshape(batch, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)
                   for part in ("query", "key", "value"))
        scores = q @ k.transpose(0, 1, 3, 2) / numpy.float32(math.sqrt(width // HEADS))
        scores = numpy.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        mixed = (scores @ v).transpose(0, 2, 1, 3).reshape(batch, length, width)
        return self.norm(self.linear(mixed, name + ".output.dense") + x, name + ".output.LayerNorm")

    def forward(self, ids):
        """Mean of the last layer over all positions; ids: texts of one length."""
        length = ids.shape[1]
        x = (self.weights["embeddings.word_embeddings.weight"][ids]
             + self.weights["embeddings.position_embeddings.weight"][:length]
             + self.weights["embeddings.token_type_embeddings.weight"][0])
        x = self.norm(x, "embeddings.LayerNorm")
        for layer in range(self.layers):
            name = f"encoder.layer.{layer}"
            x = self.attention(x, name + ".attention")
            inner = self.linear(x, name + ".intermediate.dense")
            inner *= 0.5 * (1 + erf(inner * numpy.float32(math.sqrt(0.5))))
            x = self.norm(self.linear(inner, name + ".output.dense") + x, name + ".output.LayerNorm")
        return x.mean(1)

    def vectors(self, pieces):
        """The teacher's vector of every text, as pooled; pieces as `pieces` gives them."""
        out = numpy.empty((len(pieces), 384), numpy.float32)
        by_length = {}
        for at, ids in enumerate(pieces):
            by_length.setdefault(min(len(ids), 254), []).append(at)
        for length, places in sorted(by_length.items()):
            step = max(1, BATCH_TOKENS // (length + 2))
            for first in range(0, len(places), step):
                some = places[first:first + step]
                ids = numpy.array([[self.cls, *pieces[at][:length], self.sep] for at in some])
                out[some] = self.forward(ids)
        return out
