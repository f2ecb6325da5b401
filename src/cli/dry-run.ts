import { dirname } from 'node:path'
import { loadConfig } from '../config.ts'
import { copyDatabase } from '../store/copy.ts'
import { fileOf, isFile } from '../store/open.ts'
import { copyInto } from './copy.ts'
import { look } from './durable.ts'
import { openAny, openDriverThere, openForCopy } from './opening.ts'

/**
 * The address of a copy of the database, which is gone at the end: what is done to it is done to nothing else. It is a
 * SQLite file, whatever the database is.
 */
export async function withCopy<T>(database: string, work: (copy: string) => Promise<T>): Promise<T> {
  const beside = isFile(database) ? dirname(fileOf(database)) : (await loadConfig()).data
  await Deno.mkdir(beside, { recursive: true, mode: 0o700 })
  const folder = await Deno.makeTempDir({ prefix: 'dry-run-', dir: beside })
  try {
    const copy = `sqlite:${folder}/muster.db`
    if (!isFile(database)) await rowsInto(database, copy)
    else if (await look(fileOf(database))) await fileInto(database, fileOf(copy))
    return await work(copy)
  } finally {
    await Deno.remove(folder, { recursive: true })
  }
}

async function fileInto(database: string, copy: string): Promise<void> {
  const { driver } = await openAny(database)
  try {
    await copyInto(driver, copy)
  } finally {
    await driver.close()
  }
}

async function rowsInto(database: string, copy: string): Promise<void> {
  const { driver, version } = await openAny(database)
  await driver.close()
  if (version === 0) return
  const from = await openDriverThere(database)
  try {
    const to = await openForCopy(copy)
    await copyDatabase({ from, to }).finally(() => to.close())
  } finally {
    await from.close()
  }
}
