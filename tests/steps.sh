# The steps of `./dev test` and `./dev lint`: each is run, counted and named when it fails.
# Read by ./dev, from the root of the tree; uses its say, compile.
# shellcheck shell=sh

# Where sanitizers find their symbolizer.
PATH=$PATH:/usr/lib/llvm-19/bin

passed=0
failed=0
failures=""

count() {
  if [ "$2" -eq 0 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    failures="$failures
  $1"
  fi
}

# step NAME COMMAND…: runs it, counts it, goes on.
step() {
  name=$1
  shift
  echo "== $name"
  status=0
  "$@" || status=$?
  count "$name" "$status"
}

# unit_tests PRESET: every ctest entry counts for itself.
unit_tests() {
  echo "== unit tests ($1)"
  log="build/$1/ctest.log"
  ctest --test-dir "build/$1" -j 2 --output-on-failure >"$log" 2>&1 || true
  bad=$(sed -n 's/^.*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\1/p' "$log")
  all=$(sed -n 's/^.*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\2/p' "$log")
  cat "$log"
  if [ -z "$all" ]; then
    count "unit tests ($1): ctest did not finish" 1
    return 0
  fi
  passed=$((passed + all - bad))
  failed=$((failed + bad))
  if [ "$bad" -ne 0 ]; then
    failures="$failures
  $bad unit tests ($1)"
  fi
}

# suites PRESET: the end-to-end suites against that build's programs.
suites() {
  for suite in tests/*/run; do
    if [ ! -x "$suite" ]; then continue; fi
    step "$suite ($1)" env FARTHING="$PWD/build/$1/farthing" FARTHING_LAB="$PWD/build/$1/farthing-lab" \
      tests/run "$suite"
  done
}

long_runs() {
  for program in tests/long/*; do
    if [ ! -f "$program" ] || [ ! -x "$program" ]; then continue; fi
    step "$program" env FARTHING="$PWD/build/farthing" FARTHING_LAB="$PWD/build/farthing-lab" "$program"
  done
}

fuzz_targets() {
  for source in fuzz/*_fuzz.cc; do
    if [ -f "$source" ]; then basename "$source" _fuzz.cc; fi
  done
}

# fuzz_one TARGET SECONDS: inputs found are kept in build/fuzz/found/TARGET, a crash beside them.
fuzz_one() {
  found=build/fuzz/found/$1
  mkdir -p "$found"
  set -- "$1" "$2" "$found"
  if [ -f "fuzz/$1.dict" ]; then set -- "$@" "-dict=fuzz/$1.dict"; fi
  if [ -d "fuzz/corpus/$1" ]; then set -- "$@" "fuzz/corpus/$1"; fi
  target=$1
  seconds=$2
  shift 2
  if "build/fuzz/${target}_fuzz" "$@" -max_total_time="$seconds" -timeout=10 -max_len=65536 \
    -artifact_prefix="build/fuzz/$target-" -print_final_stats=1 >"build/fuzz/$target.log" 2>&1; then
    say "   $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$target.log") inputs, clean"
  else
    tail -n 60 "build/fuzz/$target.log" >&2
    say "   $target: failed, build/fuzz/$target.log"
    return 1
  fi
}

# fuzz_all SECONDS: every target, two at a time.
fuzz_all() {
  targets=$(fuzz_targets)
  echo "== fuzz targets, $1 s each:" "$(echo "$targets" | tr '\n' ' ')"
  # shellcheck disable=SC2046
  if ! compile fuzz $(echo "$targets" | sed 's/$/_fuzz/'); then
    count "building the fuzz targets" 1
    return 0
  fi
  # shellcheck disable=SC2086
  set -- "$1" $targets
  seconds=$1
  shift
  while [ $# -gt 0 ]; do
    first=$1
    second=${2:-}
    fuzz_one "$first" "$seconds" & first_job=$!
    if [ -n "$second" ]; then
      status=0
      fuzz_one "$second" "$seconds" || status=$?
      count "fuzz $second" "$status"
      shift
    fi
    status=0
    wait "$first_job" || status=$?
    count "fuzz $first" "$status"
    shift
  done
}

sanitized() {
  if compile "$1"; then
    unit_tests "$1"
    suites "$1"
  else
    count "building $1" 1
  fi
}

summary() {
  if [ "$failed" -ne 0 ]; then say "Failed:$failures"; fi
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
