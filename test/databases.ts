import { DatabaseSync } from 'node:sqlite'
import postgres from 'postgres'
import { migrate } from '../src/store/migrate.ts'
import { openDriver } from '../src/store/open.ts'
import { emptied, schemaOf } from './emptied.ts'
import { type Cluster, startCluster } from './postgres.ts'

/** A database of a test's own. */
export interface TestDatabase {
  /** Its address, as `MUSTER_DATABASE` takes it. */
  readonly address: string
  /** Takes it away. */
  remove(): Promise<void>
}

/** The name of the database that all others of a run are copied from. */
const template = 'migrated'

/** The database that this run of the tests stands on, where a test does not ask for one. */
export function testedDatabase(): 'sqlite' | 'postgres' {
  return Deno.env.get('MUSTER_TEST_DATABASE') === 'postgres' ? 'postgres' : 'sqlite'
}

/** A new database; with the newest schema unless it is to be empty, or lies in a file and is to make it itself. */
export async function newDatabase(
  name: 'sqlite' | 'postgres',
  options: { readonly empty?: boolean } = {},
): Promise<TestDatabase> {
  return name === 'sqlite' ? await newFile() : await newPostgresDatabase(options)
}

async function newFile(): Promise<TestDatabase> {
  const folder = await Deno.makeTempDir({ prefix: 'muster-store-' })
  return {
    address: `sqlite:${folder}/muster.db`,
    remove: () => Deno.remove(folder, { recursive: true }),
  }
}

/**
 * A database on the PostgreSQL of this test run, with the newest schema unless it is to be empty. The first test file
 * that asks starts that PostgreSQL; it ends with the run. One with a schema may have served other tests, and is as new.
 */
export async function newPostgresDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const shared = await (sharing ??= sharedCluster())
  const name = (empty ? undefined : await takeLeft(shared)) ??
    await create(shared, empty ? 'template0' : template)
  return {
    address: `${shared.address}${name}`,
    remove: () => empty ? drop(shared, name) : leave(shared, name),
  }
}

/** A connection behind the program's back. */
export interface Direct extends AsyncDisposable {
  /** Runs statements without values. On SQLite foreign keys are not looked at. */
  run(statements: string): Promise<void>
  /** The rows of a select, each as its values. */
  rows(select: string): Promise<unknown[][]>
}

/** Opens a connection behind the program's back. */
export function direct(address: string): Direct {
  return address.startsWith('sqlite:')
    ? directSqlite(address.slice('sqlite:'.length))
    : directPostgres(address)
}

function directSqlite(path: string): Direct {
  const sql = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  return {
    run: (statements) => Promise.resolve(sql.exec(statements)),
    rows: (select) => Promise.resolve(sql.prepare(select).all().map((row) => Object.values(row))),
    [Symbol.asyncDispose]: () => Promise.resolve(sql.close()),
  }
}

function directPostgres(address: string): Direct {
  const sql = postgres(address, { max: 1, fetch_types: false, onnotice() {} })
  return {
    run: async (statements) => void await sql.unsafe(statements),
    rows: async (select) =>
      Array.from<unknown[], unknown[]>(await sql.unsafe(select).values(), (row) => [...row]),
    [Symbol.asyncDispose]: () => sql.end(),
  }
}

/** Runs statements behind the program's back. */
export async function runScript(address: string, statements: string): Promise<void> {
  await using sql = direct(address)
  await sql.run(statements)
}

/** The rows of a select behind the program's back, each as the texts of its values. */
export async function rowsOf(address: string, select: string): Promise<string[][]> {
  await using sql = direct(address)
  return (await sql.rows(select)).map((row) => row.map(String))
}

/** What the files of a run share: they are threads of one process. */
interface Shared {
  /** The beginning of the addresses of its databases. */
  readonly address: string
  /** What `schemaOf` gives of a migrated one. */
  readonly schema: unknown
  /** Where the names of those lie that are free again, each as an empty file. */
  readonly left: string
}

let sharing: Promise<Shared> | undefined

async function create({ address }: Shared, from: string): Promise<string> {
  const name = `t${crypto.randomUUID().replaceAll('-', '')}`
  await runScript(`${address}postgres`, `create database ${name} template ${from} strategy file_copy`)
  return name
}

function drop({ address }: Shared, name: string): Promise<void> {
  return runScript(`${address}postgres`, `drop database if exists ${name} with (force)`)
}

/** The name of a database that is free again; of two who want the same, one succeeds in taking its file away. */
async function takeLeft({ left }: Shared): Promise<string | undefined> {
  for await (const { name } of Deno.readDir(left)) {
    if (await Deno.remove(`${left}/${name}`).then(() => true, () => false)) return name
  }
  return undefined
}

/** A new database takes ten times as long as the rows of a test take to be deleted. */
async function leave(shared: Shared, name: string): Promise<void> {
  if (await isEmptied(shared, name)) await Deno.writeTextFile(`${shared.left}/${name}`, '')
  else await drop(shared, name)
}

async function isEmptied({ address, schema }: Shared, name: string): Promise<boolean> {
  await using sql = direct(`${address}${name}`)
  return await emptied(sql, schema).catch(() => false)
}

async function sharedCluster(): Promise<Shared> {
  const folder = `${await temporary()}/muster-postgres-${Deno.pid}`
  await Deno.mkdir(folder, { recursive: true })
  using lock = await Deno.open(`${folder}/lock`, { create: true, write: true })
  await lock.lock(true)
  const known = await Deno.readTextFile(`${folder}/address`).catch(() => undefined)
  const address = known !== undefined && await answers(known) ? known : await startShared(folder)
  await using sql = direct(`${address}${template}`)
  return { address, schema: await schemaOf(sql), left: `${folder}/left` }
}

async function startShared(folder: string): Promise<string> {
  await forget(folder)
  const cluster = await startCluster({ folder })
  await prepare(cluster)
  await Deno.mkdir(`${folder}/left`)
  await Deno.writeTextFile(`${folder}/address`, cluster.address(''))
  return cluster.address('')
}

async function temporary(): Promise<string> {
  const path = await Deno.makeTempDir()
  await Deno.remove(path)
  return path.slice(0, path.lastIndexOf('/'))
}

async function answers(address: string): Promise<boolean> {
  return await runScript(`${address}postgres`, 'select 1').then(() => true, () => false)
}

/** What a run left whose whole machine went, and whose process had the number of this one. */
async function forget(folder: string): Promise<void> {
  for (const name of ['data', 'log', 'address', 'left']) {
    await Deno.remove(`${folder}/${name}`, { recursive: true }).catch(() => {})
  }
}

async function prepare(cluster: Cluster): Promise<void> {
  await runScript(cluster.address('postgres'), `create database ${template}`)
  const driver = openDriver(cluster.address(template))
  await migrate(driver)
  await driver.close()
}
