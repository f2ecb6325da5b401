import { DatabaseSync } from 'node:sqlite'
import { finished } from 'node:stream/promises'
import postgres from 'postgres'
import { runScript } from '../test/databases.ts'
import { type Cluster, missingPostgres, startCluster } from '../test/postgres.ts'
import { OWN_FACTS, TABLES } from '../src/store/copy-tables.ts'
import { openStore } from '../src/store/open.ts'

/** A population as a SQLite file, and the name that its copy in PostgreSQL has. */
export interface Source {
  readonly name: string
  readonly file: string
}

/** The PostgreSQL of a run: as it is used, so that a commit is on the disk. */
export interface Postgres extends AsyncDisposable {
  /** The address of a new database with the rows of this source, or of an empty one. */
  newDatabase(source?: Source): Promise<string>
}

/** Starts one in a folder of its own, which is made in `folder` unless that is undefined. Throws a sentence where there is none. */
export async function startPostgres(folder: string | undefined): Promise<Postgres> {
  if (missingPostgres !== undefined) throw new Error(missingPostgres)
  const own = await Deno.makeTempDir({
    prefix: 'muster-bench-postgres-',
    ...(folder === undefined ? {} : { dir: folder }),
  })
  const cluster = await startCluster({ folder: own, settings: SETTINGS })
  const templates = new Set<string>()
  let databases = 0
  return {
    async newDatabase(source) {
      if (source && !templates.has(source.name)) {
        await makeTemplate(cluster, source)
        templates.add(source.name)
      }
      const name = `bench_${++databases}`
      const template = source ? ` template ${source.name}` : ''
      await runScript(cluster.address('postgres'), `create database ${name}${template}`)
      return cluster.address(name)
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  }
}

const SETTINGS = {
  fsync: 'on',
  full_page_writes: 'on',
  autovacuum: 'on',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
}

async function makeTemplate(cluster: Cluster, { name, file }: Source): Promise<void> {
  await runScript(cluster.address('postgres'), `create database ${name}`)
  const address = cluster.address(name)
  await (await openStore({ database: address })).close()
  const from = new DatabaseSync(file, { readOnly: true })
  const to = postgres(address, { max: 1, fetch_types: false, onnotice() {} })
  for (const table of TABLES) await copyRows(from, to, table.name)
  await to.end()
  from.close()
  await runScript(address, 'vacuum analyze')
}

/** Copies the rows of a table in the order in which they were written, but for what a database says of itself. */
async function copyRows(from: DatabaseSync, to: postgres.Sql, table: string): Promise<void> {
  const columns = from.prepare(`select name from pragma_table_info('${table}')`).all().map(({ name }) => name)
  const stream = await to.unsafe(`copy ${table} (${columns.join(', ')}) from stdin`).writable()
  const ended = finished(stream)
  const mine: readonly unknown[] = table === 'installation' ? OWN_FACTS : []
  for (const row of from.prepare(`select * from ${table}`).iterate()) {
    if (mine.includes(row['name'])) continue
    const isReady = stream.write(`${Object.values(row).map(copied).join('\t')}\n`)
    if (!isReady) await new Promise((resolve) => stream.once('drain', resolve))
  }
  stream.end()
  await ended
}

/** A value as the text format of `copy` has it. */
function copied(value: unknown): string {
  if (value === null) return '\\N'
  return String(value).replace(/[\\\t\n\r]/g, (one) => ESCAPED[one] ?? one)
}

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
