import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import type { Store } from '../../src/core/store.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { openDriver } from '../../src/store/open.ts'
import { folder, run, urlIn } from '../process.ts'
import { type Installation, newInstallation } from './command.ts'

const TABLES = ['directory', 'ledger', 'groups', 'member', 'person', 'event', 'token', 'account']

/** All rows of a database file; of its events those up to a sequence. */
function rowsOf(file: string, last = Number.MAX_SAFE_INTEGER): unknown[] {
  const database = new DatabaseSync(file)
  try {
    return TABLES.map((table) => {
      const where = table === 'event' ? `where sequence <= ${last}` : ''
      return database.prepare(`select * from ${table} ${where} order by 1, 2, 3`).all()
    })
  } finally {
    database.close()
  }
}

async function digestOf(file: string): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(rowsOf(file)))
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex()
}

async function namesIn(path: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name).sort()
}

/** A database with one directory and some groups with phones. */
async function fill(store: Store, count: number): Promise<void> {
  const { id } = await createDirectory(store, { name: 'one' })
  const principal = operator(id, 'test')
  for (let at = 0; at < count; at++) {
    await createGroup(store, principal, { name: `group ${at}` }, {
      add: [{ kind: 'phone', name: '+49 151 1' }],
    })
  }
}

/** Adds groups to the running server, several at once, until it is told to stop; gives how many were acknowledged. */
function loading(url: string, token: string): { stop: () => Promise<number> } {
  const headers = {
    'x-lox24-auth-token': token,
    accept: 'application/json',
    'content-type': 'application/json',
  }
  let isOver = false
  const one = async () => {
    let made = 0
    while (!isOver) {
      const answer = await fetch(`${url}/groups`, { method: 'POST', headers, body: '{"name":"new"}' })
      await answer.body?.cancel()
      assert.equal(answer.status, 201)
      made++
    }
    return made
  }
  const all = Array.from({ length: 8 }, one)
  return {
    async stop() {
      isOver = true
      return (await Promise.all(all)).reduce((sum, made) => sum + made, 0)
    },
  }
}

Deno.test('cli: backs a database up while a server writes, and restores it elsewhere', async () => {
  await using installation = await newInstallation()
  await using server = run('start', installation.data)
  const out = await server.until('"event":"listening"')
  const load = loading(urlIn(out), /LOX24 token +(\S+)/.exec(out)?.[1] ?? '')
  const backups: string[] = []
  for (let at = 0; at < 3; at++) {
    const made = await installation.json(['database', 'backup'])
    backups.push(String(made('file')))
    assert.ok(Number(made('totals.groups')) > 0)
  }
  const acknowledged = await load.stop()
  server.child.kill('SIGTERM')
  await server.ended()
  assert.ok(acknowledged > 0)
  for (const backup of backups) {
    await using elsewhere = await newInstallation()
    const env = { MUSTER_FILES: installation.data }
    const restored = await elsewhere.json(['database', 'restore', backup], { env })
    assert.equal(restored('kept'), null)
    assert.equal(await digestOf(`${elsewhere.data}/muster.db`), await digestOf(backup))
    const driver = openDriver(elsewhere.database)
    assert.deepEqual(await checkDirectory(driver, 1), [])
    await driver.close()
    // What the backup holds is how the database was at one moment.
    const events = rowsOf(backup)[TABLES.indexOf('event')]
    assert.ok(Array.isArray(events))
    assert.deepEqual(rowsOf(`${installation.data}/muster.db`, events.length)[TABLES.indexOf('event')], events)
  }
})

Deno.test('cli: a backup is one whole file that nobody else may read', async () => {
  await using installation = await newInstallation()
  await fill(await installation.open(), 3)
  const { code, stdout, stderr } = await installation.muster(['database', 'backup'])
  assert.deepEqual([code, stderr], [0, ''])
  assert.match(stdout, /1 directory, 5 groups, 0 people, 0 things, 3 memberships, 3 events\.$/m)
  const [name = '', ...others] = await namesIn(`${installation.data}/backups`)
  assert.match(name, /^muster-\d{4}-\d\d-\d\dT[\d-]+\.\d+Z\.db$/)
  assert.deepEqual(others, [])
  const { mode } = await Deno.stat(`${installation.data}/backups/${name}`)
  assert.equal((mode ?? 0) & 0o777, 0o600)
})

