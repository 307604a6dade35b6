#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace farthing::shape {

// Documents that are cut, as packing asks of them. Only what is looked at is asked for.
struct PackSource {
  std::span<const float> worths;  // of each document, above 0
  // Tokens that stand around a document.
  std::function<size_t(size_t document)> frame;
  // How much each of a document's sentences has to do with the question, 0 or more.
  std::function<std::vector<float>(size_t document)> sentences;
  // Tokens of a sentence; absent: it need not be said.
  std::function<std::optional<size_t>(size_t document, size_t sentence)> tokens;
  // How much each document says the same as this one, 0 to 1.
  std::function<std::vector<float>(size_t document)> likeness;
};

// What stays of a document: some of its sentences, ascending; empty: nothing.
using Kept = std::vector<size_t>;

// Chooses sentences of documents that fit a budget of tokens together. A document's best sentence
// counts as much as the document does, each further one less, so that every good document has its
// say before the best one has all of it. A document counts the less, the more it is like one that
// has its say already (after maximal marginal relevance, Carbonell and Goldstein, The use of MMR,
// SIGIR 1998). Deterministic; any thread.
std::vector<Kept> Pack(const PackSource& source, size_t budget);

}  // namespace farthing::shape
