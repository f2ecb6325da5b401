import { dirname } from 'node:path'
import { Failure } from './failure.ts'

/** Files that are there whole or not at all, whenever the process or the machine ends. */

/** Makes sure that a file's bytes are on disk. */
export async function syncFile(path: string): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true })
  await file.sync()
}

/** Puts a finished file in the place of another, in one step, so that it stays there. */
export async function putInPlace(from: string, to: string): Promise<void> {
  await syncFile(from)
  await Deno.rename(from, to)
  await syncFolder(dirname(to))
}

/** Makes sure that a folder's names are on disk. */
export async function syncFolder(path: string): Promise<void> {
  using folder = await Deno.open(path, { read: true })
  await folder.sync()
}

/** Takes a file away, if it is there. */
export async function removeFile(path: string): Promise<void> {
  await Deno.remove(path).catch(ignoreMissing)
}

/** What lies at a path; undefined if nothing does. */
export async function look(path: string): Promise<Deno.FileInfo | undefined> {
  return await Deno.stat(path).catch(ignoreMissing)
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error
}

/** Throws if two paths are one file. */
export async function refuseSame(path: string, other: string, message: string): Promise<void> {
  const [one, two] = [await look(path), await look(other)]
  if (!one || !two || one.ino !== two.ino || one.dev !== two.dev) return
  throw new Failure('conflict', message)
}

/** This moment as a part of a file's name, in UTC. */
export function stamp(): string {
  return new Date().toISOString().replaceAll(':', '-')
}
