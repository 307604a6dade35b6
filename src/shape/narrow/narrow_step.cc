#include "shape/narrow/narrow_step.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "json/splice.h"
#include "json/writer.h"
#include "shape/conversation.h"
#include "shape/narrow/fit_block.h"
#include "shape/narrow/render.h"

namespace farthing::shape {
namespace {

// Half of a surrogate pair reads as this and could not be written back.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What a message asks: its texts without the blocks.
std::string QuestionIn(json::Value message) {
  std::string question;
  VisitTexts(message, [&question](TextKind kind, std::string_view text) {
    if (kind != TextKind::kText) return;
    if (!question.empty()) question += '\n';
    question += TextBeside(text, FindMarkedBlocks(text));
  });
  return question;
}

// The user's last message.
std::optional<size_t> LastOfUser(const Conversation& conversation) {
  for (size_t i = conversation.messages().size(); i-- > 0;) {
    if (conversation.messages()[i].role == Role::kUser) return i;
  }
  return std::nullopt;
}

std::string WholeBlock(const std::vector<GivenDocument>& documents) {
  std::vector<RenderedDocument> rendered;
  for (const auto& [id, text] : documents) rendered.push_back({id, text});
  return RenderDocuments(rendered);
}

class RequestNarrowing {
 public:
  RequestNarrowing(const StepInput& input, const config::Narrow* narrow,
                   std::span<const float> scores, const embed::TextEmbedder& embedder,
                   const Conversation& conversation)
      : input_(input),
        narrow_(narrow),
        scores_(scores),
        embedder_(embedder),
        conversation_(conversation),
        splice_(input.request.raw()) {}

  Result<StepResult> Run(const std::vector<GivenDocument>& documents) {
    const std::optional<size_t> last = LastOfUser(conversation_);
    if (!documents.empty() && !last) {
      return Fail(Error::InvalidRequest(
          "`farthing.documents` stand before the user's last message, and there is none.",
          "farthing.documents"));
    }
    for (const Exchange& exchange : conversation_.exchanges()) {
      if (!IsUsers(exchange.begin)) continue;
      const bool is_last = exchange.begin == last && !documents.empty();
      if (narrow_ == nullptr && !is_last) continue;
      question_ = QuestionIn(conversation_.messages()[exchange.begin].value);
      if (is_last) block_ = BlockOf(documents);
      TakeExchange(exchange);
    }
    if (!splice_.empty()) splice_.AppendTo(&result_.body);
    AddWarnings();
    return std::move(result_);
  }

 private:
  bool IsUsers(size_t message) const {
    return conversation_.messages()[message].role == Role::kUser;
  }

  // To order what fits whole, the cheap embedder will do.
  FitGoal Goal(bool fits) const {
    return {.question = question_,
            .budget = static_cast<size_t>(narrow_->budget),
            .tokens = input_.tokens,
            .embedder = fits ? embedder_.ForParts() : embedder_};
  }

  std::string BlockOf(const std::vector<GivenDocument>& documents) {
    std::string whole = WholeBlock(documents);
    if (narrow_ == nullptr) return whole;
    const size_t tokens = input_.tokens.Count(whole);
    FitGoal goal = Goal(tokens <= static_cast<size_t>(narrow_->budget));
    goal.scores = scores_;
    return Credit(tokens, FitDocuments(documents, goal), documents.size());
  }

  // The text of a block that was cut.
  std::string Credit(size_t tokens_before, FittedBlock fitted, size_t documents) {
    result_.tokens_before += static_cast<int64_t>(tokens_before);
    result_.tokens_after += static_cast<int64_t>(fitted.tokens);
    documents_ += documents;
    left_out_ += fitted.left_out;
    shortened_ += fitted.shortened;
    return std::move(fitted.text);
  }

  void TakeExchange(const Exchange& exchange) {
    for (size_t i = exchange.begin; i < exchange.end; ++i) {
      const Message& message = conversation_.messages()[i];
      const bool is_read = message.role == Role::kUser || message.role == Role::kTool;
      if (is_read) TakeContent(message.value.Find("content"));
    }
  }

  // The block goes into the first content that is taken.
  void TakeContent(json::Value content) {
    if (content.is_string()) return TakeText(content);
    if (!content.is_array()) return;
    if (!block_.empty()) InsertPart(content);
    for (const json::Value part : content) {
      const std::string_view type = part.Find("type").string();
      if (type == "text") TakeText(part.Find("text"));
      if (type == "tool_result") TakeContent(part.Find("content"));
    }
  }

