#include "gateway/http_routes.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::gateway {
namespace {

using api::Dialect;
using api::Operation;

// The route of a request line, with headers where they matter.
class Asked {
 public:
  explicit Asked(std::string_view line, std::string_view headers = {})
      : bytes_(std::string(line) + " HTTP/1.1\r\nhost: x\r\n" + std::string(headers) + "\r\n") {
    EXPECT_TRUE(net::ParseRequestHead(bytes_.data(), bytes_.size(), &head_)) << line;
    route_ = FindHttpRoute(head_);
  }
  const HttpRoute* operator->() const { return &route_; }

 private:
  std::string bytes_;
  net::RequestHead head_;
  HttpRoute route_;
};

struct Expected {
  std::string_view line;
  Service service;
  Access access;
  Operation operation = Operation::kPassThrough;
  Dialect dialect = Dialect::kOpenAI;
};

TEST(HttpRoutes, EveryRow) {
  const Expected rows[] = {
      {"POST /v1/chat/completions", Service::kModelCall, Access::kKey, Operation::kChat},
      {"POST /v1/chat/completions?api-version=1", Service::kModelCall, Access::kKey,
       Operation::kChat},
      {"POST /v1/messages", Service::kModelCall, Access::kKey, Operation::kChat,
       Dialect::kAnthropic},
      {"POST /v1/messages?beta=true", Service::kModelCall, Access::kKey, Operation::kChat,
       Dialect::kAnthropic},
      {"POST /v1/embeddings", Service::kModelCall, Access::kKey, Operation::kEmbeddings},
      {"POST /v1/messages/count_tokens", Service::kModelCall, Access::kKey, Operation::kCountTokens,
       Dialect::kAnthropic},
      {"GET /v1/models", Service::kListModels, Access::kKey, Operation::kListModels},
      {"HEAD /v1/models", Service::kListModels, Access::kKey, Operation::kListModels},
      {"GET /v1/models/openai/gpt-4.1", Service::kGetModel, Access::kKey, Operation::kGetModel},
      {"GET /health/live", Service::kLive, Access::kOpen, Operation::kNone},
      {"GET /health/ready", Service::kReady, Access::kOpen, Operation::kNone},
      {"GET /metrics", Service::kMetrics, Access::kOpen, Operation::kNone},
      {"GET /admin/v1/live", Service::kAdminLive, Access::kAdmin, Operation::kNone},
      {"GET /admin/v1/report?by=day", Service::kAdminReport, Access::kAdmin, Operation::kNone},
      {"POST /admin/v1/reload", Service::kAdminReload, Access::kAdmin, Operation::kNone},
      {"GET /admin/v1/guess", Service::kNotFound, Access::kAdmin, Operation::kNone},
      {"POST /v1/messages/batches", Service::kModelCall, Access::kKey, Operation::kPassThrough,
       Dialect::kAnthropic},
      {"POST /v1/responses", Service::kModelCall, Access::kKey},
      {"DELETE /v1/responses/resp_1", Service::kModelCall, Access::kKey},
      {"GET /v1/files", Service::kModelCall, Access::kKey},
      {"GET /v1/chat/completions/c1", Service::kModelCall, Access::kKey},
  };
  for (const Expected& row : rows) {
    const Asked asked(row.line);
    EXPECT_EQ(asked->service, row.service) << row.line;
    EXPECT_EQ(asked->access, row.access) << row.line;
    EXPECT_EQ(asked->operation, row.operation) << row.line;
    EXPECT_EQ(asked->dialect, row.dialect) << row.line;
  }
}

TEST(HttpRoutes, WhatIsNotListedDoesNotExist) {
  for (const char* line :
       {"GET /", "GET /v1", "GET /v1/", "POST /v2/chat/completions", "GET /admin",
        "GET /admin/v1/keys", "GET /health", "GET /metrics/", "GET /V1/models", "OPTIONS *"}) {
    EXPECT_EQ(Asked(line)->service, Service::kNotFound) << line;
  }
}

TEST(HttpRoutes, WrongMethodsNameTheRightOnes) {
  const struct {
    const char* line;
    const char* allow;
  } rows[] = {
      {"GET /v1/chat/completions", "POST"},
      {"POST /v1/models", "GET, HEAD"},
      {"DELETE /v1/models/m", "GET, HEAD"},
      {"POST /health/live", "GET, HEAD"},
      {"POST /metrics", "GET, HEAD"},
      {"GET /admin/v1/reload", "POST"},
      {"POST /admin/v1/report", "GET, HEAD"},
      {"PUT /v1/messages", "POST"},
      {"BREW /v1/files", "GET, HEAD, POST, PUT, PATCH, DELETE"},
      {"OPTIONS /v1/files", "GET, HEAD, POST, PUT, PATCH, DELETE"},
  };
  for (const auto& row : rows) {
    const Asked asked(row.line);
    EXPECT_EQ(asked->service, Service::kWrongMethod) << row.line;
    EXPECT_EQ(asked->allow, row.allow) << row.line;
  }
}

// Behind the wrong method stands the same lock: nobody without a key learns which routes exist.
TEST(HttpRoutes, WrongMethodKeepsTheAccess) {
  EXPECT_EQ(Asked("GET /v1/embeddings")->access, Access::kKey);
  EXPECT_EQ(Asked("GET /admin/v1/reload")->access, Access::kAdmin);
}

TEST(HttpRoutes, OnlyProbesAndScrapersComeInWithoutAKey) {
  for (const char* path : {"/v1/chat/completions", "/v1/messages", "/v1/embeddings", "/v1/models",
                           "/v1/models/m", "/v1/anything", "/v1/messages/batches", "/admin/v1/live",
                           "/admin/v1/report", "/admin/v1/reload"}) {
    for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"}) {
      const std::string line = std::string(method) + " " + path;
      EXPECT_NE(Asked(line)->access, Access::kOpen) << line;
    }
  }
}

