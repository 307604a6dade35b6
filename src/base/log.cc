#include "base/log.h"

#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>

#include "base/timestamp.h"
#include "base/utf8.h"

namespace farthing {
namespace {

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};

std::string_view NameOf(LogLevel level) { return kLevels[static_cast<size_t>(level)]; }

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// As a JSON string without quotes; the json room stands above this one.
void AppendEscaped(std::string_view raw, std::string* out) {
  std::string text;
  AppendLossyUtf8(raw, &text);
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      *out += '\\';
      *out += c;
    } else if (c == '\n') {
      *out += "\\n";
    } else if (IsControl(c)) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      *out += escape;
    } else {
      *out += c;
    }
  }
}

void AppendQuoted(std::string_view text, std::string* out) {
  *out += '"';
  AppendEscaped(text, out);
  *out += '"';
}

void AppendNumber(double number, std::string* out) {
  if (!std::isfinite(number)) {
    *out += "null";
    return;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", number);
  *out += text;
}

bool NeedsQuotes(std::string_view text) {
  if (text.empty()) return true;
  for (const char c : text) {
    if (c == ' ' || c == '"' || c == '=' || c == '\\' || IsControl(c)) return true;
  }
  return false;
}

void AppendValue(const LogField& field, LogFormat format, std::string* out) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    if (format == LogFormat::kJson || NeedsQuotes(*text)) {
      AppendQuoted(*text, out);
    } else {
      AppendLossyUtf8(*text, out);
    }
  } else if (const auto* number = std::get_if<int64_t>(&field.value)) {
    *out += std::to_string(*number);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    AppendNumber(*real, out);
  } else {
    *out += std::get<bool>(field.value) ? "true" : "false";
  }
}

void AppendJson(WallTime time, LogLevel level, std::string_view message, Logger::Fields fields,
                std::string* out) {
  *out += "{\"time\":\"";
  AppendTimestamp(time, out);
  *out += "\",\"level\":\"";
  *out += NameOf(level);
  *out += "\",\"message\":";
  AppendQuoted(message, out);
  for (const LogField& field : fields) {
    *out += ',';
    AppendQuoted(field.key, out);
    *out += ':';
    AppendValue(field, LogFormat::kJson, out);
  }
  *out += "}\n";
}

void AppendPlain(WallTime time, LogLevel level, std::string_view message, Logger::Fields fields,
                 std::string* out) {
  constexpr size_t kTimeAt = 11, kTimeSize = 12, kLevelWidth = 8;
  std::string stamp;
  AppendTimestamp(time, &stamp);
  out->append(stamp, kTimeAt, kTimeSize);
  *out += ' ';
  *out += NameOf(level);
  out->append(kLevelWidth - NameOf(level).size(), ' ');
  AppendEscaped(message, out);
  for (const LogField& field : fields) {
    *out += ' ';
    *out += field.key;
    *out += '=';
    AppendValue(field, LogFormat::kPlain, out);
  }
  *out += '\n';
}

}  // namespace

std::optional<LogLevel> ParseLogLevel(std::string_view name) {
  for (size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == name) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

void FileDescriptorSink::Write(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = write(fd_, line.data(), line.size());
    if (written <= 0) {
      if (written < 0 && errno == EINTR) continue;
      return;
    }
    line.remove_prefix(static_cast<size_t>(written));
  }
}

LogFormat FileDescriptorSink::NaturalFormat() const {
  return isatty(fd_) == 1 ? LogFormat::kPlain : LogFormat::kJson;
}

void Logger::Log(LogLevel level, std::string_view message, Fields fields) const {
  if (!Enabled(level)) return;
  std::string line;
  if (format_ == LogFormat::kJson) {
    AppendJson(clock_.WallNow(), level, message, fields, &line);
  } else {
    AppendPlain(clock_.WallNow(), level, message, fields, &line);
  }
  sink_.Write(line);
}

}  // namespace farthing
