#!/bin/sh
# Random usages under the laws of money: `usages.sh [USAGES [SEED]]` (ten million). It says the seed
# that repeats the run; src/ledger/property_test.cc holds the laws.
set -eu
cd "$(dirname "$0")/../.."
exec env FARTHING_RANDOM_USAGES="${1:-10000000}" FARTHING_RANDOM_SEED="${2:-20261123}" \
  build/release/ledger_test --gtest_filter='Property.*'
