import type { Kernel } from '../ops/primitive.ts'

// gpu.js's own typings say neither what a pipeline takes nor what it reports.
export type Handle = object

/** What a kernel's extent of one, two or three lengths is read back as; rows are parts of one buffer. */
export type Rows = Float32Array | readonly Rows[]

export type KernelCall = (...operands: Handle[]) => Handle

export interface PipelineCall {
  (...args: Float32Array[]): Promise<Record<string, Rows>>
  readonly pipeline: {
    readonly executorKind: string
    readonly plan: { readonly kernels: readonly { clone: { kernel: { constructor: { mode: string } } } }[] }
    readonly fallbackReason: string | null
    destroy(): void
  }
}

export interface Gpu {
  createKernel(kernel: Kernel, settings: object): KernelCall
  createPipeline(orchestrate: (...args: Handle[]) => Record<string, Handle>, settings: object): PipelineCall
  destroy(): Promise<void> | void
}
