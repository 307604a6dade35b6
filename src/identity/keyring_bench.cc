#include "identity/keyring.h"

#include <benchmark/benchmark.h>

namespace farthing::identity {
namespace {

void BM_FindAmong(benchmark::State& state) {
  std::vector<config::Key> keys(static_cast<size_t>(state.range(0)));
  std::vector<std::string> secrets;
  for (config::Key& key : keys) {
    secrets.push_back("sk-farthing-0123456789abcdef0123456789-" + std::to_string(secrets.size()));
    key.name = secrets.back();
    key.secret_sha256 = HexEncode(Sha256(secrets.back()));
  }
  const Keyring keyring(keys);
  size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(keyring.Find(secrets[next]));
    next = (next + 7919) % secrets.size();
  }
}
BENCHMARK(BM_FindAmong)->Arg(1)->Arg(100)->Arg(10'000);

}  // namespace
}  // namespace farthing::identity
