#!/usr/bin/env bash
# Installs and fetches what is missing to build Tarn; with --tests also what its tests need, with --cuda the libraries
# that an NVIDIA card needs beside its driver. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
deps=$PWD/build/deps

say() { printf 'setup: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

want_tests=no
want_cuda=no
for option; do
    case $option in
    --tests) want_tests=yes ;;
    --cuda) want_cuda=yes ;;
    *) die "there is no option \"$option\"; use --tests or --cuda" ;;
    esac
done

# --- system packages -------------------------------------------------------------------------------------------------
# Names of Debian 12; Ubuntu 24.04 differs where noted and was not tried.
packages=(
    ca-certificates g++ cmake ninja-build ccache mold python3 python3-venv
    nlohmann-json3-dev libcli11-dev libicu-dev libboost-dev libpng-dev zlib1g-dev libssl-dev
    pkg-config libjpeg-dev libwebp-dev libexiv2-dev liblcms2-dev libcurl4-openssl-dev
    libopencv-core-dev libopencv-imgproc-dev libopencv-photo-dev
)
# The window, and the tests' frame. The plug-ins write WebP; a bare machine has no font.
packages+=(qt6-base-dev qt6-svg-dev libquazip1-qt6-dev libqt6sql6-sqlite qt6-image-formats-plugins
    qt6-tools-dev qt6-l10n-tools qt6-translations-l10n fonts-dejavu-core)
if [[ $want_tests == yes ]]; then
    clang_runtime=libclang-rt-14-dev
    grep -q '^VERSION_ID="24.04"' /etc/os-release 2>/dev/null && clang_runtime=libclang-rt-18-dev
    packages+=(clang "$clang_runtime")
fi

install_packages() {
    command -v apt-get >/dev/null || die "this script knows apt only; install by hand: ${packages[*]}"
    local missing=() name
    for name in "${packages[@]}"; do
        dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    local root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "these packages are missing and there is no sudo: ${missing[*]}"
        root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# --- wheels ----------------------------------------------------------------------------------------------------------
# made FOLDER LOCK…: whether FOLDER was completed from exactly these lock files.
stamp() { cat "$@" | sha256sum | cut -d' ' -f1; }
made() { [[ -f $1/.made-from && $(<"$1/.made-from") == "$(stamp "${@:2}")" ]]; }
finish() { stamp "${@:2}" >"$1/.made-from"; }

export UV_NATIVE_TLS=1 UV_NO_PROGRESS=1

get_uv() {
    made "$deps/uv" packaging/uv.lock && return
    say "fetching uv, which fetches the rest"
    rm -rf "$deps/uv"
    python3 -m venv "$deps/uv"
    "$deps/uv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r packaging/uv.lock
    finish "$deps/uv" packaging/uv.lock
}

get_libtorch() {
    made "$deps/libtorch" packaging/libtorch.lock && return
    say "fetching LibTorch (about 600 MB)"
    rm -rf "$deps/libtorch"
    # The C++ libraries are the same in the wheels of all Python versions.
    "$deps/uv/bin/uv" pip install --quiet --no-deps --require-hashes --target "$deps/libtorch" \
        --python-platform x86_64-manylinux_2_28 --python-version 3.11 -r packaging/libtorch.lock
    finish "$deps/libtorch" packaging/libtorch.lock
}

# Into the same folder, where libtorch_cuda.so looks for them.
get_cuda() {
    local made_from=$deps/libtorch/.cuda-made-from
    [[ -f $made_from && $(<"$made_from") == "$(stamp packaging/libtorch-cuda.lock)" ]] && return
    say "fetching the CUDA libraries (about 2.5 GB)"
    "$deps/uv/bin/uv" pip install --quiet --no-deps --require-hashes --target "$deps/libtorch" \
        --python-platform x86_64-manylinux_2_28 --python-version 3.11 -r packaging/libtorch-cuda.lock
    stamp packaging/libtorch-cuda.lock >"$made_from"
}

get_parity() {
    made "$deps/parity" packaging/parity.lock packaging/parity-files.lock && return
    say "fetching diffusers, transformers and k-diffusion for the parity tests"
    rm -rf "$deps/parity"
    "$deps/uv/bin/uv" venv --quiet --python python3 "$deps/parity"
    for lock in parity parity-files; do
        "$deps/uv/bin/uv" pip install --quiet --no-deps --require-hashes --python "$deps/parity/bin/python" \
            -r "packaging/$lock.lock"
    done
    finish "$deps/parity" packaging/parity.lock packaging/parity-files.lock
}

[[ $(uname -m) == x86_64 ]] || die "LibTorch is pinned for x86-64, and this machine is $(uname -m)"
mkdir -p "$deps"
install_packages
get_uv
get_libtorch
if [[ $want_cuda == yes ]]; then
    get_cuda
fi
if [[ $want_tests == yes ]]; then
    get_parity
fi
