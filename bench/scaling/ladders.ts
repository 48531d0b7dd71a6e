import type { Ladder } from './ladder.ts'
import { memoryLadders } from './memory-ladders.ts'
import { timeLadders } from './time-ladders.ts'

export const ladders: readonly Ladder[] = [...timeLadders, ...memoryLadders]
