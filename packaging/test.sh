#!/usr/bin/env bash
# Sets up, builds and tests Tarn: all tests optimised (release) and under ASan and UBSan (dev), and 20 s of each
# fuzzer. With --full also under TSan, with five minutes of each fuzzer, a thousand pictures and 200 interruptions.
set -euo pipefail
cd "$(dirname "$0")/.."

full=no
if [[ ${1:-} == --full ]]; then
    full=yes
    export TARN_SOAK=1
fi

packaging/setup.sh --tests

build() { # build PRESET
    echo "== build: $1"
    cmake --preset "$1" >"build/$1-configure.log" || { cat "build/$1-configure.log"; exit 1; }
    ninja -C "build/$1" --quiet
}

run_tests() { # run_tests PRESET
    build "$1"
    echo "== test: $1"
    ctest --test-dir "build/$1" --output-on-failure --no-tests=error -j 2
}

run_fuzzers() { # run_fuzzers SECONDS
    build fuzz
    local target corpus
    for target in build/fuzz/bin/fuzz_*; do
        echo "== fuzz: $(basename "$target") for $1 s"
        corpus=build/fuzz/corpus/$(basename "$target")
        mkdir -p "$corpus"
        "$target" -max_total_time="$1" -timeout=5 -rss_limit_mb=2048 -max_len=70000 -verbosity=0 -print_funcs=0 \
            -artifact_prefix="$corpus-" "$corpus"
    done
}

mkdir -p build
run_fuzzers "$([[ $full == yes ]] && echo 300 || echo 20)"
[[ $full == yes ]] && run_tests tsan
run_tests dev
run_tests release
