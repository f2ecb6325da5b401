import type { HttpOperation } from '../operation.ts'

/** A durable change of one thing: the table of targets gives one for each number of clients. */
export const durable: HttpOperation['loads'] = [
  { clients: 1, target: { ratio: 0.67 } },
  { clients: 16, target: { ratio: 3 } },
  { clients: 64, target: { ratio: 4 } },
]
