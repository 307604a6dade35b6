#!/bin/sh
# clang-tidy: tidy.sh JOBS [--all]. By default on what differs from the main branch (and, there, on
# the last commit): a changed header means the .cc of its name. build/lint holds the compile commands.
set -eu
cd "$(dirname "$0")/../.."

jobs=$1
scope=${2:-changed}
tidy=clang-tidy-19
if ! command -v "$tidy" >/dev/null; then tidy=clang-tidy; fi

# Prints the paths that changed since the branch left the main one, committed or not.
changed() {
  base=
  for main in origin/HEAD origin/main main; do
    if base=$(git merge-base HEAD "$main" 2>/dev/null); then break; fi
  done
  if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then
    base=$(git rev-parse -q --verify HEAD~1 || git rev-parse HEAD)
  fi
  git diff --name-only --diff-filter=d "$base"
  git ls-files --others --exclude-standard
}

# Prints the sources to look at, one a line.
sources() {
  if [ "$scope" = --all ] || ! git rev-parse -q --verify HEAD >/dev/null 2>&1; then
    find src lab -name '*.cc'
  else
    changed | grep -E '^(src|lab)/.*\.(cc|h)$' | sed 's/\.h$/.cc/' | while read -r file; do
      if [ -f "$file" ]; then printf '%s\n' "$file"; fi
    done
  fi | sort -u
}

# Only what CMake compiles has a command line to be checked with.
known=$(sed -n 's/^ *"file": "\(.*\)",*$/\1/p' build/lint/compile_commands.json)
list=$(sources | while read -r file; do
  if printf '%s\n' "$known" | grep -qxF "$PWD/$file"; then printf '%s\n' "$file"; fi
done)
if [ -z "$list" ]; then
  echo "clang-tidy: nothing changed"
  exit 0
fi
echo "clang-tidy: $(printf '%s\n' "$list" | wc -l) files"
log=build/lint/tidy.log
status=0
printf '%s\n' "$list" | xargs -P "$jobs" -n 1 "$tidy" --quiet -p build/lint >"$log" 2>&1 || status=1
grep -v -E '^([0-9]+ warnings? (generated|treated)|Suppressed |Use -header-filter|Error while proc)' "$log" || true
exit "$status"
