import { testGoldenCase } from '../../property-tests/support/goldens.ts'

testGoldenCase('gan-2d')
