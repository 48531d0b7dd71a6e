#!/usr/bin/env bash
# What a new user does: clones what is committed, installs with an empty npm cache, and runs the main job; then packs
# the package, installs it in a project of its own, and imports it there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

git clone --quiet . "$folder/clone"
cd "$folder/clone"
npm_config_cache="$folder/cache" npm ci --no-progress
npm start -- --json "$folder/verify.json"
npx touchstone list >"$folder/list.txt"
grep -q realnvp "$folder/list.txt"

npm run --silent package -- --silent --pack-destination "$folder"
mkdir "$folder/project"
cd "$folder/project"
npm init --yes >/dev/null
npm install --no-progress --ignore-scripts "$folder"/touchstone-ml-*.tgz
cat >use.mjs <<'JS'
import { engineNamed, loadDataset, realNvp, train } from 'touchstone-ml'
const engine = await engineNamed('gpu:webasm')
const { x } = await loadDataset('moons', { n: 256 })
const { step } = await train(realNvp({ width: 8 }), engine, { x }, { seed: 1, steps: 3, batch: 64, learningRate: 1e-3 })
await engine.dispose()
if (step !== 3) throw new Error(`expected 3 steps, got ${step}`)
JS
node use.mjs
npx touchstone list >/dev/null
cp node_modules/touchstone-ml/goldens/realnvp/reference.onnx .
echo '{ "touchstone": 1, "kind": "flow", "functions": { "to_latent": { "model": "reference.onnx" } } }' >subject.json
npx touchstone check subject.json >/dev/null
npx touchstone bench --only 'ops add and sum on onnx' --rounds 4 >/dev/null
echo 'a bare clone works, and so does the installed package'
