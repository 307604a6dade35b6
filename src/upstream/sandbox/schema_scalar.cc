#include "upstream/sandbox/schema_scalar.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "json/writer.h"
#include "upstream/sandbox/pattern.h"
#include "upstream/sandbox/schema_check.h"

namespace farthing::sandbox {
namespace {

using json::Value;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// From `low` to `high`; an open end does not belong to it.
struct Interval {
  double low, high;
  bool low_is_open, high_is_open;

  bool Holds(double x) const {
    return (low_is_open ? x > low : x >= low) && (high_is_open ? x < high : x <= high);
  }
};

// Draft 4 says with a boolean that a bound is open, later drafts give the open bound itself.
Interval IntervalOf(const Schemas& parts) {
  const double low = Largest(parts, "minimum", -kInfinity);
  const double high = Smallest(parts, "maximum", kInfinity);
  const double open_low = Largest(parts, "exclusiveMinimum", -kInfinity);
  const double open_high = Smallest(parts, "exclusiveMaximum", kInfinity);
  return {.low = std::max(low, open_low),
          .high = std::min(high, open_high),
          .low_is_open = open_low >= low || AnyTrue(parts, "exclusiveMinimum"),
          .high_is_open = open_high <= high || AnyTrue(parts, "exclusiveMaximum")};
}

// The multiple of `step` that is nearest to 1 inside the interval.
double StepInside(const Interval& interval, double step) {
  double number =
      std::ceil(std::clamp(1.0, std::min(interval.low, interval.high), interval.high) / step) *
      step;
  if (interval.low_is_open && number <= interval.low) number += step;
  if (interval.Holds(number)) return number;
  number = std::floor(interval.high / step) * step;
  return interval.Holds(number) ? number : number - step;
}

double PointInside(const Interval& interval, int variation) {
  const double near_one = std::clamp(1.0, std::min(interval.low, interval.high), interval.high);
  const double moved = near_one + variation * 0.5;  // not only whole numbers
  if (interval.Holds(moved)) return moved;
  if (std::isinf(interval.low)) return interval.high - 1 - variation;
  if (std::isinf(interval.high)) return interval.low + 1 + variation;
  return interval.low + (interval.high - interval.low) / (variation + 2);
}

// A whole number that is a multiple of what an integer must be a multiple of.
double WholeStep(double step) {
  if (std::trunc(step) == step) return step;
  for (const double factor : {2.0, 5.0, 10.0, 100.0, 1000.0}) {
    if (std::trunc(step * factor) == step * factor) return step * factor;
  }
  return 1;
}

// Cut or filled to the lengths that are asked for, by characters.
std::string Sized(std::string text, const Schemas& parts, size_t shortest) {
  const double longest = Smallest(parts, "maxLength", 1e9);
  while (!text.empty() && static_cast<double>(LengthOf(text)) > longest) {
    while (text.size() > 1 && (text.back() & 0xc0) == 0x80) text.pop_back();
    text.pop_back();
  }
  const size_t length = LengthOf(text);
  if (length < shortest) text.append(shortest - length, '.');
  return text;
}

}  // namespace

std::string NumberFor(const Schemas& parts, bool is_integer, int variation) {
  const Interval interval = IntervalOf(parts);
  double step = Largest(parts, "multipleOf", is_integer ? 1 : 0);
  if (is_integer) step = WholeStep(step);
  const double number =
      step > 0 ? StepInside(interval, step) + step * variation : PointInside(interval, variation);
  std::string text;
  json::Writer writer(&text);
  constexpr double kExact = 9e15;  // whole numbers up to here are exact
  if (std::trunc(number) == number && std::abs(number) < kExact) {
    writer.Int(static_cast<int64_t>(number));
  } else {
    writer.Double(number);
  }
  return text;
}

std::vector<std::string> TextsFor(const Schemas& parts, std::string_view property,
                                  const Hints& hints, int variation) {
  constexpr double kLongest = 1e5;
  const auto shortest =
      static_cast<size_t>(std::clamp(Largest(parts, "minLength", 0), 0.0, kLongest));
  std::vector<std::string> texts;
  for (const Value part : parts) {
    std::string text = TextForFormat(part.Find("format").string(), variation);
    if (!text.empty()) texts.push_back(std::move(text));
  }
  if (texts.empty()) {
    std::string text = TextForName(property, hints);
    if (variation > 0) text += " " + std::to_string(variation + 1);
    texts.push_back(Sized(std::move(text), parts, shortest));
    if (variation > 0) texts.push_back(Sized(std::to_string(variation), parts, shortest));
  }
  for (const Value part : parts) {
    const Value expression = part.Find("pattern");
    if (!expression.is_string()) continue;
    const std::optional<Pattern> pattern = Pattern::Parse(expression.string());
    if (!pattern) continue;
    const auto wanted = std::max(shortest, static_cast<size_t>(variation));
    if (auto text = pattern->Example(wanted)) {
      texts.push_back(std::move(*text));
    } else if (auto part_text = pattern->Example(0)) {  // what follows may be free
      texts.push_back(Sized(std::move(*part_text), parts, wanted));
    }
  }
  return texts;
}

}  // namespace farthing::sandbox
