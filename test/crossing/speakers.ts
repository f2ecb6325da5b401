import { hive } from './hive.ts'
import { incoplax } from './incoplax.ts'
import { losant } from './losant.ts'
import { lox24 } from './lox24.ts'
import type { Speaker } from './speaker.ts'
import { superoffice } from './superoffice.ts'

/** The dialects between which everything is crossed. */
export const SPEAKERS: readonly Speaker[] = [lox24, superoffice, losant, incoplax, hive]

/** Every two of them: who writes, and who reads. */
export const PAIRS: readonly (readonly [writer: Speaker, reader: Speaker])[] = SPEAKERS.flatMap((writer) =>
  SPEAKERS.filter((reader) => reader !== writer).map((reader) => [writer, reader] as const)
)
