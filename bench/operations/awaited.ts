import type { AwaitedOperation } from '../operation.ts'

/** The rows of the table that wait for an operation of the server: each becomes a line of its own file then. */
export const awaited: readonly AwaitedOperation[] = [
  {
    kind: 'awaited',
    name: 'durable change on PostgreSQL',
    target: '≥ 0.60',
    wants: 'the PostgreSQL driver',
  },
]
