#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/error.h"

namespace farthing::lab {

// The Cranfield collection: abstracts, questions, and which abstract is of use for which question.
struct Cranfield {
  struct Document {
    int id = 0;
    std::string title, text;  // the text repeats the title
  };
  struct Question {
    std::string text;
    std::set<int> relevant;  // ids of documents: degrees 1 to 4, not those marked -1
  };
  std::vector<Document> documents;
  std::vector<Question> questions;
};

// Reads cran.all.1400, cran.qry and cranqrel of a folder. Judgements name questions by their place
// in the file, not by the number written there.
Result<Cranfield> ReadCranfield(const std::string& folder);

// The ranking that gives the i-th document the score scores[i]: for each rank, whether its document
// is relevant. Of equal scores the document that comes first.
std::vector<bool> RankedRelevance(const Cranfield& collection, const Cranfield::Question& question,
                                  const std::vector<double>& scores);

}  // namespace farthing::lab
