import { DataError } from '../../data/data-error.ts'
import type { Values } from '../../engines/engine.ts'
import type { ContractFunction } from '../manifest-contract.ts'
import { list } from '../manifest-json.ts'

/** What an answer gives of what the contract knows. Throws a DataError where a needed output is missing. */
export function outputsOf(place: string, { outputs, needs }: ContractFunction, given: Values): string[] {
  const groups = needs ?? [outputs.slice(0, 1)]
  const lacking = groups.find((group) => !group.some((output) => output in given))
  if (lacking) {
    throw new DataError(
      `${place}: expected an output ${list(lacking)}, got ${list(Object.keys(given)) || 'none'}; give it that name`,
    )
  }
  return outputs.filter((output) => output in given)
}
