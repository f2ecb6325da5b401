import type { Population } from './population.ts'
import type { FloorWork } from './programs/floor.ts'
import type { Scene } from './scene.ts'

/** One row of the table of targets: what is measured, beside which floor, and what is wanted of it. */
export type Operation =
  | HttpOperation
  | ProgramOperation
  | FigureOperation
  | CheckOperation

/** A request, sent again and again. */
export interface Ask {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'LOOKUP'
  /**
   * In the path and the body `{n}` stands for a number that rises from request to request, `{n4}` for its last four digits.
   */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Our rate, as a part of the floor's, is at least `ratio`; or our median answer takes at most `ms`. */
export type Target = { readonly ratio: number } | { readonly ms: number }

/** A request to the server beside a request to its floor. */
export interface HttpOperation {
  readonly kind: 'http'
  readonly name: string
  readonly population: Population
  readonly ask: Ask
  /**
   * A bare server that gives the same answer; one that also runs this query, or writes the rows of this change with a
   * commit each; on PostgreSQL one that reads with the statements of this request; or another request to our own server.
   */
  readonly floor: 'answer' | 'statements' | FloorWork | Ask
  readonly loads: readonly { readonly clients: number; readonly target: Target }[]
}

/** What a program did: how many things in how long, in milliseconds, and how much memory it had at most, in MiB. */
export interface Done {
  readonly count: number
  readonly ms: number
  readonly peakMib?: number
}

/** A whole program beside another. */
export interface ProgramOperation {
  readonly kind: 'program'
  readonly name: string
  readonly ours: (scene: Scene) => Promise<Done>
  readonly floor: (scene: Scene) => Promise<Done>
  /** Absent where the ratio is only to be known. */
  readonly ratio?: number
}

/** One figure that has a limit of its own; the floor's is told beside it. */
export interface FigureOperation {
  readonly kind: 'figure'
  readonly name: string
  readonly unit: 'ms' | 'MiB'
  readonly ours: (scene: Scene) => Promise<number>
  readonly floor: (scene: Scene) => Promise<number>
  readonly most: number
}

/** What is right or wrong. Throws, or gives a sentence of what was seen. */
export interface CheckOperation {
  readonly kind: 'check'
  readonly name: string
  readonly target: string
  readonly check: (scene: Scene) => Promise<{ readonly right: boolean; readonly seen: string }>
}
