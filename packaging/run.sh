#!/usr/bin/env bash
# Sets up, builds and runs Tarn. With arguments: the command line, `tarn ARGUMENTS`. Without: opens the window, or, where
# there is no display, draws a picture.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

"$root/packaging/setup.sh"
(
    cd "$root"
    [[ -f build/release/build.ninja ]] || cmake --preset release >&2
    ninja -C build/release --quiet tarn tarn-studio >&2
)
tarn=$root/build/release/bin/tarn

if (($#)); then
    exec "$tarn" "$@"
fi
if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    exec "$root/build/release/bin/tarn-studio"
fi
"$tarn" generate "a landscape with rivers and mountains" --seed 1 --output "$root/build/landscape.png"
echo "The picture is $root/build/landscape.png"
