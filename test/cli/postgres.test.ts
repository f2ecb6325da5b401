import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { MIGRATIONS } from '../../src/store/migrate.ts'
import { newPostgresDatabase, rowsOf, runScript } from '../databases.ts'
import { missingPostgres } from '../postgres.ts'
import { ROOT, run } from '../process.ts'
import { type Installation, newInstallation, newInstallationOn } from './command.ts'

/** Registers a test of commands on an empty PostgreSQL database. */
function onPostgres(name: string, work: (installation: Installation) => Promise<void>): void {
  Deno.test({
    name: `cli on postgres: ${name}`,
    ignore: missingPostgres !== undefined,
    async fn() {
      const place = await newPostgresDatabase({ empty: true })
      try {
        await using installation = await newInstallationOn(place.address)
        await work(installation)
      } finally {
        await place.remove()
      }
    },
  })
}

async function fill(installation: Installation): Promise<void> {
  const store = await installation.open()
  for (const name of ['one', 'two']) {
    const { id } = await createDirectory(store, { name })
    for (const group of ['a', 'b']) {
      const add = [{ kind: 'person', ref: { number: 1 } } as const]
      await createGroup(store, operator(id, 'test'), { name: group }, { add })
    }
  }
}

const newest = MIGRATIONS.length

onPostgres('says that there is no database yet, makes one, and says so', async (installation) => {
  for (const args of [['group', 'list'], ['account', 'list'], ['database', 'check']]) {
    const { exit, code, message } = await installation.refused(args)
    assert.deepEqual([exit, code], [5, 'no_database'])
    assert.match(message, /^There is no database at postgres:.* yet: .*"muster directory create"/)
  }
  const { database } = installation
  assert.match(
    (await installation.muster(['database', 'status'])).stdout,
    /^schema +0; this Muster needs \d+: run/m,
  )
  assert.deepEqual((await installation.json(['database', 'migrate']))(''), { database, from: 0, to: newest })
  const again = await installation.muster(['database', 'migrate'])
  assert.match(again.stdout, new RegExp(`has schema ${newest} already\\.\n$`))
})

onPostgres('shows where it is, its size and the totals of each directory', async (installation) => {
  await fill(installation)
  const status = await installation.json(['database', 'status'])
  assert.deepEqual([status('database'), status('schema')], [installation.database, newest])
  assert.ok(Number(status('bytes')) > 1_000_000)
  assert.deepEqual(status('directories.1.groups'), 2)
})

onPostgres('leaves backups to the tools of PostgreSQL, and says which', async (installation) => {
  await fill(installation)
  for (
    const [args, says] of [
      [['database', 'backup'], /pg_dump or pg_basebackup\. "muster database copy --to sqlite:<file>"/],
      [['database', 'restore', 'x.db'], /pg_restore or psql\. "muster database copy --from sqlite:<file>"/],
    ] as const
  ) {
    const { exit, code, message } = await installation.refused(args)
    assert.deepEqual([exit, code], [4, 'unprocessable'])
    assert.match(message, says)
  }
  assert.deepEqual(await Array.fromAsync(Deno.readDir(installation.data)), [])
})

onPostgres('a check finds what is wrong, and a repair mends it', async (installation) => {
  await fill(installation)
  await installation.json(['token', 'create', '--purpose', 'lox24', '--name', 'x', '--directory', 'two'])
  assert.match(
    (await installation.muster(['database', 'check'])).stdout,
    /^Nothing is wrong in 2 directories\./,
  )
  await runScript(installation.database, 'update groups set people = 5 where number = 1')
  const found = await installation.muster(['database', 'check'])
  assert.equal(found.code, 4)
  assert.match(found.stdout, /^Directory two: group 1 counts 5 members of kind person, and has 1\.$/m)
  assert.equal((await installation.json(['database', 'check', '--repair']))('mended'), 2)
  await runScript(installation.database, 'delete from directory where directory_id = 2')
  const { stdout } = await installation.muster(['database', 'check', '--json'])
  const messages: string[] = JSON.parse(stdout).findings.map((one: { message: string }) => one.message)
  for (const table of ['ledger', 'groups', 'member', 'person', 'event']) {
    assert.ok(messages.some((one) => one.startsWith(`the table ${table} has rows of a directory`)), table)
  }
  assert.ok(messages.some((one) => /^the token [0-9a-f]{8} is of a directory that does not exist$/.test(one)))
})

onPostgres('exports and imports, and a dry run changes nothing', async (installation) => {
  await fill(installation)
  const file = `${installation.data}/one.ndjson`
  await installation.json(['export', '--directory', 'one', file])
  await installation.json(['directory', 'create', '--name', 'copy'])
  const before = await rowsOf(installation.database, 'select * from event order by 1, 2')
  const dry = await installation.json(['import', '--dry-run', '--directory', 'copy', file])
  assert.deepEqual([dry('way'), dry('dryRun'), dry('refused')], ['restore', true, 0])
  assert.deepEqual(await rowsOf(installation.database, 'select * from event order by 1, 2'), before)
  assert.deepEqual((await Array.fromAsync(Deno.readDir(installation.data))).map(({ name }) => name), [
    'one.ndjson',
  ])
  const real = await installation.json(['import', '--directory', 'copy', file])
  assert.deepEqual([real('way'), real('made')], ['restore', dry('made')])
  assert.deepEqual((await installation.json(['group', 'list', '--directory', 'copy']))('total'), 2)
})

onPostgres('a dry run into a database that is not there yet makes none', async (installation) => {
  const line = '{"group":{"name":"x"}}\n'
  const header = '{"muster":1,"directory":{"name":"one"}}\n'
  const { code, stderr } = await installation.muster(['import', '--dry-run'], { stdin: header + line })
  assert.ok(code === 0 || code === 4, stderr)
  const { code: status } = await installation.refused(['group', 'list'])
  assert.equal(status, 'no_database')
})

onPostgres('two servers run on one database, with one folder', async (installation) => {
  const env = { MUSTER_DATABASE: installation.database }
  await using first = run('start', installation.data, env)
  await first.until('"event":"listening"')
  await using second = run('start', installation.data, env)
  await second.until('"event":"listening"')
  assert.equal((await installation.json(['database', 'status']))('directories.0.name'), 'main')
})

Deno.test('cli: gives up the network where the database is a file', async () => {
  await using installation = await newInstallation()
  const program = `import { performOnDatabase } from '${ROOT}src/cli/perform.ts'
    for (const others of [['postgres://a@127.0.0.1/b'], ['sqlite:x.db'], []]) {
      await performOnDatabase(() => true)(async () => {
        console.log((await Deno.permissions.query({ name: 'net' })).state)
        return null
      }, others)
    }`
  const file = `${installation.data}/program.ts`
  await Deno.writeTextFile(file, program)
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      'run',
      '--quiet',
      '--no-check',
      '--no-prompt',
      `--config=${ROOT}deno.json`,
      '--allow-net',
      '--allow-env',
      '--allow-read',
      file,
    ],
    env: { MUSTER_DATA: installation.data, MUSTER_DATABASE: '', MUSTER_CONFIG: '', NO_COLOR: '1' },
  })
  const { stdout, stderr } = await child.output()
  const [given, taken, still] = new TextDecoder().decode(stdout).trim().split('\n')
  assert.equal(given, 'granted', new TextDecoder().decode(stderr))
  assert.ok(taken !== 'granted' && still !== 'granted', `${taken}, ${still}`)
})