TEST(HttpRoutes, ModelListsAnswerInTheDialectOfTheirCaller) {
  EXPECT_EQ(Asked("GET /v1/models", "anthropic-version: 2023-06-01\r\n")->dialect,
            Dialect::kAnthropic);
  EXPECT_EQ(Asked("GET /v1/models/m", "anthropic-version: 2023-06-01\r\n")->dialect,
            Dialect::kAnthropic);
  EXPECT_EQ(Asked("POST /v1/embeddings", "anthropic-version: 2023-06-01\r\n")->dialect,
            Dialect::kOpenAI);
}

TEST(HttpRoutes, ArgumentIsTheRestOfThePath) {
  EXPECT_EQ(Asked("GET /v1/models/openai/gpt-4.1?x=1")->argument, "openai/gpt-4.1");
  EXPECT_EQ(PercentDecoded("openai%2Fgpt-4.1"), "openai/gpt-4.1");
  EXPECT_EQ(PercentDecoded("a%2fb%zz%4"), "a/b%zz%4");
  EXPECT_EQ(PercentDecoded("%41"), "A");
  EXPECT_EQ(PercentDecoded(""), "");
}

// A provider's key may be used under its base URL alone, whatever a caller writes.
TEST(HttpRoutes, DotSegmentsDoNotExist) {
  for (const char* path :
       {"/v1/../admin", "/v1/files/..", "/v1/./files", "/v1/%2e%2e/admin", "/v1/%2E./admin",
        "/v1/files%2f..%2fadmin", "/v1/..%5cadmin", "/v1/..\\admin", "/v1/files/.%2e"}) {
    EXPECT_EQ(Asked("GET " + std::string(path))->service, Service::kNotFound) << path;
  }
  for (const char* path : {"/v1/files/a..b", "/v1/files/...", "/v1/files/.hidden", "/v1/a%2eb"}) {
    EXPECT_EQ(Asked("GET " + std::string(path))->service, Service::kModelCall) << path;
  }
}

}  // namespace
}  // namespace farthing::gateway
