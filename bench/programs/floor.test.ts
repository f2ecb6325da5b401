import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { filled } from '../load.ts'
import type { HttpOperation } from '../operation.ts'
import { operationsOf } from '../operations/index.ts'
import { copyOf, QUICK, type Scene, startOn } from '../scene.ts'
import { openAsServer, writerOf } from './floor.ts'
import { isQuery } from './queries.ts'

const floored = operationsOf(QUICK).filter((one) => one.kind === 'http').filter((one) =>
  typeof one.floor === 'string' && one.floor !== 'answer' && !isQuery(one.floor)
)

for (const operation of floored) {
  Deno.test(`bench: the floor of "${operation.name}" leaves the rows that the server leaves`, async () => {
    const folder = await Deno.makeTempDir({ prefix: 'muster-bench-test-' })
    try {
      const scene: Scene = { ...QUICK, folder, kept: folder }
      assert.deepEqual(await rowsOfFloor(scene, operation), await rowsOfServer(scene, operation))
    } finally {
      await Deno.remove(folder, { recursive: true })
    }
  })
}

const times = 3

async function rowsOfServer(scene: Scene, { population, ask }: HttpOperation): Promise<unknown> {
  const server = await startOn(scene, population)
  using client = Deno.createHttpClient({})
  for (let n = 1; n <= times; n++) {
    const body = filled(ask.body ?? '', 99_999_990 + n)
    const sent = { method: ask.method, headers: ask.headers, body, client }
    const answer = await fetch(server.url + ask.path, sent)
    await answer.body?.cancel()
    assert.ok(answer.ok, `${answer.status}`)
  }
  const rows = rowsIn(`${server.folder}/muster.db`)
  await server.stop()
  return rows
}

async function rowsOfFloor(scene: Scene, { population, ask, floor }: HttpOperation): Promise<unknown> {
  assert.ok(typeof floor === 'string' && floor !== 'answer' && floor !== 'statements' && !isQuery(floor))
  const path = `${await copyOf(scene, population)}/muster.db`
  const database = openAsServer(path)
  const write = writerOf(floor, database)
  for (let n = 1; n <= times; n++) {
    write(`http://127.0.0.1:1${ask.path}`, filled(ask.body ?? '', 99_999_990 + n))
  }
  database.close()
  return rowsIn(path)
}

/** All rows of all tables but the tokens, which tell when they were used last. What is never the same twice, times and the ids of requests, is told by its length alone. */
function rowsIn(path: string): Record<string, unknown> {
  const database = new DatabaseSync(path, { readOnly: true })
  const tables = database.prepare(`select name from sqlite_schema where type = 'table' and name <> 'token'`)
    .all()
  const rows = tables.map(({ name }) => [name, database.prepare(`select * from ${name}`).all().map(masked)])
  database.close()
  return Object.fromEntries(rows)
}

function masked(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) =>
      MASKED.includes(column) ? [column, String(value).length] : [column, value]
    ),
  )
}

const MASKED = ['at', 'updated_at', 'request']
