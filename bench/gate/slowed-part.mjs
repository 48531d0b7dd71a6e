// Starts the suite as scripts/touchstone.mjs starts it: what else Node loads, and when, changes how fast the same code runs.
import { register } from 'tsx/esm/api'

register()
await import('./slowed-part.ts')
