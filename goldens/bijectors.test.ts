import { testGoldenCase } from '../property-tests/support/goldens.ts'
import { caseNames } from '../src/goldens/case.ts'

for (const name of caseNames().filter((name) => name.startsWith('bijector-'))) testGoldenCase(name)
