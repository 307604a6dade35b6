#pragma once

#include "base/error.h"
#include "json/document.h"

namespace farthing::shape {

// Which documents a request wants, told by their metadata, in the words of MongoDB's and Pinecone's
// filters:
//   {"team": "billing", "year": {"$gte": 2020, "$lt": 2024}, "$or": [{"lang": "en"}, {"lang":
//   null}]}
// An object's members must all hold. A member is
// - a field and a value that it equals, or an object of $eq, $ne, $in, $nin (lists of values), $gt,
//   $gte, $lt, $lte (a number or a string; strings by their bytes, so that dates as 2024-05-13 are
//   in order), $exists (true or false), all of which must hold;
// - $and or $or and a list of filters, or $not and a filter.
// Where the field is a list, one element that does is enough; for $ne and $nin none may. A field
// that is not there equals null alone, and is neither above nor below anything. Values of different
// types are unequal. Views the request's Document; immutable, any thread.
class Filter {
 public:
  // Lets every document through.
  Filter() = default;

  // kInvalidRequest, with the path in `farthing.filter`, for what is not of that language.
  static Result<Filter> Read(json::Value filter);

  // `metadata`: an object or missing.
  bool Accepts(json::Value metadata) const;

 private:
  explicit Filter(json::Value filter) : filter_(filter) {}

  json::Value filter_;
};

}  // namespace farthing::shape
