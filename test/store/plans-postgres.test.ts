import assert from 'node:assert/strict'
import postgres from 'postgres'
import { statementOf } from '../../src/store/postgres-statement.ts'
import { rowsOf } from '../databases.ts'
import { crowd } from './crowd.ts'
import { ALLOWED, inOneLine, isPlanned, TABLES } from './plans.ts'
import { onPostgres, range } from './suite.ts'
import { runEverything } from './workload.ts'

onPostgres('no statement reads a whole table, or all that a directory has of it', async (scene) => {
  const prepared = new Set<string>()
  await runEverything(scene, prepared, { mends: false })
  const sql = postgres(scene.opened.database, { max: 1, fetch_types: false, onnotice() {} })
  try {
    await crowd(scene.opened.database, scene.directory)
    await sql.unsafe(`set plan_cache_mode = force_generic_plan; set jit = off`)
    const wasteful: string[] = []
    for (const text of [...prepared].filter(isPlanned)) {
      for (const step of await postgresSteps(sql, text)) {
        if (isWastefulOnPostgres(step) && !isAllowedOnPostgres(inOneLine(text), step)) {
          wasteful.push(`${step.how} ${step.table} ${step.condition}   in   ${inOneLine(text)}`)
        }
      }
    }
    assert.ok(prepared.size > 100, `${prepared.size} statements were planned`)
    assert.deepEqual(wasteful.sort(), [])
  } finally {
    await sql.end()
  }
})

onPostgres('rows that are imported are counted for the planner', async ({ store, directory, opened }) => {
  const rows = { types: [], people: [], things: [], groups: [], members: [], events: [] }
  const counted = async () =>
    (await rowsOf(opened.database, `select reltuples from pg_class where relname = 'group_type'`))[0]
  const some = (from: number) => range(5000, from).map((number) => ({ number, name: `type ${number}` }))
  await store.write(directory, (tx) => tx.insertRows({ ...rows, types: some(1) }))
  assert.deepEqual(await counted(), ['-1'], 'few are left to PostgreSQL')
  await store.write(directory, (tx) => tx.insertRows({ ...rows, types: some(5001) }))
  assert.deepEqual(await counted(), ['10000'])
})

/** A step of PostgreSQL's that reads rows. */
interface Step {
  readonly how: string
  readonly table: string
  readonly condition: string
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly PlanNode[]
}

/** The steps of the plan that serves all values: a prepared statement comes to it after a few runs. */
async function postgresSteps(sql: postgres.Sql, text: string): Promise<Step[]> {
  const { text: words, types } = statementOf(text)
  const count = Math.max(0, ...Array.from(words.matchAll(/\$(\d+)/g), ([, place]) => Number(place)))
  const places = Array.from({ length: count }, (_, at) => at)
  const names = count === 0 ? '' : `(${places.map((at) => TYPES[types[at] ?? 0] ?? 'unknown').join(', ')})`
  const values = count === 0 ? '' : `(${places.map(() => 'null').join(', ')})`
  await sql.unsafe(`prepare planned${names} as ${words}`)
  const [row] = await sql.unsafe<[{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }]>(
    `explain (format json) execute planned${values}`,
  )
  await sql.unsafe('deallocate planned')
  return row['QUERY PLAN'].flatMap(({ Plan }) => stepsIn(Plan))
}

/** PostgreSQL's numbers of types. */
const TYPES: Readonly<Record<number, string>> = { 20: 'bigint', 25: 'text', 701: 'double precision' }

function stepsIn(node: PlanNode): Step[] {
  const table = node['Relation Name'] ??
    (node['Node Type'] === 'Bitmap Index Scan' ? node['Index Name'] : undefined)
  const own = table === undefined || node['Node Type'] === 'Bitmap Heap Scan' ? [] : [{
    how: node['Node Type'],
    table: `${table} ${node['Index Name'] ?? ''}`,
    condition: node['Index Cond'] ?? '',
  }]
  return [...own, ...(node.Plans ?? []).flatMap(stepsIn)]
}

function isWastefulOnPostgres({ how, table, condition }: Step): boolean {
  if (!TABLES.includes(table.split(' ')[0] ?? '')) return false
  return how === 'Seq Scan' || /^Index/.test(how) && /^(\(directory_id = \S+\))?$/.test(condition)
}

/** What may be read in full on PostgreSQL besides, and why. */
const ALLOWED_ON_POSTGRES: typeof ALLOWED = [
  {
    sql: /from thing t where t\.directory_id = \?1 and t\.kind = 'device' and t\.state = 'live' and \(/,
    step: /^Seq Scan thing/,
    reason: 'a device query that names no tag and no id looks at all devices',
  },
  {
    sql: /cross join selector s where .* s\.kind = 'query' limit/,
    step: /^Index Scan selector selector_query /,
    reason: 'the index has the device queries alone, of which there are few',
  },
]

function isAllowedOnPostgres(sql: string, { how, table }: Step): boolean {
  if (ALLOWED.some((one) => one.sql.test(sql))) return true
  return ALLOWED_ON_POSTGRES.some((one) => one.sql.test(sql) && one.step.test(`${how} ${table} `))
}
