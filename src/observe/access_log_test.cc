#include "observe/access_log.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace farthing::observe {
namespace {

using std::chrono::microseconds;

AccessRecord Full() {
  AccessRecord record;
  record.time = WallTime(std::chrono::milliseconds(1'750'000'000'125));
  record.request_id = "req_1";
  record.trace_id = "0af7";
  record.client = "127.0.0.1";
  record.key = "support";
  record.tenant = "acme";
  record.method = "POST";
  record.path = "/v1/chat/completions?key=secret";
  record.dialect = "openai";
  record.route = "default";
  record.asked_model = "fast";
  record.provider = "openai";
  record.model = "gpt-5-mini";
  record.status = 200;
  record.attempts = 2;
  record.stream = true;
  record.bytes_in = 600;
  record.bytes_out = 500;
  record.tokens = {.fresh = 10, .cache_read = 4, .output = 7};
  record.first_token = microseconds(12'345);
  record.duration = microseconds(1'000'007);
  record.error = "upstream_broke";
  record.agent = "openai-python/2.1";
  return record;
}

std::string Line(const AccessRecord& record) {
  std::string line;
  AppendAccessLine(record, &line);
  return line;
}

TEST(AccessLine, HasEveryField) {
  EXPECT_EQ(Line(Full()),
            "{\"time\":\"2025-06-15T15:06:40.125Z\",\"request_id\":\"req_1\",\"trace_id\":\"0af7\","
            "\"client\":\"127.0.0.1\",\"key\":\"support\",\"tenant\":\"acme\",\"method\":\"POST\","
            "\"path\":\"/v1/chat/completions\",\"dialect\":\"openai\",\"route\":\"default\","
            "\"asked_model\":\"fast\",\"provider\":\"openai\",\"model\":\"gpt-5-mini\","
            "\"status\":200,\"attempts\":2,\"stream\":true,\"bytes_in\":600,\"bytes_out\":500,"
            "\"tokens\":{\"fresh\":10,\"cache_read\":4,\"output\":7},\"ttft_ms\":12.345,"
            "\"duration_ms\":1000.007,\"error\":\"upstream_broke\","
            "\"agent\":\"openai-python/2.1\"}\n");
}

TEST(AccessLine, LeavesOutWhatIsNotThere) {
  AccessRecord record;
  record.status = 401;
  EXPECT_EQ(Line(record),
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"status\":401,\"bytes_in\":0,\"bytes_out\":0,"
            "\"duration_ms\":0.000}\n");
}

TEST(AccessLine, NeverWritesAQueryString) {
  EXPECT_EQ(Line(Full()).find("secret"), std::string::npos);
}

TEST(AccessLine, IsValidJsonWhateverTheCallerSent) {
  AccessRecord record = Full();
  record.agent = "bad \xff\"\\\n\x01 agent";
  record.asked_model = "\xc3";
  record.path = "/\x80\xc3\xa9";
  const std::string line = Line(record);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  const auto document = json::Document::Parse(line);
  ASSERT_TRUE(document.has_value()) << line;
  EXPECT_EQ(document->root().Find("agent").string(), "bad \xEF\xBF\xBD\"\\\n\x01 agent");
}

TEST(AccessLine, CutsLongTextsBetweenCharacters) {
  AccessRecord record = Full();
  const std::string agent = std::string(255, 'a') + "\xc3\xa9" + std::string(1000, 'b');
  const std::string body((size_t{64} << 10) + 5, 'p');
  record.agent = agent;
  record.prompt = body;
  record.answer = "short";
  const auto document = json::Document::Parse(Line(record));
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root().Find("agent").string(), std::string(255, 'a'));
  EXPECT_EQ(document->root().Find("prompt").string().size(), size_t{64} << 10);
  EXPECT_EQ(document->root().Find("answer").string(), "short");
}

class NullSink final : public LogSink {
 public:
  void Write(std::string_view) override {}
};

class TextOutput final : public LogOutput {
 public:
  explicit TextOutput(std::string* text) : text_(text) {}
  Status Write(std::string_view bytes) override {
    text_->append(bytes);
    return {};
  }
  Status Reopen() override { return {}; }

 private:
  std::string* const text_;
};

TEST(AccessLog, CountsWhatAFullRingDrops) {
  SystemClock clock;
  NullSink sink;
  const Logger logger(sink, clock, LogFormat::kJson, LogLevel::kInfo);
  std::string written;
  LogWriter writer(std::make_unique<TextOutput>(&written), logger);
  std::atomic<uint64_t> dropped = 0;
  AccessLog log(writer, Counter(&dropped), 1024);
  AccessRecord record;
  record.status = 200;
  const size_t fit = 1024 / Line(record).size();
  for (size_t i = 0; i < fit + 3; ++i) log.Write(record);
  EXPECT_EQ(dropped, 3U);
  EXPECT_EQ(writer.Drain(), fit * Line(record).size());
  log.Write(record);
  EXPECT_EQ(dropped, 3U);
  writer.Drain();
  EXPECT_EQ(written.size(), (fit + 1) * Line(record).size());
}

}  // namespace
}  // namespace farthing::observe
