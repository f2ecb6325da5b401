import { dirname } from 'node:path'
import { fileOf } from '../store/open.ts'
import { copyInto } from './copy.ts'
import { look } from './durable.ts'
import { openAny } from './opening.ts'

/** The address of a copy of the database, which is gone at the end: what is done to it is done to nothing else. */
export async function withCopy<T>(database: string, work: (copy: string) => Promise<T>): Promise<T> {
  const file = fileOf(database)
  await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const folder = await Deno.makeTempDir({ prefix: 'dry-run-', dir: dirname(file) })
  try {
    const copy = `${folder}/muster.db`
    if (await look(file)) await copyOf(database, copy)
    return await work(`sqlite:${copy}`)
  } finally {
    await Deno.remove(folder, { recursive: true })
  }
}

async function copyOf(database: string, copy: string): Promise<void> {
  const { driver } = await openAny(database)
  try {
    await copyInto(driver, copy)
  } finally {
    await driver.close()
  }
}
