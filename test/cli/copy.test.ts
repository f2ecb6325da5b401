import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { newPostgresDatabase, rowsOf, runScript } from '../databases.ts'
import { missingPostgres } from '../postgres.ts'
import { run } from '../process.ts'
import { phone, range } from '../store/suite.ts'
import { until } from '../support.ts'
import { type Installation, newInstallation, start } from './command.ts'

/** Registers a test that needs a PostgreSQL. */
function withPostgres(name: string, work: (installation: Installation, postgres: string) => Promise<void>) {
  const ignore = missingPostgres !== undefined
  Deno.test({
    name: `cli: ${name}`,
    ignore,
    async fn() {
      await using installation = await newInstallation()
      const place = await newPostgresDatabase({ empty: true })
      try {
        await work(installation, place.address)
      } finally {
        await place.remove()
      }
    },
  })
}

/** A database with a directory, and so many groups of a thousand phones. */
async function fill(installation: Installation, groups: number): Promise<void> {
  const store = await installation.open()
  const { id } = await createDirectory(store, { name: 'one' })
  for (const at of range(groups)) {
    const add = range(1000).map((number) => phone(`+49 151 ${at} ${number}`))
    await createGroup(store, operator(id, 'test'), { name: `group ${at}` }, { add })
  }
}

withPostgres('copies a database to PostgreSQL, and from there into a new file', async (one, postgres) => {
  await fill(one, 2)
  const { code, stdout, stderr } = await one.muster(['database', 'copy', '--to', postgres])
  assert.deepEqual([code, stderr], [0, ''])
  assert.match(
    stdout,
    /^postgres:.* holds what sqlite:.* holds: 1 directory, 4 groups, 0 people, 0 things, 2,000 memberships, 2 events; /,
  )
  assert.match(stdout, /; 2,0\d\d rows in 15 tables, the same on both sides\.\n$/)
  const file = `sqlite:${one.data}/deeper/back.db`
  const back = await one.json(['database', 'copy', '--from', postgres, '--to', file])
  assert.deepEqual([back('from'), back('to'), back('way'), back('behind')], [postgres, file, 'new', false])
  assert.deepEqual(back('totals.members'), 2000)
  for (const select of ['select * from member order by id', 'select * from groups order by number']) {
    assert.deepEqual(await rowsOf(file, select), await rowsOf(one.database, select))
  }
  const { mode } = await Deno.stat(`${one.data}/deeper/back.db`)
  assert.equal((mode ?? 0) & 0o777, 0o600)
})

for (const way of ['into PostgreSQL', 'into a file'] as const) {
  withPostgres(`a copy ${way} that is killed goes on where it stopped`, async (installation, postgres) => {
    await fill(installation, 15)
    const file = `sqlite:${installation.data}/back.db`
    const both = way === 'into a file'
    if (both) await installation.json(['database', 'copy', '--to', postgres])
    const sides = both ? ['--from', postgres, '--to', file] : ['--to', postgres]
    const target = both ? file : postgres
    const child = start(installation.data, ['database', 'copy', ...sides])
    const marks = () => rowsOf(target, `select value from installation where name = 'copy'`).catch(() => [])
    await until(async () => Number(/"rows":(\d+)/.exec((await marks())[0]?.[0] ?? '')?.[1]) > 1000)
    child.kill('SIGKILL')
    await Promise.all([child.output(), child.stdin.close().catch(() => {})])
    const there = Number((await rowsOf(target, 'select count(*) from member'))[0]?.[0])
    assert.ok(there > 1000 && there < 15_000, `${there} members were there`)
    const env = { MUSTER_DATABASE: target }
    for (const args of [['group', 'list'], ['database', 'migrate'], ['database', 'check']]) {
      const { exit, code, message } = await installation.refused(args, { env })
      assert.deepEqual([exit, code], [4, 'conflict'])
      assert.match(message, /^The database holds a copy that is not finished; give the same .* again/)
    }
    const resumed = await installation.muster(['database', 'copy', ...sides])
    assert.equal(resumed.code, 0, resumed.stderr)
    assert.match(resumed.stdout, /^The copy that was interrupted went on where it had stopped\.$/m)
    assert.match(resumed.stdout, /15,000 memberships, 15 events; 15,\d\d\d rows in 15 tables, the same/)
    assert.equal((await installation.json(['database', 'check'], { env }))('total'), 0)
  })
}

withPostgres('a server does not start on a copy that is not finished', async (installation, postgres) => {
  await installation.json(['database', 'migrate'], { env: { MUSTER_DATABASE: postgres } })
  await runScript(postgres, `insert into installation values ('copy', '{}', null)`)
  await using server = run('start', installation.data, { MUSTER_DATABASE: postgres })
  const { code, error } = await server.ended()
  assert.equal(code, 1)
  assert.match(error, /^muster: the database holds a copy that is not finished; give the same/)
})

Deno.test('cli: copies a file into another, and says what it does not copy', async () => {
  await using installation = await newInstallation()
  await fill(installation, 1)
  const other = `sqlite:${installation.data}/other.db`
  assert.equal((await installation.json(['database', 'copy', '--to', other]))('totals.groups'), 3)
  const refusals = [
    [['--to', other], 4, 'conflict', /^The database to copy into is not empty; name one that is\.$/],
    [[], 2, 'usage', /^Say with --to where to copy the database, or with --from which one to copy\.$/],
    [['--to', installation.database], 2, 'usage', /is where to copy from and where to; name another one\.$/],
    [['--to', 'muster.db'], 2, 'usage', /must be sqlite: and the path of a file, or a postgres:\/\/ address/],
    [
      ['--from', `sqlite:${installation.data}/none.db`, '--to', other],
      5,
      'no_database',
      /^There is no database/,
    ],
    [['--to', 'sqlite:/tmp/muster-elsewhere/x.db'], 5, 'unavailable', /in MUSTER_DATA or in MUSTER_FILES\.$/],
  ] as const
  for (const [args, exit, code, says] of refusals) {
    const refusal = await installation.refused(['database', 'copy', ...args])
    assert.deepEqual([refusal.exit, refusal.code], [exit, code], args.join(' '))
    assert.match(refusal.message, says)
  }
})

Deno.test('cli: copies what a server that runs has, and says that it is behind', async () => {
  await using installation = await newInstallation()
  await fill(installation, 5)
  await using server = run('start', installation.data)
  await server.until('"event":"listening"')
  const store = await installation.open()
  let isOver = false
  const writing = (async () => {
    while (!isOver) {
      await createGroup(store, operator(1, 'test'), { name: 'more' })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  const other = `sqlite:${installation.data}/other.db`
  const copied = await installation.muster(['database', 'copy', '--to', other]).finally(() => isOver = true)
  await writing
  assert.equal(copied.code, 0, copied.stderr)
  assert.match(copied.stdout, /^Meanwhile sqlite:.* was written to: .* stop the servers and copy again/m)
  const env = { MUSTER_DATABASE: other }
  assert.equal((await installation.json(['database', 'check'], { env }))('total'), 0)
})