Deno.test('cli: writes a backup where it is told to, and overwrites nothing unasked', async () => {
  await using installation = await newInstallation()
  await using files = await folder()
  await fill(await installation.open(), 1)
  const env = { MUSTER_FILES: files.path }
  const file = `${files.path}/one.db`
  await installation.json(['database', 'backup', file], { env })
  const taken = await installation.refused(['database', 'backup', file], { env })
  assert.deepEqual([taken.exit, taken.code], [4, 'conflict'])
  assert.match(taken.message, /is there already; --force overwrites it\.$/)
  await installation.json(['database', 'backup', file, '--force'], { env })
  for (
    const [target, code, says] of [
      [`${installation.data}/muster.db`, 'conflict', /is the database itself/],
      [files.path, 'invalid', /is no file/],
      [`${files.path}/no/one.db`, 'not_found', /There is no folder/],
      ['/tmp/muster-elsewhere.db', 'unavailable', /in MUSTER_DATA or in MUSTER_FILES\.$/],
    ] as const
  ) {
    const refusal = await installation.refused(['database', 'backup', target, '--force'], { env })
    assert.equal(refusal.code, code)
    assert.match(refusal.message, says)
  }
  assert.deepEqual(await namesIn(files.path), ['one.db'])
})

Deno.test('cli: restores a backup, keeps what was there, and can restore that too', async () => {
  await using installation = await newInstallation()
  const store = await installation.open()
  await fill(store, 2)
  const backup = String((await installation.json(['database', 'backup']))('file'))
  await createGroup(store, operator(1, 'test'), { name: 'later' })
  await store.close()
  const later = await digestOf(`${installation.data}/muster.db`)
  const { code, stdout } = await installation.muster(['database', 'restore', backup])
  assert.equal(code, 0)
  const kept = /What was there is kept as (.*)\.$/m.exec(stdout)?.[1] ?? ''
  assert.equal(await digestOf(`${installation.data}/muster.db`), await digestOf(backup))
  assert.equal(await digestOf(kept), later)
  await installation.json(['database', 'restore', kept])
  assert.equal(await digestOf(`${installation.data}/muster.db`), later)
})

Deno.test('cli: keeps what a killed server left in the log beside the database', async () => {
  await using installation = await newInstallation()
  await using server = run('start', installation.data)
  await server.until('"event":"listening"')
  const backup = String((await installation.json(['database', 'backup']))('file'))
  await installation.json(['group', 'list'])
  await installation.json(['directory', 'create', '--name', 'later'])
  server.child.kill('SIGKILL')
  await server.ended()
  assert.ok((await Deno.stat(`${installation.data}/muster.db-wal`)).size > 0)
  const restored = await installation.json(['database', 'restore', backup])
  const names = (file: string) => (rowsOf(file)[0] as { name: string }[]).map(({ name }) => name)
  assert.ok(names(String(restored('kept'))).includes('later'))
  assert.ok(!names(`${installation.data}/muster.db`).includes('later'))
})

Deno.test('cli: does not restore under a running server, or under another command', async () => {
  await using installation = await newInstallation()
  await using server = run('start', installation.data)
  await server.until('"event":"listening"')
  const backup = String((await installation.json(['database', 'backup']))('file'))
  const running = await installation.refused(['database', 'restore', backup])
  assert.deepEqual([running.exit, running.code], [4, 'conflict'])
  assert.match(running.message, /server is running on the data in/)
  server.child.kill('SIGTERM')
  await server.ended()
  const reading = new DatabaseSync(`${installation.data}/muster.db`)
  reading.exec('begin; select * from directory')
  const used = await installation.refused(['database', 'restore', backup])
  reading.close()
  assert.deepEqual([used.exit, used.code], [4, 'conflict'])
  assert.match(used.message, /^Another process uses/)
  assert.deepEqual((await namesIn(installation.data)).filter((name) => name.includes('restoring')), [])
  await installation.json(['database', 'restore', backup])
})

