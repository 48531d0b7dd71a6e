#!/usr/bin/env bash
# What someone with a flow in NumPy does: checks it (exit code 0), and then again with a sign that is wrong (1).
set -euo pipefail
cd "$(dirname "$0")/.."
if ! python3 -c 'import numpy' 2>/dev/null; then
  echo 'the Python adapter was not tried: there is no python3 with numpy here'
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp scripts/adapters/python/* "$folder"

node scripts/touchstone.mjs check "$folder/subject.json"
sed -i.right 's/"log_det": -s.sum/"log_det": s.sum/' "$folder/flow.py"
code=0
node scripts/touchstone.mjs check "$folder/subject.json" --law flow/log-dets-cancel || code=$?
if [ "$code" -ne 1 ]; then
  echo "a wrong flow left exit code $code, expected 1"
  exit 1
fi
echo 'the Python adapter serves a right flow that passes and a wrong one that fails'
