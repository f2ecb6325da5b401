import { makePopulation, type Population, populationKey } from './population.ts'
import type { Postgres } from './postgres.ts'
import { muster, type Running, start } from './process.ts'

/** What is under the store. */
export type Database = 'sqlite' | 'postgres'

/** How large a run is. */
export interface Size {
  /** What the design calls a million. */
  readonly million: number
  /** How long each measurement takes. */
  readonly seconds: number
  /** How long each side is warmed up before its first measurement. */
  readonly warmSeconds: number
  /** How often ours and the floor are measured in turn. */
  readonly pairs: number
}

export const FULL: Size = { million: 1_000_000, seconds: 5, warmSeconds: 3, pairs: 3 }
export const QUICK: Size = { million: 100_000, seconds: 1, warmSeconds: 1, pairs: 3 }

/** One run: its size, and the folders of its files. */
export interface Scene extends Size {
  /** Goes away after the run. */
  readonly folder: string
  /** Where the directories that were made stay as long as they are wanted. */
  readonly kept: string
  /** Absent in a run on SQLite. */
  readonly postgres?: Postgres
}

/** The PostgreSQL of a run. Throws where the run is on SQLite. */
export function postgresOf({ postgres }: Scene): Postgres {
  if (!postgres) throw new Error('this run has no PostgreSQL')
  return postgres
}

/** The database of a population, made if it is not there yet; it is read, or copied, but not written. */
export async function databaseOf(scene: Scene, population: Population): Promise<string> {
  const folder = `${scene.kept}/${await populationKey(population, scene.million)}`
  const path = `${folder}/muster.db`
  if (await exists(path)) return path
  const partial = `${folder}.partial`
  await Deno.remove(partial, { recursive: true }).catch(() => {})
  await Deno.mkdir(partial, { recursive: true })
  await makePopulation(population, { database: `sqlite:${partial}/muster.db`, million: scene.million })
  await Deno.rename(partial, folder)
  return path
}

let copies = 0

/** A new, empty folder. */
export async function newFolder(scene: Scene): Promise<string> {
  const folder = `${scene.folder}/${++copies}`
  await Deno.mkdir(folder)
  return folder
}

/** A folder of data for a server, with a database of its own. */
export async function copyOf(scene: Scene, population: Population): Promise<string> {
  const folder = await newFolder(scene)
  await Deno.copyFile(await databaseOf(scene, population), `${folder}/muster.db`)
  return folder
}

/** A folder of data, and the address of a database of its own. */
export interface Place {
  readonly folder: string
  readonly database: string
}

export async function placeOf(scene: Scene, population: Population): Promise<Place> {
  if (scene.postgres) {
    const source = { name: population, file: await databaseOf(scene, population) }
    return { folder: await newFolder(scene), database: await scene.postgres.newDatabase(source) }
  }
  const folder = await copyOf(scene, population)
  return { folder, database: `sqlite:${folder}/muster.db` }
}

/** A server with a population of its own; stopping it takes its folder away. */
export async function startOn(
  scene: Scene,
  population: Population,
  options: readonly string[] = [],
): Promise<Running & { readonly folder: string }> {
  const { folder, database } = await placeOf(scene, population)
  const server = await start(muster(folder, { options, database }))
  const stop = async () => {
    await server.stop()
    await Deno.remove(folder, { recursive: true })
  }
  return { ...server, folder, stop }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false)
}
