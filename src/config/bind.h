#pragma once

#include <chrono>
#include <concepts>
#include <map>
#include <type_traits>

#include "config/setting.h"

namespace farthing::config {

// Makes Bindings from member pointers: Field<&Server::drain>, Section<&Config::server>,
// Entries<&Config::providers>.

namespace bind_internal {

template <typename T>
struct Member;
template <typename OwnerType, typename FieldType>
struct Member<FieldType OwnerType::*> {
  using Owner = OwnerType;
  using Type = FieldType;
};

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

using TextMap = std::map<std::string, std::string>;
using Milliseconds = std::chrono::milliseconds;

template <typename T>
concept Held = std::same_as<T, bool> || std::same_as<T, double> || std::same_as<T, std::string> ||
               std::same_as<T, TextList> || std::same_as<T, TextPairs>;

template <typename T>
void Assign(T& field, Value value) {
  if constexpr (kIsOptional<T>) {
    Assign(field.emplace(), std::move(value));
  } else if constexpr (Held<T>) {
    field = std::get<T>(std::move(value));
  } else if constexpr (std::same_as<T, Milliseconds>) {
    field = Milliseconds(std::get<int64_t>(value));
  } else if constexpr (std::same_as<T, TextMap>) {
    TextPairs pairs = std::get<TextPairs>(std::move(value));
    field = TextMap(std::move_iterator(pairs.begin()), std::move_iterator(pairs.end()));
  } else {
    static_assert(std::integral<T> || std::is_enum_v<T>);
    field = static_cast<T>(std::get<int64_t>(value));
  }
}

template <typename T>
std::optional<Value> Read(const T& field) {
  if constexpr (kIsOptional<T>) {
    if (!field) return {};
    return Read(*field);
  } else if constexpr (std::same_as<T, bool> || std::same_as<T, double>) {
    return Value(field);
  } else if constexpr (std::same_as<T, Milliseconds>) {
    return Value(int64_t{field.count()});
  } else if constexpr (std::integral<T> || std::is_enum_v<T>) {
    return Value(static_cast<int64_t>(field));
  } else {
    if (field.empty()) return {};
    if constexpr (std::same_as<T, TextMap>)
      return Value(TextPairs(field.begin(), field.end()));
    else
      return Value(field);
  }
}

template <typename T>
const void* Fresh() {
  static const T fresh{};
  return &fresh;
}

template <typename T>
const std::string& NameOf(const void* entry) {
  return static_cast<const T*>(entry)->name;
}

}  // namespace bind_internal

// A value: a field of the owner.
template <auto kMember>
constexpr Binding Field() {
  using Owner = typename bind_internal::Member<decltype(kMember)>::Owner;
  return {
      .store =
          [](void* owner, Value value) {
            bind_internal::Assign(static_cast<Owner*>(owner)->*kMember, std::move(value));
          },
      .load =
          [](const void* owner) {
            return bind_internal::Read(static_cast<const Owner*>(owner)->*kMember);
          },
  };
}

// A value: one element of a fixed array of the owner.
template <auto kMember, size_t kIndex>
constexpr Binding Element() {
  using Owner = typename bind_internal::Member<decltype(kMember)>::Owner;
  return {
      .store =
          [](void* owner, Value value) {
            bind_internal::Assign((static_cast<Owner*>(owner)->*kMember)[kIndex], std::move(value));
          },
      .load =
          [](const void* owner) {
            return bind_internal::Read((static_cast<const Owner*>(owner)->*kMember)[kIndex]);
          },
  };
}

// A group whose fields are those of a struct, or of an optional struct, within the owner.
template <auto kMember>
constexpr Binding Section() {
  using M = bind_internal::Member<decltype(kMember)>;
  using Owner = typename M::Owner;
  if constexpr (bind_internal::kIsOptional<typename M::Type>) {
    return {
        .enter = [](void* owner, const std::string&) -> void* {
          auto& section = static_cast<Owner*>(owner)->*kMember;
          return section ? &*section : &section.emplace();
        },
        .at = [](const void* owner, size_t index) -> const void* {
          const auto& section = static_cast<const Owner*>(owner)->*kMember;
          return index == 0 && section ? &*section : nullptr;
        },
        .fresh = &bind_internal::Fresh<typename M::Type::value_type>,
    };
  } else {
    return {
        .enter = [](void* owner, const std::string&) -> void* {
          return &(static_cast<Owner*>(owner)->*kMember);
        },
        .at = [](const void* owner, size_t index) -> const void* {
          return index == 0 ? &(static_cast<const Owner*>(owner)->*kMember) : nullptr;
        },
        .fresh = &bind_internal::Fresh<typename M::Type>,
    };
  }
}

// A group of the file only: its fields are those of the owner itself.
template <typename Owner>
constexpr Binding Heading() {
  return {
      .enter = [](void* owner, const std::string&) { return owner; },
      .at = [](const void* owner, size_t index) { return index == 0 ? owner : nullptr; },
      .fresh = &bind_internal::Fresh<Owner>,
  };
}

// A vector of structs that have a `name`.
template <auto kMember>
constexpr Binding Entries() {
  using M = bind_internal::Member<decltype(kMember)>;
  using Owner = typename M::Owner;
  using Entry = typename M::Type::value_type;
  return {
      .enter = [](void* owner, const std::string& name) -> void* {
        Entry& entry = (static_cast<Owner*>(owner)->*kMember).emplace_back();
        entry.name = name;
        return &entry;
      },
      .at = [](const void* owner, size_t index) -> const void* {
        const auto& entries = static_cast<const Owner*>(owner)->*kMember;
        return index < entries.size() ? &entries[index] : nullptr;
      },
      .fresh = &bind_internal::Fresh<Entry>,
      .name_of = &bind_internal::NameOf<Entry>,
  };
}

}  // namespace farthing::config
