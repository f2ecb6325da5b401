import { DirectoryError } from '../core/error.ts'
import type { Connection } from './driver.ts'

/**
 * Runs `work` in a savepoint: if it throws, what it has written is taken back and the transaction goes on. Where the
 * database cannot be used the whole transaction is over, and nothing is left to take back.
 */
export async function inSavepoint<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.run('savepoint part')
  try {
    const result = await work()
    await connection.settle()
    await connection.run('release part')
    return result
  } catch (error) {
    if (isOver(error)) throw error
    await connection.run('rollback to part')
    await connection.run('release part')
    throw error
  }
}

/** Whether an error ends the transaction that it came in. */
export function isOver(error: unknown): boolean {
  return error instanceof DirectoryError && error.code === 'unavailable'
}