Deno.test('cli: refuses to restore what is damaged, newer, or no database of Muster', async () => {
  await using installation = await newInstallation()
  await fill(await installation.open(), 200)
  const backup = String((await installation.json(['database', 'backup']))('file'))
  const before = await digestOf(`${installation.data}/muster.db`)
  const bad = await badFiles(installation, backup)
  for (const [name, [file, code, says]] of Object.entries(bad)) {
    const refusal = await installation.refused(['database', 'restore', file])
    assert.equal(refusal.code, code, name)
    assert.match(refusal.message, says, name)
    assert.equal(await digestOf(`${installation.data}/muster.db`), before, name)
  }
  const left = (await namesIn(installation.data)).filter((name) => /restoring|before/.test(name))
  assert.deepEqual(left, [])
})

type Bad = readonly [file: string, code: string, says: RegExp]

async function badFiles({ data }: Installation, backup: string): Promise<Record<string, Bad>> {
  const bytes = await Deno.readFile(backup)
  const write = async (name: string, content: Uint8Array | string): Promise<string> => {
    await Deno.writeFile(
      `${data}/${name}`,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    )
    return `${data}/${name}`
  }
  const overwritten = bytes.slice()
  for (let at = 40_000; at < overwritten.length; at += 9000) overwritten.fill(0x5a, at, at + 3000)
  const newer = await write('newer.db', bytes)
  const other = `${data}/other.db`
  for (
    const [file, sql] of [[newer, `update installation set value = '99' where name = 'schema'`], [
      other,
      'create table t (a)',
    ]] as const
  ) {
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
  }
  const damaged = /is damaged or no database \(.+\); nothing was changed\.$/
  const foreign = /is not a database of Muster; nothing was changed\.$/
  return {
    'overwritten bytes': [await write('overwritten.db', overwritten), 'unprocessable', damaged],
    'a file cut short': [await write('short.db', bytes.slice(0, bytes.length / 2)), 'unprocessable', damaged],
    'a text': [await write('text.db', 'this is a text and not a database'), 'unprocessable', damaged],
    'an empty file': [await write('empty.db', ''), 'unprocessable', foreign],
    'another database': [other, 'unprocessable', foreign],
    'a newer schema': [newer, 'newer_database', /written by a newer Muster/],
    'no file': [`${data}/none.db`, 'not_found', /There is no file/],
    'itself': [`${data}/muster.db`, 'conflict', /is the database itself/],
  }
}

Deno.test('cli: restores over a database that is damaged, and keeps it as it is', async () => {
  await using installation = await newInstallation()
  const store = await installation.open()
  await fill(store, 2)
  const backup = String((await installation.json(['database', 'backup']))('file'))
  await store.close()
  await Deno.writeTextFile(`${installation.data}/muster.db`, 'what was a database once')
  const restored = await installation.json(['database', 'restore', backup])
  assert.equal(await Deno.readTextFile(String(restored('kept'))), 'what was a database once')
  assert.equal(await digestOf(`${installation.data}/muster.db`), await digestOf(backup))
})

Deno.test('cli: a restore that is killed leaves the old database or the new one', async () => {
  await using installation = await newInstallation()
  const store = await installation.open()
  await fill(store, 50)
  const backup = String((await installation.json(['database', 'backup']))('file'))
  await createGroup(store, operator(1, 'test'), { name: 'later' })
  await store.close()
  const file = `${installation.data}/muster.db`
  const copy = `${installation.data}/copy.db`
  await Deno.copyFile(file, copy)
  const either = [await digestOf(copy), await digestOf(backup)]
  for (let round = 0; round < 8; round++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ['run', '--no-check', '-A', 'src/cli/main.ts', 'database', 'restore', round % 2 ? copy : backup],
      cwd: new URL('../../', import.meta.url).pathname,
      env: { MUSTER_DATA: installation.data },
      stdout: 'null',
      stderr: 'null',
    }).spawn()
    const timer = setTimeout(() => child.kill('SIGKILL'), 120 + round * 20)
    await child.status
    clearTimeout(timer)
    assert.ok(either.includes(await digestOf(file)), `round ${round}`)
  }
})
