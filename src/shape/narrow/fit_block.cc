#include "shape/narrow/fit_block.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "shape/narrow/narrower.h"
#include "shape/narrow/render.h"

namespace farthing::shape {
namespace {

using Render = std::function<std::string(const std::vector<Passage>&)>;

// Sentences are counted one by one, and the whole may have a few tokens more: then there is less
// room for them.
FittedBlock Fit(std::span<const Source> sources, const FitGoal& goal, const Render& render) {
  const Narrower narrower(sources, goal.question, goal.scores, goal.tokens, goal.embedder);
  const size_t around = goal.tokens.Count(kOpenDocuments) + goal.tokens.Count(kCloseDocuments);
  size_t room = goal.budget - std::min(goal.budget, around);
  while (true) {
    const std::vector<Passage> passages = narrower.Fit(room);
    FittedBlock fitted{.left_out = sources.size() - passages.size()};
    if (passages.empty()) return fitted;
    fitted.text = render(passages);
    fitted.tokens = goal.tokens.Count(fitted.text);
    if (fitted.tokens > goal.budget) {
      room -= std::min(room, fitted.tokens - goal.budget);
      continue;
    }
    for (const Passage& passage : passages) {
      fitted.shortened += passage.text != sources[passage.source].text ? 1 : 0;
    }
    return fitted;
  }
}

}  // namespace

FittedBlock FitDocuments(std::span<const GivenDocument> documents, const FitGoal& goal) {
  std::vector<Source> sources;
  const size_t close = goal.tokens.Count(kCloseDocument);
  for (const auto& [id, text] : documents) {
    sources.push_back({.text = text, .frame = goal.tokens.Count(OpenDocument(id)) + close});
  }
  return Fit(sources, goal, [&](const std::vector<Passage>& passages) {
    std::vector<RenderedDocument> rendered;
    for (const auto& [source, text] : passages) rendered.push_back({documents[source].id, text});
    return RenderDocuments(rendered);
  });
}

FittedBlock FitMarkedBlock(std::string_view text, const MarkedBlock& block, const FitGoal& goal) {
  std::vector<Source> sources;
  for (const MarkedDocument& document : block.documents) {
    const json::Span& element = document.element;
    const size_t frame =
        goal.tokens.Count(text.substr(element.offset, document.text.offset - element.offset)) +
        goal.tokens.Count(text.substr(document.text.end(), element.end() - document.text.end()));
    sources.push_back({.text = document.text.In(text), .frame = frame});
  }
  return Fit(sources, goal, [&](const std::vector<Passage>& passages) {
    std::vector<const Passage*> kept(block.documents.size());
    for (const Passage& passage : passages) kept[passage.source] = &passage;
    std::string rendered;
    size_t done = block.span.offset;
    for (size_t i = 0; i < kept.size(); ++i) {
      const auto& [element, inside] = block.documents[i];
      if (kept[i] != nullptr) {
        rendered.append(text.substr(done, inside.offset - done)).append(kept[i]->text);
        done = inside.end();
      } else {
        rendered.append(text.substr(done, element.offset - done));
        done = element.end();
      }
    }
    return rendered.append(text.substr(done, block.span.end() - done));
  });
}

}  // namespace farthing::shape
