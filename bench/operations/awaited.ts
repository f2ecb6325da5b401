import type { AwaitedOperation } from '../operation.ts'

/** The rows of the table that wait for an operation of the server: each becomes a line of its own file then. */
export const awaited: readonly AwaitedOperation[] = [
  {
    kind: 'awaited',
    name: 'read one group in the dialects other than LOX24 and SuperOffice',
    target: '≥ 0.50',
    wants: 'the dialects',
  },
  {
    kind: 'awaited',
    name: 'durable change on PostgreSQL',
    target: '≥ 0.60',
    wants: 'the PostgreSQL driver',
  },
  {
    kind: 'awaited',
    name: 'total counts (devices by id and tag) in a tree of 100,000 groups',
    target: '≥ 0.80',
    wants: 'the query',
  },
  {
    kind: 'awaited',
    name: 'effective members in a tree of 100,000 groups',
    target: '≥ 0.80',
    wants: 'the query',
  },
  {
    kind: 'awaited',
    name: 'membership check at depth 20 over HTTP',
    target: '≥ 0.50',
    wants: 'the query and a dialect that asks it',
  },
]
