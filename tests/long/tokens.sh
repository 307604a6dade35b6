#!/bin/sh
# Twenty million characters through Farthing's encoders and tiktoken's: `tokens.sh [CHARACTERS [SEED]]`.
set -eu
cd "$(dirname "$0")/../.."
exec tests/token/run "${1:-20000000}" "${2:-20261123}"
