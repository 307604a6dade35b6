#include "shape/narrow/filter.h"

#include <optional>
#include <string>
#include <string_view>

namespace farthing::shape {
namespace {

enum class Operator { kEq, kNe, kIn, kNin, kGt, kGte, kLt, kLte, kExists };

std::optional<Operator> ReadOperator(std::string_view name) {
  if (name == "$eq") return Operator::kEq;
  if (name == "$ne") return Operator::kNe;
  if (name == "$in") return Operator::kIn;
  if (name == "$nin") return Operator::kNin;
  if (name == "$gt") return Operator::kGt;
  if (name == "$gte") return Operator::kGte;
  if (name == "$lt") return Operator::kLt;
  if (name == "$lte") return Operator::kLte;
  if (name == "$exists") return Operator::kExists;
  return std::nullopt;
}

bool IsPlain(json::Value value) { return !value.is_object() && !value.is_array(); }

std::optional<Error> CheckFilter(json::Value filter, const std::string& path);

std::optional<Error> CheckOperand(Operator op, json::Value operand, const std::string& path) {
  switch (op) {
    case Operator::kEq:
    case Operator::kNe:
      if (IsPlain(operand)) return std::nullopt;
      return Error::InvalidRequest(path + " must be a string, a number, true, false or null.",
                                   path);
    case Operator::kIn:
    case Operator::kNin: {
      bool is_list = operand.is_array();
      for (const json::Value element : operand) is_list = is_list && IsPlain(element);
      if (is_list) return std::nullopt;
      return Error::InvalidRequest(path + " must be a list of plain values.", path);
    }
    case Operator::kExists:
      if (operand.is_bool()) return std::nullopt;
      return Error::InvalidRequest(path + " must be true or false.", path);
    default:
      if (operand.is_string() || operand.is_number()) return std::nullopt;
      return Error::InvalidRequest(path + " must be a number or a string.", path);
  }
}

std::optional<Error> CheckField(json::Value condition, const std::string& path) {
  if (!condition.is_object()) return CheckOperand(Operator::kEq, condition, path);
  if (condition.size() == 0) return Error::InvalidRequest(path + " has no operator.", path);
  for (const json::Value operand : condition) {
    const std::string at = path + "." + std::string(operand.key());
    const std::optional<Operator> op = ReadOperator(operand.key());
    if (!op) return Error::InvalidRequest(at + " is no operator of filters.", at);
    if (auto error = CheckOperand(*op, operand, at)) return error;
  }
  return std::nullopt;
}

std::optional<Error> CheckMember(json::Value member, const std::string& path) {
  const std::string_view key = member.key();
  if (key == "$not") return CheckFilter(member, path);
  if (key != "$and" && key != "$or") {
    if (!key.starts_with('$')) return CheckField(member, path);
    return Error::InvalidRequest(path + " is no operator of filters.", path);
  }
  if (!member.is_array()) return Error::InvalidRequest(path + " must be a list of filters.", path);
  size_t index = 0;
  for (const json::Value part : member) {
    if (auto error = CheckFilter(part, path + "[" + std::to_string(index++) + "]")) return error;
  }
  return std::nullopt;
}

std::optional<Error> CheckFilter(json::Value filter, const std::string& path) {
  if (!filter.is_object()) return Error::InvalidRequest(path + " must be an object.", path);
  for (const json::Value member : filter) {
    if (auto error = CheckMember(member, path + "." + std::string(member.key()))) return error;
  }
  return std::nullopt;
}

bool AreEqual(json::Value a, json::Value b) {
  if (!a || !b) return (!a || a.is_null()) && (!b || b.is_null());
  if (a.type() != b.type()) return false;
  if (a.is_string()) return a.string() == b.string();
  if (!a.is_number()) return a.raw() == b.raw();
  if (a.integer() && b.integer()) return a.integer() == b.integer();
  return a.number() && a.number() == b.number();
}

bool IsInOrder(Operator op, auto a, auto b) {
  if (op == Operator::kGt) return a > b;
  if (op == Operator::kGte) return a >= b;
  return op == Operator::kLt ? a < b : a <= b;
}

bool IsInOrder(Operator op, json::Value a, json::Value b) {
  if (a.is_string() && b.is_string()) return IsInOrder(op, a.string(), b.string());
  if (!a.is_number() || !b.is_number()) return false;
  if (a.integer() && b.integer()) return IsInOrder(op, *a.integer(), *b.integer());
  return a.number() && b.number() && IsInOrder(op, *a.number(), *b.number());
}

// Of one value; REQUIRES: op is one of those below.
bool HoldsFor(Operator op, json::Value value, json::Value operand) {
  if (op == Operator::kEq) return AreEqual(value, operand);
  if (op != Operator::kIn) return IsInOrder(op, value, operand);
  for (const json::Value element : operand) {
    if (AreEqual(value, element)) return true;
  }
  return false;
}

bool HoldsForAny(Operator op, json::Value field, json::Value operand) {
  if (!field.is_array()) return HoldsFor(op, field, operand);
  for (const json::Value element : field) {
    if (HoldsFor(op, element, operand)) return true;
  }
  return false;
}

bool Holds(Operator op, json::Value field, json::Value operand) {
  if (op == Operator::kExists) return static_cast<bool>(field) == operand.boolean();
  if (op == Operator::kNe) return !HoldsForAny(Operator::kEq, field, operand);
  if (op == Operator::kNin) return !HoldsForAny(Operator::kIn, field, operand);
  return HoldsForAny(op, field, operand);
}

bool Accepts(json::Value filter, json::Value metadata);

bool MemberHolds(json::Value member, json::Value metadata) {
  const std::string_view key = member.key();
  if (key == "$not") return !Accepts(member, metadata);
  if (key == "$and" || key == "$or") {
    for (const json::Value part : member) {
      if (Accepts(part, metadata) == (key == "$or")) return key == "$or";
    }
    return key == "$and";
  }
  const json::Value field = metadata.Find(key);
  if (!member.is_object()) return Holds(Operator::kEq, field, member);
  for (const json::Value operand : member) {
    if (!Holds(*ReadOperator(operand.key()), field, operand)) return false;
  }
  return true;
}

bool Accepts(json::Value filter, json::Value metadata) {
  for (const json::Value member : filter) {
    if (!MemberHolds(member, metadata)) return false;
  }
  return true;
}

}  // namespace

Result<Filter> Filter::Read(json::Value filter) {
  if (auto error = CheckFilter(filter, "farthing.filter")) return Fail(*std::move(error));
  return Filter(filter);
}

bool Filter::Accepts(json::Value metadata) const {
  return !filter_ || shape::Accepts(filter_, metadata);
}

}  // namespace farthing::shape
