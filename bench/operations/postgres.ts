import { measure } from '../load.ts'
import type { Ask, Done, HttpOperation, Operation, ProgramOperation } from '../operation.ts'
import { lox24Token, secondLox24Token } from '../population.ts'
import { muster, musterCommand, type Program, runToEnd, runWatched, start } from '../process.ts'
import { databaseOf, newFolder, placeOf, postgresOf, type Scene, type Size } from '../scene.ts'
import { hive } from './hive.ts'
import { incoplax } from './incoplax.ts'
import { losant } from './losant.ts'
import { addPhone, lox24, put, read } from './lox24.ts'
import { superoffice } from './superoffice.ts'
import { fileOf } from './transfer.ts'

const target = { ratio: 0.6 }
const loads: HttpOperation['loads'] = [1, 16, 64].map((clients) => ({ clients, target }))

/** What is measured on PostgreSQL, beside the same statements by a bare client. */
export function postgres(size: Size): readonly Operation[] {
  const { million } = size
  const others = [...lox24(size), ...superoffice(), ...losant(size), ...incoplax(), ...hive()]
  return [
    {
      kind: 'http',
      name: 'postgres: read one group',
      population: 'small',
      ask: read('/groups/12344'),
      floor: 'statements',
      loads,
    },
    {
      kind: 'http',
      name: 'postgres: change one group (put)',
      population: 'small',
      ask: put('/groups/12344'),
      floor: 'change group',
      loads,
    },
    {
      kind: 'http',
      name: 'postgres: add one phone',
      population: 'small',
      ask: addPhone('/groups/12344/phones'),
      floor: 'add member',
      loads,
    },
    ...others.filter(isMeasured).map(onPostgres),
    sharing('one directory', [lox24Token, lox24Token]),
    sharing('a directory each', [lox24Token, secondLox24Token]),
    importing(million),
  ]
}

/** What is asked again is remembered on SQLite alone, and LOX24's changes stand above. */
function isMeasured({ name, ask: { method } }: HttpOperation): boolean {
  return !/again/.test(name) && !(name.startsWith('lox24: ') && method !== 'GET')
}

function onPostgres({ loads, floor, ...operation }: HttpOperation): HttpOperation {
  return {
    ...operation,
    floor: operation.ask.method === 'PATCH' || typeof floor === 'object' ? floor : 'statements',
    loads: loads.map(({ clients }) => ({ clients, target })),
  }
}

/** What it costs that processes wait for each other's locks: two of them with eight clients each, beside one with sixteen. */
function sharing(where: string, tokens: readonly [string, string]): ProgramOperation {
  return {
    kind: 'program',
    name: `postgres: change groups through two processes, in ${where}, not through one`,
    ours: (scene) => changeThrough(2, scene, tokens),
    floor: (scene) => changeThrough(1, scene, tokens),
  }
}

async function changeThrough(
  processes: 1 | 2,
  scene: Scene,
  tokens: readonly [string, string],
): Promise<Done> {
  const { folder, database } = await placeOf(scene, 'two')
  const servers = await Promise.all(
    Array.from({ length: processes }, () => start(muster(folder, { database }))),
  )
  try {
    const load = async (seconds: number) => {
      const rates = await Promise.all(
        tokens.map((token, at) =>
          measure({ ...putAs(token), url: servers[at % processes]!.url, clients: 8, seconds })
        ),
      )
      return rates.reduce((sum, { rate }) => sum + rate, 0)
    }
    await load(scene.warmSeconds)
    return { count: await load(scene.seconds) * scene.seconds, ms: scene.seconds * 1000 }
  } finally {
    for (const server of servers) await server.stop()
  }
}

function putAs(token: string): Ask {
  const ask = put('/groups/12344')
  return { ...ask, headers: { ...ask.headers, 'X-LOX24-AUTH-TOKEN': token } }
}

function importing(million: number): ProgramOperation {
  return {
    kind: 'program',
    name: `postgres: import of ${million.toLocaleString('en')} memberships`,
    ours: importOnce,
    floor: insertOnce,
    ratio: 0.5,
  }
}

async function importOnce(scene: Scene): Promise<Done> {
  const database = await postgresOf(scene).newDatabase()
  const file = await fileOf(scene)
  const command = musterCommand(await newFolder(scene), scene.folder, 'import', file)
  const program: Program = {
    ...command,
    options: [...command.options, '--allow-net'],
    env: { ...command.env, MUSTER_DATABASE: database },
  }
  const { ms, peakMib } = await runWatched(program)
  return { count: scene.million, ms, peakMib }
}

async function insertOnce(scene: Scene): Promise<Done> {
  const source = await databaseOf(scene, 'memberships')
  const database = await postgresOf(scene).newDatabase()
  const text = await runToEnd({
    run: ['bench/programs/insert-postgres.ts', source, database],
    options: ['--allow-net', '--allow-env=PG*', `--allow-read=.,${scene.folder},${scene.kept}`],
  })
  return JSON.parse(text)
}
