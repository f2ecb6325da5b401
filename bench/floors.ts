import { hashSecret } from '../src/core/secret.ts'
import { filled } from './load.ts'
import type { Ask } from './operation.ts'
import type { Population } from './population.ts'
import { type Program, type Running, start } from './process.ts'
import type { Floor, FloorAnswer, FloorWork } from './programs/floor.ts'
import type { PostgresFloor } from './programs/floor-postgres.ts'
import { isQuery } from './programs/queries.ts'
import { copyOf, newFolder, placeOf, type Scene, startOn } from './scene.ts'
import { statementsOf } from './statements.ts'

/** What a floor is to be: what it is asked, and what it does in a database, if it does. */
export interface FloorPlan {
  readonly population: Population
  readonly ask: Ask
  readonly work?: 'statements' | FloorWork
}

/** Starts the floor of a request: it gives the answer that our server gives. Stopping it takes its folder away. */
export async function floorFor(scene: Scene, plan: FloorPlan): Promise<Running> {
  if (scene.postgres) return await postgresFloorFor(scene, plan)
  const { population, ask } = plan
  const work = plan.work === 'statements' ? undefined : plan.work
  const folder = work ? await copyOf(scene, population) : await newFolder(scene)
  const floor: Floor = {
    answer: await answerOf(scene, population, ask),
    ...(work ? { work, database: `${folder}/muster.db` } : {}),
  }
  // An argument could not be as long as an answer may be.
  await Deno.writeTextFile(`${folder}/floor.json`, JSON.stringify(floor))
  const running = await start({
    run: ['bench/programs/floor.ts', `${folder}/floor.json`],
    options: ['--allow-net', `--allow-read=${folder}`, `--allow-write=${folder}`],
  })
  const stop = async () => {
    await running.stop()
    await Deno.remove(folder, { recursive: true })
  }
  return { ...running, stop }
}

async function postgresFloorFor(
  scene: Scene,
  { population, ask, work = 'statements' }: FloorPlan,
): Promise<Running> {
  if (isQuery(work)) throw new Error(`there is no floor on PostgreSQL for ${work}`)
  const { folder, database } = await placeOf(scene, population)
  const floor: PostgresFloor = {
    answer: await answerOf(scene, population, ask),
    database,
    secretHash: hashSecret(secretIn(ask)),
    work: work === 'statements' ? await statementsOf(database, ask) : work,
  }
  await Deno.writeTextFile(`${folder}/floor.json`, JSON.stringify(floor))
  return await start(postgresFloorProgram(folder))
}

/** The floor that `floor.json` in this folder describes. */
export function postgresFloorProgram(folder: string): Program {
  return {
    run: ['bench/programs/floor-postgres.ts', `${folder}/floor.json`],
    options: ['--allow-net', '--allow-env=PG*', `--allow-read=${folder}`],
  }
}

/** The secret that a request comes with. */
export function secretIn({ headers }: Ask): string {
  const given = headers['X-LOX24-AUTH-TOKEN']?.split(':')[1] ?? headers['Authorization']?.split(' ')[1]
  return given ?? ''
}

/** Our own answer to a request, with its headers. */
async function answerOf(scene: Scene, population: Population, ask: Ask): Promise<FloorAnswer> {
  const ours = await startOn(scene, population)
  // A client of its own, or its connection would hold up the end of the server.
  using client = Deno.createHttpClient({})
  try {
    const response = await fetch(ours.url + filled(ask.path, 1), {
      method: ask.method,
      headers: { ...ask.headers, 'accept-encoding': 'identity' },
      ...(ask.body === undefined ? {} : { body: filled(ask.body, 99_999_999) }),
      client,
    })
    const body = await response.text()
    if (!response.ok) throw new Error(`${ask.method} ${ask.path}: ${response.status} ${body}`)
    const { date: _date, 'content-length': _length, ...headers } = Object.fromEntries(response.headers)
    return { status: response.status, headers, body }
  } finally {
    await ours.stop()
  }
}
