#include "upstream/sandbox/sandbox.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "api/models_body.h"
#include "base/hash.h"
#include "json/document.h"
#include "json/writer.h"
#include "upstream/sandbox/compose.h"
#include "upstream/sandbox/embed.h"
#include "upstream/sandbox/render.h"
#include "upstream/sandbox/request.h"

namespace farthing::sandbox {
namespace {

using json::Value;

int64_t UnixSeconds(WallTime now) {
  return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
}

// Of everything but how the answer is to be sent: streamed or not, it is the same answer.
std::string HashOf(Value body) {
  std::string members;
  for (const Value member : body) {
    if (member.key() == "stream" || member.key() == "stream_options") continue;
    members.append(member.key()).append("\n").append(member.raw()).append("\n");
  }
  const Sha256Digest digest = Sha256(members);
  return HexEncode(std::span(digest).first(8));
}

using ReadFunction = Result<Request> (*)(Value);
using AnswerFunction = std::string (*)(const Rendering&);
using EventsFunction = std::vector<Event> (*)(const Rendering&);

Result<Reply> AnswerWith(const Call& call, ReadFunction read, AnswerFunction answer,
                         EventsFunction events) {
  const Result<json::Document> document = json::Document::Parse(call.body);
  if (!document) return Fail(document.error());
  const Result<Request> request = read(document->root());
  if (!request) return Fail(request.error());
  const Result<std::vector<Choice>> choices = Compose(*request);
  if (!choices) return Fail(choices.error());
  const Rendering rendering{.request = *request,
                            .choices = *choices,
                            .hash = HashOf(document->root()),
                            .created = UnixSeconds(call.now)};
  Reply reply;
  reply.stream = request->stream;
  if (reply.stream) {
    reply.events = events(rendering);
  } else {
    reply.body = answer(rendering);
  }
  return reply;
}

Result<Reply> AnswerChat(const Call& call) {
  return AnswerWith(call, ReadChat, ChatAnswer, ChatEvents);
}

Result<Reply> AnswerMessages(const Call& call) {
  const auto read = [](Value body) { return ReadMessages(body, true); };
  return AnswerWith(call, read, MessagesAnswer, MessagesEvents);
}

Result<Reply> AnswerResponses(const Call& call) {
  return AnswerWith(call, ReadResponses, ResponsesAnswer, ResponsesEvents);
}

Result<Reply> AnswerCountTokens(const Call& call) {
  const Result<json::Document> document = json::Document::Parse(call.body);
  if (!document) return Fail(document.error());
  const Result<Request> request = ReadMessages(document->root(), false);
  if (!request) return Fail(request.error());
  Reply reply;
  json::Writer(&reply.body)
      .BeginObject()
      .IntMember("input_tokens", request->input_tokens)
      .EndObject();
  return reply;
}

Result<Reply> AnswerEmbeddings(const Call& call) {
  const Result<json::Document> document = json::Document::Parse(call.body);
  if (!document) return Fail(document.error());
  Result<std::string> body = Embed(document->root());
  if (!body) return Fail(std::move(body.error()));
  return Reply{.body = std::move(*body)};
}

api::ModelEntry EntryOf(const ModelInfo& model) {
  return {.id = model.name, .owned_by = "sandbox", .input_price = "0", .output_price = "0"};
}

Result<Reply> AnswerModels(const Call& call) {
  std::vector<api::ModelEntry> entries;
  for (const ModelInfo& model : kModels) entries.push_back(EntryOf(model));
  return Reply{.body = api::ModelsBody(call.dialect, entries)};
}

Result<Reply> AnswerModel(const Call& call, std::string_view name) {
  constexpr std::string_view kPrefix = "sandbox/";
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  const auto* model = std::ranges::find(kModels, name, &ModelInfo::name);
  if (model == std::end(kModels)) {
    return Fail(Error::NotFound("the sandbox has no such model; it has small, medium and large",
                                "model_not_found"));
  }
  return Reply{.body = api::ModelBody(call.dialect, EntryOf(*model))};
}

struct Endpoint {
  std::string_view method;
  std::string_view path;
  Result<Reply> (*answer)(const Call&);
};

constexpr Endpoint kEndpoints[] = {
    {"POST", "/v1/chat/completions", AnswerChat},
    {"POST", "/v1/embeddings", AnswerEmbeddings},
    {"POST", "/v1/responses", AnswerResponses},
    {"POST", "/v1/messages", AnswerMessages},
    {"POST", "/v1/messages/count_tokens", AnswerCountTokens},
    {"GET", "/v1/models", AnswerModels},
};

Error MethodNotAllowed(std::string_view allowed) {
  Error error = Error::InvalidRequest("this path takes " + std::string(allowed) + " only");
  error.code = ErrorCode::kMethodNotAllowed;
  return error;
}

}  // namespace

Result<Reply> Answer(const Call& call) {
  for (const Endpoint& endpoint : kEndpoints) {
    if (endpoint.path != call.path) continue;
    if (endpoint.method != call.method) return Fail(MethodNotAllowed(endpoint.method));
    return endpoint.answer(call);
  }
  constexpr std::string_view kModelPrefix = "/v1/models/";
  if (call.path.starts_with(kModelPrefix)) {
    if (call.method != "GET") return Fail(MethodNotAllowed("GET"));
    return AnswerModel(call, call.path.substr(kModelPrefix.size()));
  }
  return Fail(Error::NotFound("the sandbox has no such path"));
}

}  // namespace farthing::sandbox
