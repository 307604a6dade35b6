#!/bin/sh
# Puts every C++ file into the project's format; with --check only names those that are not.
set -eu
cd "$(dirname "$0")/../.."

formatter=clang-format-19
if ! command -v "$formatter" >/dev/null; then formatter=clang-format; fi

cpp_files() {
  find src lab fuzz bench tests \( -name '*.h' -o -name '*.cc' \) -print0 2>/dev/null
}

if [ "${1:-}" != --check ]; then
  cpp_files | xargs -0 -r "$formatter" --style=file -i
  exit
fi
wrong=$(cpp_files | xargs -0 -r "$formatter" --style=file --dry-run 2>&1 |
  sed -n 's|^\([^ :]*\):[0-9]*:[0-9]*: warning: .*|\1: not in the format; ./dev format rewrites it|p' | sort -u)
if [ -n "$wrong" ]; then
  printf '%s\n' "$wrong"
  exit 1
fi
