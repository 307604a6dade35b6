#include "embed/row_sum.h"

#include <cmath>
#include <cstring>

#include "base/check.h"

// The compiler's own vectors say once what both kinds of processors do; loops that it vectorizes by
// itself came out several times slower.
#if defined(__x86_64__)
#define FARTHING_AVX2 __attribute__((target("avx2")))
#endif

// A product and a sum are two roundings everywhere, also where a processor has one instruction for
// both.
#pragma clang fp contract(off)

namespace farthing::embed {
namespace {

constexpr size_t kLanes = 16;
constexpr size_t kParts = kRowStep / kLanes;

using Bytes = int8_t __attribute__((vector_size(kLanes)));
using Shorts = int16_t __attribute__((vector_size(kLanes * sizeof(int16_t))));
using Floats = float __attribute__((vector_size(8 * sizeof(float))));

// Vectors go by reference: by value their call would depend on the processor.
template <typename Vector, typename Element>
[[gnu::always_inline]] inline void Load(const Element* from, Vector& to) {
  std::memcpy(&to, from, sizeof to);
}

[[gnu::always_inline]] inline void Add(const int8_t* table, std::span<const uint32_t> rows,
                                       std::span<float> sums) {
  for (size_t at = 0; at < sums.size(); at += kRowStep) {
    Shorts part[kParts] = {};
    for (const uint32_t row : rows) {
      const int8_t* const from = table + row * sums.size() + at;
      for (size_t i = 0; i < kParts; ++i) {
        Bytes bytes;
        Load(from + i * kLanes, bytes);
        part[i] += __builtin_convertvector(bytes, Shorts);
      }
    }
    for (size_t i = 0; i < kParts; ++i) {
      for (size_t lane = 0; lane < kLanes; ++lane) {
        sums[at + i * kLanes + lane] += static_cast<float>(part[i][lane]);
      }
    }
  }
}

[[gnu::always_inline]] inline float Dot(std::span<const float> a, std::span<const float> b) {
  constexpr size_t kWidth = sizeof(Floats) / sizeof(float);
  constexpr size_t kChains = 4;  // sums that do not wait for each other
  Floats part[kChains] = {};
  size_t at = 0;
  for (; at + kChains * kWidth <= a.size(); at += kChains * kWidth) {
    for (size_t i = 0; i < kChains; ++i) {
      Floats from_a, from_b;
      Load(&a[at + i * kWidth], from_a);
      Load(&b[at + i * kWidth], from_b);
      part[i] += from_a * from_b;
    }
  }
  const Floats all = (part[0] + part[1]) + (part[2] + part[3]);
  float sum = 0;
  for (size_t lane = 0; lane < kWidth; ++lane) sum += all[lane];
  for (; at < a.size(); ++at) sum += a[at] * b[at];
  return sum;
}

#if defined(FARTHING_AVX2)
bool HasAvx2() { return __builtin_cpu_supports("avx2"); }

FARTHING_AVX2 void AddByAvx2(const int8_t* table, std::span<const uint32_t> rows,
                             std::span<float> sums) {
  Add(table, rows, sums);
}
FARTHING_AVX2 float DotByAvx2(std::span<const float> a, std::span<const float> b) {
  return Dot(a, b);
}
#endif

}  // namespace

void portable::AddRows(const int8_t* table, std::span<const uint32_t> rows, std::span<float> sums) {
  CHECK(rows.size() <= kMaxRowsAtOnce && sums.size() % kRowStep == 0);
  Add(table, rows, sums);
}

float portable::DotProduct(std::span<const float> a, std::span<const float> b) {
  CHECK(a.size() == b.size());
  return Dot(a, b);
}

void AddRows(const int8_t* table, std::span<const uint32_t> rows, std::span<float> sums) {
#if defined(FARTHING_AVX2)
  CHECK(rows.size() <= kMaxRowsAtOnce && sums.size() % kRowStep == 0);
  if (HasAvx2()) return AddByAvx2(table, rows, sums);
#endif
  portable::AddRows(table, rows, sums);
}

float DotProduct(std::span<const float> a, std::span<const float> b) {
#if defined(FARTHING_AVX2)
  CHECK(a.size() == b.size());
  if (HasAvx2()) return DotByAvx2(a, b);
#endif
  return portable::DotProduct(a, b);
}

void MakeUnitLength(std::span<float> vector) {
  const float square = DotProduct(vector, vector);
  const float factor = square > 0 && std::isfinite(square) ? 1 / std::sqrt(square) : 0;
  for (float& number : vector) number = factor == 0 ? 0 : number * factor;
}

}  // namespace farthing::embed
