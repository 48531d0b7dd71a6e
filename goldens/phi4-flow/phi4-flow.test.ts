import { testGoldenCase } from '../../property-tests/support/goldens.ts'

testGoldenCase('phi4-flow')
