#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace farthing::config {

// A place in the file; both count from 1, columns in bytes.
struct Place {
  int line = 1;
  int column = 1;
  auto operator<=>(const Place&) const = default;
};

// Everything that is wrong with one file, found in one go. One thread.
class Mistakes {
 public:
  explicit Mistakes(std::string file_name) : file_name_(std::move(file_name)) {}

  // `sentence` says what is wrong and what to do, without a full stop.
  void Add(Place place, std::string sentence);

  // Adds those of another file, which come after this one's.
  void Include(Mistakes other);

  bool empty() const { return mistakes_.empty() && included_.empty(); }

  // One line each, "FILE:LINE:COLUMN: sentence", in the order of the file; at most kMostShown.
  Error ToError() const;

  static constexpr size_t kMostShown = 50;

 private:
  struct Mistake {
    Place place;
    std::string sentence;
  };

  std::string file_name_;
  void AddLines(std::vector<std::string>* lines) const;

  std::vector<Mistake> mistakes_;  // in the order of the file
  std::vector<Mistakes> included_;
};

}  // namespace farthing::config
