#!/usr/bin/env bash
# Sets up, builds and tests Tarn: all tests optimised (release) and under ASan and UBSan (dev), and 20 s of each
# fuzzer. With --full also under TSan, five minutes of each fuzzer, and the soaks: thousands of pictures, hundreds of
# interruptions.
set -euo pipefail
cd "$(dirname "$0")/.."

full=no
test_timeout=1500
[[ ${1:-} == --full ]] && full=yes

packaging/setup.sh --tests

took() { echo "== took $((SECONDS / 60)):$(printf %02d $((SECONDS % 60))) so far"; }

build() { # build PRESET
    echo "== build: $1"
    cmake --preset "$1" >"build/$1-configure.log" || { cat "build/$1-configure.log"; exit 1; }
    ninja -C "build/$1" --quiet
    took
}

run_tests() { # run_tests PRESET
    build "$1"
    echo "== test: $1"
    ctest --test-dir "build/$1" --output-on-failure --no-tests=error -j 2 --timeout "$test_timeout"
    took
}

fuzz() { # fuzz SECONDS TARGET
    local corpus
    corpus=build/fuzz/corpus/$(basename "$2")
    mkdir -p "$corpus"
    "$2" -max_total_time="$1" -timeout=5 -rss_limit_mb=2048 -max_len=70000 -print_funcs=0 -artifact_prefix="$corpus-" \
        "$corpus" >"$corpus.log" 2>&1 || { tail -n 60 "$corpus.log"; echo "== found by $(basename "$2")"; return 1; }
    echo "$(basename "$2"): $(grep -o '^Done .*' "$corpus.log")"
}
export -f fuzz

run_fuzzers() { # run_fuzzers SECONDS
    build fuzz
    echo "== fuzz: $1 s each"
    printf '%s\n' build/fuzz/bin/fuzz_* | xargs -P 2 -I {} bash -c 'fuzz "$@"' fuzz "$1" {}
    took
}

# One random seed and one set of what the reference implementations give, for all presets.
mkdir -p build
export TARN_TEST_SEED=${TARN_TEST_SEED:-$((RANDOM % 9999 + 1))} TARN_REFERENCES=$PWD/build/references
rm -rf "$TARN_REFERENCES"
echo "== random seed $TARN_TEST_SEED (repeat with TARN_TEST_SEED)"
run_fuzzers "$([[ $full == yes ]] && echo 300 || echo 20)"
[[ $full == yes ]] && run_tests tsan
run_tests dev
if [[ $full == yes ]]; then # hours, where CTest allows a test 25 minutes and Qt Test a function 5
    test_timeout=36000
    export TARN_SOAK=1 QTEST_FUNCTION_TIMEOUT=36000000
fi
run_tests release
