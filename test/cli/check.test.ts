import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { run } from '../process.ts'
import { type Installation, newInstallation } from './command.ts'

async function fill(installation: Installation, count = 2): Promise<void> {
  const store = await installation.open()
  for (const name of ['one', 'two']) {
    const { id } = await createDirectory(store, { name })
    for (let at = 0; at < count; at++) {
      const add = [{ kind: 'person', ref: { number: 1 } } as const]
      await createGroup(store, operator(id, 'test'), { name: `group ${at}` }, { add })
    }
  }
}

function damage({ data }: Installation, sql: string): void {
  const database = new DatabaseSync(`${data}/muster.db`, { enableForeignKeyConstraints: false })
  database.exec(sql)
  database.close()
}

Deno.test('cli: a check of a database in order says so and ends with 0', async () => {
  await using installation = await newInstallation()
  await fill(installation)
  const text = await installation.muster(['database', 'check'])
  assert.deepEqual(text, { code: 0, stdout: 'Nothing is wrong in 2 directories.\n', stderr: '' })
  const found = await installation.json(['database', 'check'])
  assert.deepEqual(found(''), {
    database: installation.database,
    directories: ['one', 'two'],
    total: 0,
    mended: null,
    findings: [],
  })
})

Deno.test('cli: a check tells what is wrong and where, and ends with 4', async () => {
  await using installation = await newInstallation()
  await fill(installation)
  damage(installation, 'update groups set people = 5 where directory_id = 2 and number = 1')
  const text = await installation.muster(['database', 'check'])
  assert.equal(text.code, 4)
  assert.equal(text.stdout, 'Directory two: group 1 counts 5 members of kind person, and has 1.\n')
  assert.match(text.stderr, /^muster: 1 finding: "muster database check --repair" mends what can be mended/)
  const { code, stdout, stderr } = await installation.muster(['database', 'check', '--json'])
  assert.equal(code, 4)
  assert.deepEqual(JSON.parse(stdout).findings, [{
    directory: 'two',
    problem: 'counts',
    group: 1,
    message: 'group 1 counts 5 members of kind person, and has 1',
    mended: null,
  }])
  assert.equal(JSON.parse(stderr).error.code, 'unprocessable')
})

Deno.test('cli: a repair mends what it can, says what it cannot, and the next check is clean', async () => {
  await using installation = await newInstallation()
  await fill(installation)
  damage(installation, `update groups set people = 5 where number = 1; update ledger set live_groups = 7`)
  const mended = await installation.muster(['database', 'check', '--repair'])
  assert.deepEqual([mended.code, mended.stderr], [0, ''])
  assert.equal(mended.stdout.match(/ – mended\.$/mg)?.length, 4)
  assert.match(mended.stdout, /^4 findings in 2 directories, 4 mended\.$/m)
  assert.equal((await installation.json(['database', 'check']))('total'), 0)
  damage(installation, `update groups set labels = '[' where number = 2 and directory_id = 1`)
  const left = await installation.muster(['database', 'check', '--repair'])
  assert.equal(left.code, 4)
  assert.match(left.stdout, /group 2 has labels that cannot be read – not mended\.$/m)
  assert.match(left.stderr, /^muster: 1 finding: what is left cannot be mended without guessing\.$/m)
})

Deno.test('cli: lists a thousand findings and counts them all', async () => {
  await using installation = await newInstallation()
  await fill(installation, 600)
  damage(installation, `update groups set name_key = 'x' where builtin = ''`)
  const { code, stdout } = await installation.muster(['database', 'check', '--json'])
  const { total, findings } = JSON.parse(stdout)
  assert.deepEqual([code, total, findings.length], [4, 1200, 1000])
  const text = await installation.muster(['database', 'check'])
  assert.match(text.stdout, /^… and 200 findings more\.$/m)
  assert.equal((await installation.json(['database', 'check', '--repair']))('mended'), 1200)
})

Deno.test('cli: finds rows of directories that are not there, and accounts that nobody finds', async () => {
  await using installation = await newInstallation()
  await fill(installation)
  await installation.json(['account', 'create', 'ann', '--role', 'reader', '--directory', 'one'])
  await installation.json(['token', 'create', '--purpose', 'lox24', '--name', 'x', '--directory', 'two'])
  damage(installation, `delete from directory where directory_id = 2; update account set login_key = 'bob'`)
  const { code, stdout } = await installation.muster(['database', 'check', '--json'])
  const { findings } = JSON.parse(stdout)
  assert.equal(code, 4)
  const messages: string[] = findings.map(({ message }: { message: string }) => message)
  for (const table of ['ledger', 'groups', 'member', 'person', 'event']) {
    assert.ok(
      messages.includes(`the table ${table} has rows of a directory that does not exist (its id is 2)`),
      table,
    )
  }
  assert.ok(messages.some((one) => /^the token [0-9a-f]{8} is of a directory that does not exist$/.test(one)))
  assert.ok(messages.some((one) => /^the account ann is found by a key/.test(one)))
})

Deno.test('cli: says that a file is damaged, and does not trust its rows', async () => {
  await using installation = await newInstallation()
  await fill(installation, 300)
  await using elsewhere = await newInstallation()
  const backup = String((await installation.json(['database', 'backup']))('file'))
  const bytes = await Deno.readFile(backup)
  for (let at = 60_000; at < bytes.length; at += 20_000) bytes.fill(0x5a, at, at + 2000)
  await Deno.writeFile(`${elsewhere.data}/muster.db`, bytes)
  const { code, stdout, stderr } = await elsewhere.muster(['database', 'check', '--json'])
  assert.equal(code, 4, stderr)
  const { findings, directories } = JSON.parse(stdout)
  assert.deepEqual(directories, [])
  assert.equal(findings[0].problem, 'file')
  assert.match(JSON.parse(stderr).error.message, /the file is damaged, .*; restore a backup\.$/)
})

Deno.test('cli: checks and repairs while a server runs', async () => {
  await using installation = await newInstallation()
  await using server = run('start', installation.data)
  await server.until('"event":"listening"')
  damage(installation, 'update ledger set live_people = 3')
  assert.equal((await installation.json(['database', 'check', '--repair']))('mended'), 1)
  assert.equal((await installation.json(['database', 'check']))('total'), 0)
})
