#include "gateway/probe.h"

#include <algorithm>
#include <memory>

#include "config/load.h"
#include "gateway/destination.h"
#include "gateway/model_fetch.h"
#include "net/loop.h"
#include "net/resolver.h"
#include "upstream/discovery.h"

namespace farthing::gateway {
namespace {

// A server on this machine answers at once, or refuses at once.
constexpr std::chrono::milliseconds kLocalLimit{250};

net::Task<void> ProbeOne(net::Loop& loop, net::Resolver& resolver, const config::Provider& settings,
                         Duration limit, ProbeResult* out, size_t* running) {
  Result<upstream::Provider> provider = upstream::Provider::Make(settings);
  if (!provider) {
    out->models = Fail(provider.error());
  } else if (provider->is_in_process()) {
    out->models = provider->models();
  } else if (!provider->Supports(api::Operation::kListModels)) {
    out->models = Fail(Error::Upstream("It has no list of models to ask for.", false));
  } else {
    Result<std::unique_ptr<net::ClientPool>> pool =
        net::ClientPool::Create(loop, resolver, DestinationOf(*provider), {});
    if (!pool) {
      out->models = Fail(pool.error());
    } else {
      net::Interrupt never;
      out->models = co_await FetchModels(**pool, *provider, loop.now() + limit, never);
    }
  }
  if (--*running == 0) loop.Stop();
}

}  // namespace

std::vector<ProbeResult> ProbeProviders(Clock& clock,
                                        const std::vector<config::Provider>& providers,
                                        Duration limit) {
  std::vector<ProbeResult> results;
  for (const config::Provider& provider : providers) {
    results.push_back({provider.name, Fail(Error::Timeout("It did not answer in time."))});
  }
  if (providers.empty()) return results;
  net::Loop loop(clock);
  net::Resolver resolver(clock, net::Resolver::SystemLookup());
  size_t running = providers.size();
  for (size_t i = 0; i < providers.size(); ++i) {
    net::Spawn(ProbeOne(loop, resolver, providers[i], limit, &results[i], &running));
  }
  loop.Run();
  return results;
}

bool DiscoverProviders(Clock& clock, config::Config& config) {
  if (!config.providers.empty()) return false;
  if (config.discover) {
    const std::vector<config::Provider> local = upstream::LocalServers();
    const std::vector<ProbeResult> results = ProbeProviders(clock, local, kLocalLimit);
    for (size_t i = 0; i < local.size(); ++i) {
      if (results[i].models) config.providers.push_back(local[i]);
    }
  }
  if (!config.providers.empty()) return false;
  config::AddSandbox(config);
  return config.discover;
}

}  // namespace farthing::gateway