  void InsertPart(json::Value content) {
    std::string& part = written_.emplace_back();
    json::Writer(&part).BeginObject().StringMember("type", "text").StringMember("text", block_);
    part += content.size() == 0 ? "}" : "},";
    splice_.Insert(OffsetOf(content) + 1, part);
    block_.clear();
  }

  void TakeText(json::Value value) {
    std::optional<std::string> cut = Cut(value.string());
    std::string& written = written_.emplace_back();
    if (!block_.empty()) block_ += "\n\n";
    if (cut) {
      json::AppendString(block_ + *cut, &written);
      splice_.Replace({OffsetOf(value), value.raw().size()}, written);
    } else if (!block_.empty()) {
      json::AppendEscaped(block_, &written);
      splice_.Insert(OffsetOf(value) + 1, written);
    }
    block_.clear();
  }

  // The text with its blocks cut; absent: as it is.
  std::optional<std::string> Cut(std::string_view text) {
    if (narrow_ == nullptr || text.find(kReplacement) != text.npos) return std::nullopt;
    std::string cut;
    size_t done = 0;
    for (const MarkedBlock& block : FindMarkedBlocks(text)) {
      const std::string_view whole = block.span.In(text);
      const std::optional<size_t> within =
          input_.tokens.CountUpTo(whole, static_cast<size_t>(narrow_->budget));
      FittedBlock fitted = FitMarkedBlock(text, block, Goal(within.has_value()));
      if (fitted.text == whole) continue;
      cut.append(text.substr(done, block.span.offset - done));
      cut += Credit(within ? *within : input_.tokens.Count(whole), std::move(fitted),
                    block.documents.size());
      done = block.span.end();
    }
    if (done == 0) return std::nullopt;
    return cut.append(text.substr(done));
  }

  void AddWarnings() {
    if (left_out_ > 0) {
      result_.warnings.push_back(std::to_string(left_out_) + " of " + std::to_string(documents_) +
                                 " documents");
    }
    if (shortened_ > 0) {
      result_.warnings.push_back("sentences of " + std::to_string(shortened_) + " documents");
    }
  }

  size_t OffsetOf(json::Value value) const {
    return static_cast<size_t>(value.raw().data() - input_.request.raw().data());
  }

  const StepInput& input_;
  const config::Narrow* narrow_;
  const std::span<const float> scores_;
  const embed::TextEmbedder& embedder_;
  const Conversation& conversation_;
  json::Splice splice_;
  std::deque<std::string> written_;  // what the splice's edits view
  std::string question_;             // of the exchange that is taken
  std::string block_;                // not yet put into the request
  size_t documents_ = 0, left_out_ = 0, shortened_ = 0;
  StepResult result_{.step = ledger::Step::kNarrow};
};

}  // namespace

Result<StepResult> NarrowRequest(const StepInput& input, const config::Narrow* narrow,
                                 std::span<const float> scores,
                                 const embed::TextEmbedder& embedder) {
  const Result<std::vector<GivenDocument>> documents = ReadDocuments(input.farthing);
  if (!documents) return Fail(documents.error());
  if (!input.request.Find("messages").is_array()) {
    if (documents->empty()) return StepResult{.step = ledger::Step::kNarrow};
    return Fail(Error::InvalidRequest("`farthing.documents` are for chats, which have `messages`.",
                                      "farthing.documents"));
  }
  const Result<Conversation> conversation = Conversation::Read(input.request);
  if (!conversation) return Fail(conversation.error());
  return RequestNarrowing(input, narrow, scores, embedder, *conversation).Run(*documents);
}

Ranking ReadRanking(const StepInput& input, const config::Narrow& narrow) {
  Result<std::vector<GivenDocument>> documents = ReadDocuments(input.farthing);
  const Result<Conversation> conversation = Conversation::Read(input.request);
  if (!documents || documents->empty() || !conversation) return {};
  const std::optional<size_t> last = LastOfUser(*conversation);
  const auto budget = static_cast<size_t>(narrow.budget);
  if (!last || input.tokens.CountUpTo(WholeBlock(*documents), budget)) return {};
  return {QuestionIn(conversation->messages()[*last].value), *std::move(documents)};
}

bool MayNarrow(std::string_view body, std::string_view farthing, const config::Narrow* narrow) {
  // In an escaped form, too: a `<` may stand there as \u003c.
  const bool may_have_blocks = narrow != nullptr && body.find("/documents") != body.npos;
  return may_have_blocks || farthing.find("documents") != farthing.npos ||
         farthing.find("filter") != farthing.npos;
}

}  // namespace farthing::shape
