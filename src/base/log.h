#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"

namespace farthing {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning", "error"; nullopt for anything else.
std::optional<LogLevel> ParseLogLevel(std::string_view name);

enum class LogFormat : uint8_t {
  kJson,   // {"time":"…","level":"info","message":"…","port":4000}
  kPlain,  // 08:00:00.125 info    … port=4000
};

// Where lines go. Write is called from any thread, with one whole line that ends in '\n'.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void Write(std::string_view line) = 0;
};

// Writes each line with one system call; a line that cannot be written is lost.
class FileDescriptorSink final : public LogSink {
 public:
  explicit FileDescriptorSink(int fd) : fd_(fd) {}  // not owned
  void Write(std::string_view line) override;
  LogFormat NaturalFormat() const;  // kPlain on a terminal

 private:
  const int fd_;
};

// One named value of a line; a view, for the length of the call.
struct LogField {
  std::string_view key;
  std::variant<std::string_view, int64_t, double, bool> value;

  LogField(std::string_view name, std::string_view text) : key(name), value(text) {}
  LogField(std::string_view name, const char* text) : key(name), value(std::string_view(text)) {}
  LogField(std::string_view name, const std::string& text)
      : key(name), value(std::string_view(text)) {}
  LogField(std::string_view name, bool flag) : key(name), value(flag) {}
  LogField(std::string_view name, double number) : key(name), value(number) {}
  template <std::integral T>
  LogField(std::string_view name, T number) : key(name), value(static_cast<int64_t>(number)) {}
};

// The gateway's diagnostic log: what an operator should know, never a prompt or a key. Passed by
// reference to who needs it. Any thread; a line below the level costs one load.
//   logger.Info("listening", {{"address", address}, {"workers", 4}});
class Logger {
 public:
  using Fields = std::initializer_list<LogField>;

  // REQUIRES: sink and clock outlive the logger.
  Logger(LogSink& sink, const Clock& clock, LogFormat format, LogLevel level)
      : sink_(sink), clock_(clock), format_(format), level_(level) {}

  bool Enabled(LogLevel level) const { return level >= level_.load(std::memory_order_relaxed); }
  void SetLevel(LogLevel level) { level_.store(level, std::memory_order_relaxed); }

  void Log(LogLevel level, std::string_view message, Fields fields = {}) const;
  void Debug(std::string_view message, Fields fields = {}) const {
    Log(LogLevel::kDebug, message, fields);
  }
  void Info(std::string_view message, Fields fields = {}) const {
    Log(LogLevel::kInfo, message, fields);
  }
  void Warning(std::string_view message, Fields fields = {}) const {
    Log(LogLevel::kWarning, message, fields);
  }
  void Error(std::string_view message, Fields fields = {}) const {
    Log(LogLevel::kError, message, fields);
  }

 private:
  LogSink& sink_;
  const Clock& clock_;
  const LogFormat format_;
  std::atomic<LogLevel> level_;
};

}  // namespace farthing
