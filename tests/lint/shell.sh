#!/bin/sh
# Every shell script through shellcheck.
set -eu
cd "$(dirname "$0")/../.."

find dev .ci tests bench deploy -type f 2>/dev/null | grep -v node_modules | while read -r file; do
  if head -n 1 "$file" | grep -Eaq '^#!.*[/ ](sh|bash)$'; then printf '%s\n' "$file"; fi
done | xargs -r shellcheck --external-sources
