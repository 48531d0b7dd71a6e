import { value } from '../../src/engines/value.ts'
import type { Model } from '../../src/onnx/model.ts'
import { hostedSubject } from '../../src/subjects/host/hosted.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { defaultLimits, type Limits } from '../../src/subjects/processes/limits.ts'
import { writeSubject } from './onnx-files.ts'
import { messageOf } from './verdicts.ts'

export const x = value([1, 2, 3, 4, 5, 6], [2, 3])

export async function openHosted(
  files: Readonly<Record<string, Model>>,
  functions: object,
  limits: Partial<Limits> = {},
) {
  const manifest = await readManifest(writeSubject({ touchstone: 1, kind: 'autoencoder', functions }, files))
  return hostedSubject(manifest, { ...defaultLimits, ...limits })
}

/** What is said of a model that is loaded and run once. */
export async function said(model: Model, limits: Partial<Limits>): Promise<string> {
  return messageOf(
    openHosted({ 'm.onnx': model }, { encode: { model: 'm.onnx' } }, limits).then((subject) =>
      subject.call('encode', { x }).finally(subject.dispose),
    ),
  )
}
