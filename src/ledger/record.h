#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/error.h"
#include "ledger/row.h"

namespace farthing::ledger {

// A row's text in the journal is cut to this, so that a record has a bound.
inline constexpr size_t kLongestText = 256;
inline constexpr size_t kLongestTags = 1024;
inline constexpr size_t kMostAttempts = 8;  // further ones are left out, but for what they cost
// No record is larger.
inline constexpr size_t kLongestRecord = 17 * 1024;

using RecordSpace = std::array<char, kLongestRecord>;

// The row in the form of docs/journal.md, written into `space`. Pure; no allocation.
std::string_view EncodeRow(const RequestRow& row, RecordSpace& space);

// Sets all of `*row`, whose memory is used again. Errors: kInternal for bytes that no EncodeRow has
// made, or a later version's.
Status DecodeRow(std::string_view record, RequestRow* row);

}  // namespace farthing::ledger
