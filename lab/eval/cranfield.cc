#include "lab/eval/cranfield.h"

#include <charconv>
#include <sstream>

#include "lab/eval/data_file.h"
#include "lab/eval/ranking.h"

namespace farthing::lab {
namespace {

// A record of the SMART system's files: ".I NUMBER", then parts that begin with a line of a dot and
// a letter.
struct Record {
  int number = 0;
  std::string title, text;
};

std::vector<Record> RecordsOf(std::string_view file) {
  std::vector<Record> records;
  char part = 0;
  for (const std::string_view line : LinesOf(file)) {
    const bool is_mark = line.size() >= 2 && line[0] == '.' && line[1] >= 'A' && line[1] <= 'Z';
    if (is_mark) part = line[1];
    if (is_mark && part == 'I' && line.size() > 3) {
      records.emplace_back();
      std::from_chars(line.data() + 3, line.data() + line.size(), records.back().number);
    }
    if (is_mark || records.empty()) continue;
    if (part == 'T') records.back().title.append(line) += '\n';
    if (part == 'W') records.back().text.append(line) += '\n';
  }
  return records;
}

}  // namespace

Result<Cranfield> ReadCranfield(const std::string& folder) {
  const Result<std::string> documents = ReadDataFile(folder + "/cran.all.1400");
  if (!documents) return Fail(documents.error());
  const Result<std::string> questions = ReadDataFile(folder + "/cran.qry");
  if (!questions) return Fail(questions.error());
  const Result<std::string> judgements = ReadDataFile(folder + "/cranqrel");
  if (!judgements) return Fail(judgements.error());
  Cranfield collection;
  for (Record& record : RecordsOf(*documents)) {
    collection.documents.push_back(
        {record.number, std::move(record.title), std::move(record.text)});
  }
  for (Record& record : RecordsOf(*questions)) {
    collection.questions.push_back({std::move(record.text), {}});
  }
  std::istringstream in(*judgements);
  for (int question = 0, document = 0, degree = 0; in >> question >> document >> degree;) {
    if (question < 1 || static_cast<size_t>(question) > collection.questions.size()) {
      return Fail(Error::InvalidRequest(folder + "/cranqrel judges question " +
                                        std::to_string(question) + ", which is not there"));
    }
    if (degree > 0) {
      collection.questions[static_cast<size_t>(question) - 1].relevant.insert(document);
    }
  }
  return collection;
}

std::vector<bool> RankedRelevance(const Cranfield& collection, const Cranfield::Question& question,
                                  const std::vector<double>& scores) {
  std::vector<bool> is_relevant;
  for (const size_t i : RankingOf(scores)) {
    is_relevant.push_back(question.relevant.contains(collection.documents[i].id));
  }
  return is_relevant;
}

}  // namespace farthing::lab
