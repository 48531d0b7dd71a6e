import type { Subject } from '../../subjects/subject.ts'

/** What a sum of squared errors, over the features of all samples, becomes: the choices of `loss_reduction`. */
const reductions: Readonly<Record<string, (sum: number, samples: number, features: number) => number>> = {
  feature_sum_batch_mean: (sum, samples) => sum / samples,
  mean: (sum, samples, features) => sum / (samples * features),
  sum: (sum) => sum,
}

export const declaredReduction = ({ conventions }: Subject): string =>
  String(conventions.loss_reduction ?? 'feature_sum_batch_mean')

/** Those that the subject does not declare. */
export const otherReductions = (subject: Subject): string[] =>
  Object.keys(reductions).filter((name) => name !== declaredReduction(subject))

export function whyReductionUnknown(subject: Subject): string | undefined {
  const name = declaredReduction(subject)
  if (Object.hasOwn(reductions, name)) return undefined
  return `its loss_reduction '${name}' is none of ${Object.keys(reductions).join(', ')}`
}

/** The errors of samples, each a sum over its features, as one loss. */
export const reduced = (errors: readonly number[], features: number, as: string): number =>
  reductions[as](
    errors.reduce((sum, error) => sum + error, 0),
    errors.length,
    features,
  )
