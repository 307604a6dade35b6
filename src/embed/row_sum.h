#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace farthing::embed {

// Rows are added in steps of so many numbers: a line of the processor's cache.
inline constexpr size_t kRowStep = 64;

// So many bytes of any value add up in 16 bits.
inline constexpr size_t kMaxRowsAtOnce = 256;

// Adds the rows of `table` with these numbers to `sums`; the size of `sums` is a row's. REQUIRES:
// at most kMaxRowsAtOnce rows; whole steps.
void AddRows(const int8_t* table, std::span<const uint32_t> rows, std::span<float> sums);

// The sum of the products of two vectors of one size.
float DotProduct(std::span<const float> a, std::span<const float> b);

// Gives a vector unit length; zeros where a float cannot say the square of its length, or it is 0.
void MakeUnitLength(std::span<float> vector);

// What the first two do where the processor has no AVX2: the same, bit for bit, so that a vector
// that one machine keeps is another's.
namespace portable {
void AddRows(const int8_t* table, std::span<const uint32_t> rows, std::span<float> sums);
float DotProduct(std::span<const float> a, std::span<const float> b);
}  // namespace portable

}  // namespace farthing::embed
