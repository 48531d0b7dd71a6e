#!/usr/bin/env bash
# The tests of every engine, on WebGPU: on the machine's own Vulkan driver, or on SwiftShader, which computes on the CPU
# and comes with Debian's chromium. Needs libvulkan1.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${VK_DRIVER_FILES:-}" ]; then
  driver=$(find /usr/lib/chromium -name vk_swiftshader_icd.json 2>/dev/null | head -n 1)
  if [ -n "$driver" ]; then export VK_DRIVER_FILES="$driver" VK_ICD_FILENAMES="$driver"; fi
fi
export TOUCHSTONE_ENGINES=gpu:webgpu
# Each file has a process of its own, for it gives the device back.
exec npx vitest run --isolate goldens property-tests/engines/engines.test.ts "$@"
