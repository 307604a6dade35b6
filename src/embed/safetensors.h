#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::embed {

// A tensor of a safetensors file, whose numbers lie there row after row, little-endian.
struct Tensor {
  std::string type;  // "F32", "F16", "BF16", "F64", "I8", "I32", "I64", …
  std::vector<uint64_t> shape;
  std::string_view bytes;  // as many as type and shape say; a view into the file

  // Their count, the product of the shape.
  size_t size() const;
};

using Tensors = std::map<std::string, Tensor, std::less<>>;

// The tensors of a file by their names, of any bytes safely. The format, as its own page tells:
// eight bytes that say how long the header is, a JSON object {"NAME": {"dtype", "shape",
// "data_offsets": [begin, end]}, "__metadata__": …}, then the numbers. Tensors of types whose size
// is not known are left out. The error says what is wrong in one sentence without a name of the
// file.
Result<Tensors> ReadSafetensors(std::string_view file);

// The numbers as floats: of F64, F32, F16, BF16 and I8. An error where one is not finite.
Result<std::vector<float>> FloatsOf(const Tensor& tensor);

// The numbers as indexes: of I64, I32, U32, U16 and U8. An error where one is not below `end`.
Result<std::vector<uint32_t>> IndexesOf(const Tensor& tensor, uint64_t end);

}  // namespace farthing::embed
