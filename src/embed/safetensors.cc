#include "embed/safetensors.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "base/check.h"
#include "json/document.h"

static_assert(std::endian::native == std::endian::little, "the numbers are read as they lie there");

namespace farthing::embed {
namespace {

constexpr size_t kLengthBytes = 8;

constexpr std::pair<std::string_view, size_t> kSizes[] = {
    {"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"I32", 4},
    {"I16", 2}, {"I8", 1},  {"U64", 8}, {"U32", 4},  {"U16", 2}, {"U8", 1},
};

std::optional<size_t> SizeOf(std::string_view type) {
  for (const auto& [name, size] : kSizes) {
    if (name == type) return size;
  }
  return {};
}

// The numbers of an array, all of them counts; nothing where it is none.
std::optional<std::vector<uint64_t>> CountsOf(json::Value array) {
  if (!array.is_array()) return {};
  std::vector<uint64_t> counts;
  for (const json::Value element : array) {
    const std::optional<int64_t> count = element.integer();
    if (!count || *count < 0) return {};
    counts.push_back(static_cast<uint64_t>(*count));
  }
  return counts;
}

// size × each of `shape`, unless it passes `most`.
std::optional<size_t> Product(size_t size, const std::vector<uint64_t>& shape, size_t most) {
  for (const uint64_t length : shape) {
    if (length != 0 && size > most / length) return {};
    size *= length;
  }
  return size;
}

Error Wrong(std::string_view name, std::string_view what) {
  return Error::InvalidRequest("tensor " + std::string(name) + " " + std::string(what));
}

// Fills a tensor whose type and its size are known from its member of the header.
Status ReadTensor(json::Value member, std::string_view data, size_t size, Tensor* tensor) {
  std::optional<std::vector<uint64_t>> shape = CountsOf(member.Find("shape"));
  if (!shape) return Fail(Wrong(member.key(), "has no shape"));
  const std::optional<std::vector<uint64_t>> place = CountsOf(member.Find("data_offsets"));
  if (!place || place->size() != 2 || (*place)[0] > (*place)[1] || (*place)[1] > data.size()) {
    return Fail(Wrong(member.key(), "lies outside of the file, which may be cut short"));
  }
  tensor->shape = *std::move(shape);
  tensor->bytes = data.substr((*place)[0], (*place)[1] - (*place)[0]);
  if (Product(size, tensor->shape, data.size()) != tensor->bytes.size()) {
    return Fail(Wrong(member.key(), "has more or fewer bytes than its shape"));
  }
  return {};
}

template <typename Stored>
Stored At(const Tensor& tensor, size_t i) {
  Stored stored;
  std::memcpy(&stored, tensor.bytes.data() + i * sizeof stored, sizeof stored);
  return stored;
}

template <typename Stored>
std::vector<float> ConvertTo(const Tensor& tensor) {
  std::vector<float> numbers(tensor.size());
  for (size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<float>(At<Stored>(tensor, i));
  }
  return numbers;
}

// The upper half of a float.
std::vector<float> ConvertBrainFloats(const Tensor& tensor) {
  std::vector<float> numbers(tensor.size());
  for (size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = std::bit_cast<float>(uint32_t{At<uint16_t>(tensor, i)} << 16);
  }
  return numbers;
}

template <typename Stored>
std::optional<std::vector<uint32_t>> ConvertToIndexes(const Tensor& tensor, uint64_t end) {
  std::vector<uint32_t> indexes(tensor.size());
  for (size_t i = 0; i < indexes.size(); ++i) {
    const auto index = static_cast<uint64_t>(At<Stored>(tensor, i));
    if (index >= end) return {};
    indexes[i] = static_cast<uint32_t>(index);
  }
  return indexes;
}

}  // namespace

size_t Tensor::size() const { return bytes.empty() ? 0 : bytes.size() / *SizeOf(type); }

Result<Tensors> ReadSafetensors(std::string_view file) {
  uint64_t length = 0;
  if (file.size() >= kLengthBytes) std::memcpy(&length, file.data(), kLengthBytes);
  if (length == 0 || length > file.size() - kLengthBytes) {
    return Fail(Error::InvalidRequest("no safetensors header, or the file is cut short"));
  }
  const std::string_view data = file.substr(kLengthBytes + length);
  const auto header = json::Document::ParseBorrowed(file.substr(kLengthBytes, length));
  if (!header) return Fail(Error::InvalidRequest("the header: " + header.error().message));
  if (!header->root().is_object()) return Fail(Error::InvalidRequest("the header is no object"));
  Tensors tensors;
  for (const json::Value member : header->root()) {
    const std::string_view type = member.Find("dtype").string();
    const std::optional<size_t> size = SizeOf(type);
    if (member.key() == "__metadata__" || !size) continue;
    Tensor& tensor = tensors[std::string(member.key())];
    tensor.type = type;
    if (Status read = ReadTensor(member, data, *size, &tensor); !read) return Fail(read.error());
  }
  return tensors;
}

Result<std::vector<float>> FloatsOf(const Tensor& tensor) {
  std::vector<float> numbers;
  if (tensor.type == "F32") {
    numbers = ConvertTo<float>(tensor);
  } else if (tensor.type == "F16") {
    numbers = ConvertTo<_Float16>(tensor);
  } else if (tensor.type == "BF16") {
    numbers = ConvertBrainFloats(tensor);
  } else if (tensor.type == "F64") {
    numbers = ConvertTo<double>(tensor);
  } else if (tensor.type == "I8") {
    numbers = ConvertTo<int8_t>(tensor);
  } else {
    return Fail(Error::InvalidRequest("numbers of the type " + tensor.type + " make no vectors"));
  }
  for (const float number : numbers) {
    if (!std::isfinite(number)) return Fail(Error::InvalidRequest("a number is not finite"));
  }
  return numbers;
}

Result<std::vector<uint32_t>> IndexesOf(const Tensor& tensor, uint64_t end) {
  CHECK(end <= uint64_t{1} << 32);
  std::optional<std::vector<uint32_t>> indexes;
  if (tensor.type == "I64") {
    indexes = ConvertToIndexes<int64_t>(tensor, end);
  } else if (tensor.type == "I32") {
    indexes = ConvertToIndexes<int32_t>(tensor, end);
  } else if (tensor.type == "U32") {
    indexes = ConvertToIndexes<uint32_t>(tensor, end);
  } else if (tensor.type == "U16") {
    indexes = ConvertToIndexes<uint16_t>(tensor, end);
  } else if (tensor.type == "U8") {
    indexes = ConvertToIndexes<uint8_t>(tensor, end);
  } else {
    return Fail(Error::InvalidRequest("numbers of the type " + tensor.type + " are no indexes"));
  }
  if (!indexes) return Fail(Error::InvalidRequest("an index points behind the last row"));
  return *std::move(indexes);
}

}  // namespace farthing::embed
