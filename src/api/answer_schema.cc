#include "api/answer_schema.h"

#include "api/to_anthropic.h"
#include "api/to_openai.h"

namespace farthing::api {

std::string ClosedSchema(json::Value schema) {
  const TranslateOptions options{.served_model = {}, .unsupported = Unsupported::kDrop};
  TranslationLog log(options.unsupported);
  std::string member;
  json::Writer writer(&member);
  writer.BeginObject();
  to_anthropic::WriteClosedSchema(schema, FieldPath(), {options, log, writer});
  writer.EndObject();
  constexpr std::string_view kKey = R"({"schema":)";
  return member.substr(kKey.size(), member.size() - kKey.size() - 1);
}

bool FitsStrictMode(json::Value schema) { return to_openai::FitsStrictMode(schema); }

}  // namespace farthing::api
