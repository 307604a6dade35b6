#pragma once

// Part of the table of settings: what makes requests smaller. Included by settings.cc's other
// parts.

#include "config/bind.h"
#include "config/config.h"
#include "config/setting.h"
#include "config/setting_bounds.h"

namespace farthing::config {

// In the order of OnExcess, Effort and HistoryStrategy.
inline constexpr std::string_view kOnExcessChoices[] = {"reject", "trim", "route"};
inline constexpr std::string_view kEffortChoices[] = {"none", "minimal", "low", "medium",
                                                      "high", "xhigh",   "max"};
inline constexpr std::string_view kHistoryStrategies[] = {"relevant", "recent", "all"};

inline constexpr Setting kLimitFields[] = {
    {.name = "input_tokens",
     .kind = Kind::kInteger,
     .text = "Tokens of the whole request, as its model's provider counts them; where that can "
             "only be estimated, the estimate's upper end has to be within it.",
     .binding = Field<&Limits::input_tokens>(),
     .least = 1,
     .most = kMostTokens,
     .example = "8000",
     .default_text = "none"},
    {.name = "output_tokens",
     .kind = Kind::kInteger,
     .text = "Tokens of one answer: the request's `max_tokens` (`max_completion_tokens`) is "
             "lowered to it, or set where there is none.",
     .binding = Field<&Limits::output_tokens>(),
     .least = 1,
     .most = kMostTokens,
     .example = "512",
     .default_text = "none"},
    {.name = "messages",
     .kind = Kind::kInteger,
     .text = "Messages, system messages among them.",
     .binding = Field<&Limits::messages>(),
     .least = 1,
     .most = 1'000'000,
     .example = "200",
     .default_text = "none"},
    {.name = "tools",
     .kind = Kind::kInteger,
     .text = "Tools the model is offered.",
     .binding = Field<&Limits::tools>(),
     .most = 1'000'000,
     .example = "20",
     .default_text = "none"},
    {.name = "images",
     .kind = Kind::kInteger,
     .text = "Images in all messages together.",
     .binding = Field<&Limits::images>(),
     .most = 1'000'000,
     .example = "4",
     .default_text = "none"},
    {.name = "reasoning_effort",
     .kind = Kind::kChoice,
     .text = "The hardest a model may think; what asks for more is lowered to it. A budget of "
             "thinking tokens is lowered to the one that this effort stands for.",
     .binding = Field<&Limits::reasoning_effort>(),
     .choices = kEffortChoices,
     .example = "low",
     .default_text = "none"},
    {.name = "on_excess",
     .kind = Kind::kChoice,
     .text = "What happens beyond `input_tokens` or the model's context: `reject` answers 413 and "
             "says by how much and which part is largest; `trim` shortens the history until it "
             "fits; `route` takes the next of the request's models, then of the "
             "tiers', that may have it. What `trim` and `route` cannot help is rejected.",
     .binding = Field<&Limits::on_excess>(),
     .choices = kOnExcessChoices,
     .example = "reject",
     .default_text = "reject"},
};

// In the order of EmbeddingDialect.
inline constexpr std::string_view kEmbeddingDialects[] = {"openai", "tei"};

inline constexpr Setting kRemoteEmbedderFields[] = {
    {.name = "provider",
     .text = "The provider whose `base_url` has the path `/embeddings` (of `tei`: `/embed`), and "
             "whose keys are sent.",
     .binding = Field<&RemoteEmbedder::provider>(),
     .least = 1,
     .example = "openai",
     .required = true},
    {.name = "dialect",
     .kind = Kind::kChoice,
     .text = "How it is asked: as OpenAI, vLLM and Ollama are, or as Hugging Face's "
             "text-embeddings-inference is.",
     .binding = Field<&RemoteEmbedder::dialect>(),
     .choices = kEmbeddingDialects},
    {.name = "model",
     .text = "The model that embeds; `openai` needs one. `tei` is not told; by this name it is "
             "priced and booked.",
     .binding = Field<&RemoteEmbedder::model>(),
     .example = "text-embedding-3-small",
     .default_text = "none; it is booked as `embed`"},
    {.name = "dimensions",
     .kind = Kind::kInteger,
     .text = "The numbers of a vector, where the model offers several: fewer come sooner.",
     .binding = Field<&RemoteEmbedder::dimensions>(),
     .least = 1,
     .most = static_cast<int64_t>(api::kMostDimensions),
     .example = "512",
     .default_text = "the model's own"},
    {.name = "batch",
     .kind = Kind::kInteger,
     .text = "The most texts of one call, where the server takes fewer or more.",
     .binding = Field<&RemoteEmbedder::batch>(),
     .least = 1,
     .most = 2'048,
     .example = "64",
     .default_text = "128 of `openai`, 32 of `tei`"},
    {.name = "timeout",
     .kind = Kind::kDuration,
     .text = "How long all calls for a request may take together. After that, and where one fails, "
             "the table is taken.",
     .binding = Field<&RemoteEmbedder::timeout>(),
     .least = 1,
     .most = kHour},
};

inline constexpr Setting kEmbedderFields[] = {
    {.name = "table",
     .text = "A folder with a table in the format of PyPI model2vec: `model.safetensors` and "
             "`tokenizer.json`.",
     .binding = Field<&Embedder::table>(),
     .least = 1,
     .example = "models/potion-base-8M",
     .default_text = "the one built in"},
    {.name = "remote",
     .kind = Kind::kGroup,
     .text =
         "A server that is asked for the vectors of whole messages and documents instead of the "
         "table; those of words and sentences stay the table's.",
     .binding = Section<&Embedder::remote>(),
     .fields = kRemoteEmbedderFields},
};

// In the order of RerankDialect.
inline constexpr std::string_view kRerankDialects[] = {"cohere", "tei"};

inline constexpr Setting kRerankerFields[] = {
    {.name = "provider",
     .text = "The provider whose `base_url` has the path `/rerank`, and whose keys are sent.",
     .binding = Field<&Reranker::provider>(),
     .least = 1,
     .example = "local",
     .required = true},
    {.name = "dialect",
     .kind = Kind::kChoice,
     .text = "How it is asked: as Cohere, Jina and vLLM are, or as Hugging Face's "
             "text-embeddings-inference is.",
     .binding = Field<&Reranker::dialect>(),
     .choices = kRerankDialects},
    {.name = "model",
     .text = "The model that ranks. `tei` is not told; by this name it is priced and booked.",
     .binding = Field<&Reranker::model>(),
     .example = "rerank-v3.5",
     .default_text = "none; it is booked as `rerank`"},
    {.name = "timeout",
     .kind = Kind::kDuration,
     .text = "How long it may take. After that, and where it fails, documents are ranked here.",
     .binding = Field<&Reranker::timeout>(),
     .least = 1,
     .most = kHour},
};

inline constexpr Setting kNarrowFields[] = {
    {.name = "budget",
     .kind = Kind::kInteger,
     .text = "Tokens (o200k_base) of a request's documents with their tags, and of each block of "
             "documents in its messages.",
     .binding = Field<&Narrow::budget>(),
     .most = kMostTokens},
    {.name = "reranker",
     .kind = Kind::kGroup,
     .text = "A server that ranks the documents that come with a request, where they have to be "
             "cut. Without it they are ranked here, as are blocks in messages.",
     .binding = Section<&Narrow::reranker>(),
     .fields = kRerankerFields},
};

inline constexpr Setting kHistoryFields[] = {
    {.name = "budget",
     .kind = Kind::kInteger,
     .text = "Tokens (o200k_base) of texts, tool calls and their results in all messages but the "
             "system's and the last user's turn.",
     .binding = Field<&History::budget>(),
     .most = kMostTokens},
    {.name = "keep_last",
     .kind = Kind::kInteger,
     .text = "The newest exchanges (a user's message with all that follows it), which are always "
             "kept.",
     .binding = Field<&History::keep_last>(),
     .least = 1,
     .most = 10'000},
    {.name = "strategy",
     .kind = Kind::kChoice,
     .text = "Which of the older exchanges are kept: those `relevant` to the present question, the "
             "`recent` ones, or `all`.",
     .binding = Field<&History::strategy>(),
     .choices = kHistoryStrategies},
    {.name = "step",
     .kind = Kind::kInteger,
     .text = "Percent of the budget by which what is kept moves at once, so that turns begin alike "
             "and the provider's prompt cache is found again (docs/memory.md). `0`: it is chosen "
             "anew for every request, as it is where the model's cached input costs no less.",
     .binding = Field<&History::step>(),
     .most = 50},
};

}  // namespace farthing::config
