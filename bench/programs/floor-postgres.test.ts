import assert from 'node:assert/strict'
import { hashSecret } from '../../src/core/secret.ts'
import { newPostgresDatabase, rowsOf } from '../../test/databases.ts'
import { missingPostgres } from '../../test/postgres.ts'
import { folder } from '../../test/process.ts'
import { postgresFloorProgram, secretIn } from '../floors.ts'
import { filled } from '../load.ts'
import type { HttpOperation } from '../operation.ts'
import { operationsOf } from '../operations/index.ts'
import { makePopulation } from '../population.ts'
import { muster, type Program, start } from '../process.ts'
import { QUICK } from '../scene.ts'
import type { PostgresFloor } from './floor-postgres.ts'

const times = 3

/** All that a change writes; the lists that come with a directory have other ids each time. */
const TABLES = ['ledger', `(select * from groups where builtin = '')`, 'member', 'event']
/** What is never the same twice is told by its length alone. */
const MASKED = ['at', 'updated_at', 'request']

const changes = operationsOf(QUICK, 'postgres').filter((one) => one.kind === 'http').filter(({ floor }) =>
  typeof floor === 'string' && floor !== 'statements'
)

for (const operation of changes) {
  Deno.test({
    name: `bench: the floor of "${operation.name}" leaves the rows that the server leaves`,
    ignore: missingPostgres !== undefined,
    async fn() {
      await using data = await folder()
      const { ask, floor: work } = operation
      assert.ok(work === 'change group' || work === 'add member' || work === 'replace people')
      const ours = await rowsBehind(operation, (database) => muster(data.path, { database }))
      const floor = await rowsBehind(operation, async (database) => {
        const answer = { status: 200, headers: {}, body: '' }
        const plan: PostgresFloor = { answer, database, secretHash: hashSecret(secretIn(ask)), work }
        await Deno.writeTextFile(`${data.path}/floor.json`, JSON.stringify(plan))
        return postgresFloorProgram(data.path)
      })
      assert.deepEqual(floor, ours)
    },
  })
}

async function rowsBehind(
  { population, ask }: HttpOperation,
  programOf: (database: string) => Program | Promise<Program>,
): Promise<unknown> {
  const { address, remove } = await newPostgresDatabase()
  await makePopulation(population, { database: address, million: QUICK.million })
  const server = await start(await programOf(address))
  using client = Deno.createHttpClient({})
  for (let n = 1; n <= times; n++) {
    const body = filled(ask.body ?? '', 99_999_990 + n)
    const answer = await fetch(server.url + ask.path, {
      method: ask.method,
      headers: ask.headers,
      body,
      client,
    })
    await answer.body?.cancel()
    assert.ok(answer.ok, `${answer.status}`)
  }
  client.close()
  await server.stop()
  const rows = await rowsIn(address)
  await remove()
  return rows
}

/** The rows of each table as JSON, in the order of their texts. */
async function rowsIn(address: string): Promise<unknown> {
  const tables = await Promise.all(
    TABLES.map((table) => rowsOf(address, `select row_to_json(t)::text from ${table} t`)),
  )
  return tables.map((rows) => rows.map(([text]) => JSON.stringify(masked(JSON.parse(text!)))).toSorted())
}

function masked(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) =>
      MASKED.includes(column) ? [column, String(value).length] : [column, value]
    ),
  )
}
