#!/usr/bin/env bash
# Sets up, builds and runs Tarn. With arguments: the command line, `tarn ARGUMENTS`. Without: draws a picture.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

"$root/packaging/setup.sh"
(
    cd "$root"
    [[ -f build/release/build.ninja ]] || cmake --preset release >&2
    ninja -C build/release --quiet tarn >&2
)
tarn=$root/build/release/bin/tarn

if (($#)); then
    exec "$tarn" "$@"
fi
"$tarn" generate "a landscape with rivers and mountains" --seed 1 --output "$root/build/landscape.png"
echo "The picture is $root/build/landscape.png"
