#include "json/structure.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "json/diagnosis.h"

namespace farthing::json {
namespace {

constexpr size_t kSmallest = 4096;
// Above this the index of one unusual text is given back when the next usual one comes.
constexpr size_t kKept = size_t{1} << 20;

}  // namespace

struct Structure::Kernel {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;

  Kernel() { Allocate(kSmallest); }

  void Allocate(size_t capacity) {
    // The depth sizes buffers of simdjson's second stage, which is never run.
    const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
        capacity, 1, parser);
    CHECK(error == simdjson::SUCCESS);
  }

  void MakeRoom(size_t size) {
    const bool too_small = parser->capacity() < size;
    const bool too_large = parser->capacity() > kKept && size <= kKept;
    if (too_small || too_large) Allocate(std::bit_ceil(std::max(size, kSmallest)));
  }
};

Structure::Structure() : kernel_(std::make_unique<Kernel>()) {}
Structure::~Structure() = default;
Structure::Structure(Structure&&) noexcept = default;
Structure& Structure::operator=(Structure&&) noexcept = default;

Result<std::span<const uint32_t>> Structure::Index(std::string_view text) {
  if (text.size() >= simdjson::SIMDJSON_MAXSIZE_BYTES / 2) {
    return Fail(Error::TooLarge("The JSON text is larger than 2 GiB"));
  }
  kernel_->MakeRoom(text.size());
  auto& parser = *kernel_->parser;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto error = parser.stage1(bytes, text.size(), simdjson::stage1_mode::regular);
  if (error != simdjson::SUCCESS) [[unlikely]]
    return Fail(DiagnoseBytes(text));
  return std::span<const uint32_t>(parser.structural_indexes.get(), parser.n_structural_indexes);
}

Error SyntaxError(size_t offset, std::string_view what) {
  std::string message = "The JSON is wrong at byte ";
  message += std::to_string(offset);
  message += ": ";
  message += what;
  return Error::InvalidRequest(std::move(message));
}

}  // namespace farthing::json
