#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "shape/narrow/weighted_terms.h"

namespace farthing::shape {

// Of each text the few that are most like it in their words. Immutable; any thread.
class Neighbours {
 public:
  explicit Neighbours(const WeightedTerms& terms);

  // The mean of each text's score and its neighbours', the more of theirs the more like it they
  // are: what is relevant to one question resembles each other, and a text that matches while none
  // like it does matches by chance (Jardine and van Rijsbergen, The use of hierarchic clustering in
  // information retrieval, 1971; Diaz, Regularizing ad hoc retrieval scores, CIKM 2005). REQUIRES:
  // a score for each text.
  std::vector<float> Smooth(std::span<const float> scores) const;

 private:
  struct Neighbour {
    uint32_t text = 0;
    float weight = 0;  // where the text's own score has 1
  };

  size_t reach_ = 0;  // neighbours of each text
  std::vector<Neighbour> neighbours_;
};

}  // namespace farthing::shape
