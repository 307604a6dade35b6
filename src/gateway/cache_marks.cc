#include "gateway/cache_marks.h"

#include <functional>

#include "json/document.h"
#include "shape/marks/mark_request.h"
#include "shape/marks/prompt_caches.h"

namespace farthing::gateway {
namespace {

using shape::CacheFamily;

// A token is this many bytes at least, as marks estimate them.
constexpr size_t kBytesPerToken = 4;

bool IsAsked(const Request& request) {
  if (!request.is_shaped || !request.is_json) return false;
  if (request.http.operation != api::Operation::kChat) return false;
  return request.route == nullptr || request.route->prompt_cache == config::PromptCache::kAuto;
}

shape::ModelCache CacheOf(const upstream::Candidate& candidate) {
  const upstream::Provider& provider = candidate.upstream->provider;
  if (provider.is_in_process()) return {};
  if (provider.dialect() == api::Dialect::kAnthropic) {
    return shape::AnthropicCacheOf(candidate.model);
  }
  // Azure's versions of the interface know nothing of it, and its deployments' names no model.
  return provider.catalog_name() == "openai" ? shape::OpenAICacheOf(candidate.model)
                                             : shape::ModelCache();
}

// The caches of two tenants, providers or models do not meet.
uint64_t SeedOf(const Request& request, std::string_view provider, std::string_view model) {
  uint64_t seed = 0;
  for (const std::string_view part :
       {std::string_view(request.identity->tenant), provider, model}) {
    seed = (seed ^ std::hash<std::string_view>()(part)) * 0x9E3779B97F4A7C15U;
  }
  return seed;
}

uint64_t RouteOf(const Request& request) {
  return request.route == nullptr ? 0 : std::hash<std::string_view>()(request.route->name);
}

bool HasMarks(CacheFamily family) {
  return family == CacheFamily::kMarks || family == CacheFamily::kKeyMarks;
}

// What the predictor says of the request, asked once however often it is tried with one model.
shape::ReuseAnswer Decide(Request& request, const shape::ModelCache& cache, uint64_t seed,
                          const shape::RequestPrefix& prefix) {
  if (!HasMarks(cache.family) || prefix.places.empty()) return {.is_held_back = true};
  if (request.cache_use && request.cache_use->seed == seed) return request.cache_use->answer;
  SettleMarks(request, nullptr);  // of a model tried before
  const std::vector<shape::PrefixPoint> points = shape::PointsOf(prefix);
  const shape::ReuseAnswer answer =
      request.worker.shared.prompt_caches.Decide(cache.family, {.points = points,
                                                                .tokens = prefix.tokens,
                                                                .least_tokens = cache.least_tokens,
                                                                .route = RouteOf(request),
                                                                .now = request.loop().now()});
  request.cache_use = {.seed = seed, .family = cache.family, .answer = answer};
  return answer;
}

}  // namespace

void MarkForCache(Request& request, const upstream::Candidate& candidate, size_t first,
                  Outgoing* out) {
  if (!IsAsked(request)) return;
  const shape::ModelCache cache = CacheOf(candidate);
  if (cache.family == CacheFamily::kNone) return;
  size_t size = 0;
  for (size_t i = first; i < out->pieces.size(); ++i) size += out->pieces[i].size();
  if (size < static_cast<size_t>(cache.least_tokens) * kBytesPerToken) return;
  std::string body;
  body.reserve(size);
  for (size_t i = first; i < out->pieces.size(); ++i) body.append(out->pieces[i]);
  const Result<json::Document> document = json::Document::ParseBorrowed(body);
  if (!document) return;  // the provider will say what it thinks of it
  const uint64_t seed = SeedOf(request, candidate.upstream->provider.name(), candidate.model);
  const shape::RequestPrefix prefix = shape::ReadPrefix(cache.family, document->root(), body, seed);
  shape::MarkedRequest marked =
      shape::MarkRequest(cache.family, body, prefix, Decide(request, cache, seed, prefix));
  out->cache = marked.account;
  if (marked.body.empty()) return;
  out->translated = std::move(marked.body);
  out->pieces.resize(first);
  out->pieces.push_back(out->translated);
}

upstream::KeyBalancer::Affinity AffinityOf(Request& request, const upstream::Candidate& candidate) {
  constexpr size_t kLeastBytes = 1024 * kBytesPerToken;
  const bool has_choice = candidate.upstream->keys.size() > 1;
  if (!has_choice || request.body.size() < kLeastBytes || !IsAsked(request)) {
    return upstream::KeyBalancer::kNoAffinity;
  }
  if (!request.affinity) {
    request.affinity = upstream::KeyBalancer::kNoAffinity;
    const Result<json::Document> document = json::Document::ParseBorrowed(request.body);
    if (!document) return *request.affinity;
    const bool is_openai = request.http.dialect == api::Dialect::kOpenAI;
    const CacheFamily family = is_openai ? CacheFamily::kKey : CacheFamily::kMarks;
    const uint64_t seed = SeedOf(request, {}, {});
    request.affinity = shape::ReadPrefix(family, document->root(), request.body, seed).conversation;
  }
  return *request.affinity;
}

void SettleMarks(Request& request, const Tried* answer) {
  if (!request.cache_use) return;
  const Request::CacheUse& use = *request.cache_use;
  double told = 0;
  if (answer != nullptr && answer->usage.said()) {
    told = shape::BroughtByMarks(answer->usage.usage().tokens, answer->cache);
  }
  request.worker.shared.prompt_caches.Settle(use.family, RouteOf(request), use.answer.deed, told);
  request.cache_use.reset();
}

}  // namespace farthing::gateway
