import { holds } from '../../src/laws/measure.ts'
import type { Training, TrainingLaw } from '../../src/laws/training.ts'

/** The names, without their family, of those laws that apply to a training and do not hold of it. */
export async function failing(training: Training, laws: readonly TrainingLaw[]): Promise<string[]> {
  const found: string[] = []
  for (const law of laws) {
    if (law.exempts?.(training.model) !== undefined) continue
    if (!holds(await law.residual(training))) found.push(law.name.replace('training/', ''))
  }
  return found
}
