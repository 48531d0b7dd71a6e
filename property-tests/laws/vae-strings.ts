import type { Engine } from '../../src/engines/engine.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { moleculeVae } from '../../src/models/index.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { genericWeights } from '../support/weights.ts'

/** A VAE of strings, small enough for many calls. */
export function stringVae(seed: number, engine: Engine = float64Engine()): Subject {
  const model = moleculeVae({ length: 10, alphabet: 4, latent: 3, filters: 3, width: 6, hidden: 5 })
  return graphSubject(model, genericWeights(model, seed), engine)
}
