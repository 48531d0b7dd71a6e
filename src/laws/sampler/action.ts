import type { Subject } from '../../subjects/subject.ts'
import { callRows, scalars } from '../calls.ts'
import { type Claim, judge } from '../diagnosis.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { mapCells, rowsOf } from '../violators.ts'
import { samplerLaw } from './define.ts'
import {
  actionRoundoff,
  type Draw,
  draws,
  fieldsOf,
  randomOf,
  sideOf,
  theoryOf,
  trueAction,
  whyNoLattice,
} from './fields.ts'
import { openBoundary, termAdded, wrapsWrongly } from './mistakes.ts'
import { symmetries } from './symmetries.ts'

const source = 'Albergo et al. 2019, eqs. 18-19'

const actions = async (subject: Subject, phi: readonly Float64Array[]): Promise<number[]> =>
  scalars((await callRows(subject, 'action', { phi })).action)

/** Where the theory is declared, the numbers themselves. */
export const actionIsPhi4 = samplerLaw<Draw>({
  name: 'sampler/action-is-phi4',
  nature: 'definition',
  statement:
    'action = sum of phi (sum over directions of 2 phi - phi_forward - phi_backward) + mass_squared phi^2 + coupling phi^4, periodic',
  source,
  needs: ['action'],
  exempts: (subject) =>
    whyNoLattice(subject) ?? (theoryOf(subject) ? undefined : 'mass_squared and coupling are not declared'),
  cases: draws,
  runs: 8,
  async residual(subject, draw) {
    const phi = fieldsOf(subject, randomOf(draw))
    const [side, theory] = [
      sideOf(subject) as number,
      theoryOf(subject) as NonNullable<ReturnType<typeof theoryOf>>,
    ]
    const claimed = await actions(subject, phi)
    return judge(
      phi.map((field, n): Claim => {
        const expected = trueAction(field, side, theory)
        const [squares, quartics] = [2, 4].map((power) => field.reduce((sum, x) => sum + x ** power, 0))
        const { massSquared, coupling } = theory
        const kinetic = expected - massSquared * squares - coupling * quartics
        return {
          claimed: claimed[n],
          expected,
          tolerance: actionRoundoff(subject, field),
          mistakes: {
            'the action is a mean over the sites': expected / field.length,
            'mass_squared has a half before it': expected - (massSquared / 2) * squares,
            'coupling is divided by 4': expected - (3 / 4) * coupling * quartics,
            'coupling is divided by 24': expected - (23 / 24) * coupling * quartics,
            'the kinetic term is halved': expected - kinetic / 2,
            'the action has the sign of log p': -expected,
          },
          at: { field: n },
        }
      }),
    )
  },
  violators: {
    'the neighbours are those of an open lattice': { action: openBoundary },
    'the mass term has a half before it': {
      action: termAdded((cells, mass) => (-mass / 2) * cells.reduce((sum, x) => sum + x * x, 0)),
    },
    'the action is a mean over the sites': {
      action: (outputs, { phi }) => ({
        action: mapCells(outputs.action, (s) => (s * phi.shape[0]) / rowsOf(phi).flat().length),
      }),
    },
    'the action is negated': { action: (outputs) => ({ action: mapCells(outputs.action, (s) => -s) }) },
  },
})

/** Exact symmetries, whatever the theory's numbers. */
export const actionIsSymmetric = samplerLaw<Draw>({
  name: 'sampler/action-is-symmetric',
  nature: 'identity',
  statement: 'the action is the same for phi translated, reflected, transposed, and negated',
  source: `${source}: translations, the hypercubic group and Z2 are exact symmetries of the lattice theory`,
  needs: ['action'],
  exempts: whyNoLattice,
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const side = sideOf(subject) as number
    const phi = fieldsOf(subject, random)
    const before = await actions(subject, phi)
    const found: Residual[] = []
    for (const { name, image } of symmetries(side, random)) {
      const after = await actions(
        subject,
        phi.map((field) => image(field)),
      )
      before.forEach((action, n) => {
        found.push({
          error: Math.abs(action - after[n]),
          tolerance: 2 * actionRoundoff(subject, phi[n]),
          at: { symmetry: name, field: n },
        })
      })
    }
    return worst(found)
  },
  violators: {
    'the neighbours are those of an open lattice': { action: openBoundary },
    'a term is odd in phi': {
      action: termAdded((cells) => cells.reduce((sum, x) => sum + 0.01 * x ** 3, 0)),
    },
    'one site is special': { action: termAdded((cells) => 0.01 * cells[0] ** 2) },
    'a neighbour forward is taken one row too far': { action: wrapsWrongly },
  },
})
