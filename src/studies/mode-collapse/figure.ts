import { value } from '../../engines/value.ts'
import { adversarialField } from '../../report/plots/adversarial-field.ts'
import { joinPanels, type Panel } from '../../report/plots/plot.ts'
import { toPoints } from '../../report/plots/points.ts'
import type { Findings, StudyContext } from '../study.ts'
import type { TrainedModel } from '../trainings.ts'
import { watchGame } from './watch.ts'

const [pointsShown, reach] = [240, 3.5]

/** Games on one board, by the players' names, side by side and in step. */
export async function gamesFigure(
  { engine, random }: Pick<StudyContext, 'engine' | 'random'>,
  board: string,
  games: Readonly<Record<string, TrainedModel>>,
): Promise<Findings['figures'][number]> {
  const panels: Panel[] = []
  for (const [title, game] of Object.entries(games)) {
    const data = toPoints(value(game.data.x.data.slice(0, 2 * pointsShown), [pointsShown, 2]))
    const moments = await watchGame(game, engine, reach, random.split(board))
    panels.push(adversarialField({ title, reach, data, moments }))
  }
  return {
    title: `${board}: the game`,
    caption:
      "The judge's field, green where it takes points for data and brown where for generated ones; data in green, generated samples in brown, with lines to where the generator's loss pushes them. A GAN's field is its probability; a critic's is drawn from its lowest score to its highest, at every moment. A pointer stops the picture.",
    ...joinPanels(panels),
  }
}
