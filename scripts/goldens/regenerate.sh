#!/usr/bin/env bash
# Compute the golden vectors anew and compare them with those in goldens/, or with --write put them in their place.
#
#   scripts/goldens/regenerate.sh [--write] [case ...]
#
# Exit codes: 0 all the same (or written), 1 something departs, 2 it could not be computed.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
kept="$(cd "$here/../.." && pwd)/goldens"
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

write=no
if [[ "${1:-}" == "--write" ]]; then
  write=yes
  shift
fi

python=""
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c "import torch, onnx, sklearn" >/dev/null 2>&1; then
    python="$candidate"
    break
  fi
done
if [[ -z "$python" ]]; then
  echo "regenerate.sh: no python3 with torch, onnx and sklearn was found; install them with: apt-get install python3-torch python3-onnx python3-sklearn" >&2
  exit 2
fi

fresh="$(mktemp -d)"
trap 'rm -rf "$fresh"' EXIT
"$python" "$here/regenerate.py" --out "$fresh" "$@" || exit 2

if [[ "$write" == "no" ]]; then
  "$python" "$here/compare.py" "$fresh" "$kept"
  exit
fi
for case in "$fresh"/*; do
  name="$(basename "$case")"
  mkdir -p "$kept/$name"
  # A case's folder also holds its test, which stays.
  find "$kept/$name" -type f ! -name '*.test.ts' -delete
  cp -r "$case/." "$kept/$name"
  echo "$name: written"
done
