/**
 * Gives gpu.js a WebGPU device in Node, through Dawn (the `webgpu` package), and returns what releases it.
 * Throws where this machine has no adapter.
 */
export async function acquireWebGpu(): Promise<() => Promise<void>> {
  const { create, globals } = await import('webgpu')
  Object.assign(globalThis, globals)
  const gpu = create([])
  // Node 20 has no `navigator`, and later ones have one that cannot be assigned to.
  const navigator = Reflect.get(globalThis, 'navigator') ?? {}
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true })
  if (!(await gpu.requestAdapter())) {
    throw new Error(
      'webgpu: this machine has no WebGPU adapter; use gpu:webasm, or install a Vulkan driver (SwiftShader will do)',
    )
  }
  const { default: gpujs } = await import('gpu.js')
  const { WebGPUContext } = gpujs as unknown as { WebGPUContext: { destroy(): Promise<void> } }
  return () => WebGPUContext.destroy()
}
