import assert from 'node:assert/strict'
import { newPostgresDatabase, runScript } from '../databases.ts'
import { missingPostgres } from '../postgres.ts'
import { folder, run } from '../process.ts'
import { newInstallationOn } from './command.ts'

Deno.test({
  name: 'cli on postgres: a server says in one sentence that it can only read',
  ignore: missingPostgres !== undefined,
  async fn() {
    const place = await newPostgresDatabase()
    const name = new URL(place.address).pathname.slice(1)
    await runScript(place.address, `alter database ${name} set default_transaction_read_only = on`)
    await using data = await folder()
    await using server = run('start', data.path, { MUSTER_DATABASE: place.address })
    const { code, error } = await server.ended()
    await place.remove()
    assert.equal(code, 1)
    assert.match(
      error,
      /^muster: PostgreSQL at .* is a standby and cannot be written; name the primary instead\n$/,
    )
  },
})

/** A port of the loopback at which nobody answers. */
function silentPort(): number {
  using listener = Deno.listen({ hostname: '127.0.0.1', port: 0 })
  return listener.addr.port
}

/** An address with a password, changed in one part. */
function changed(address: string, change: (url: URL) => void): string {
  const url = new URL(address)
  url.password = 'top-secret'
  change(url)
  return url.href
}

/** What keeps a PostgreSQL from being used, made of the address of an empty database. */
const CASES: readonly {
  readonly name: string
  readonly make: (address: string, own: string) => Promise<string> | string
  readonly says: RegExp
}[] = [
  {
    name: 'nobody answers',
    make: (address) => changed(address, (url) => url.port = String(silentPort())),
    says: /no PostgreSQL is running at 127\.0\.0\.1:\d+; start it, or correct MUSTER_DATABASE/i,
  },
  {
    name: 'there is no such database',
    make: (address, own) => changed(address, (url) => url.pathname = `/${own}`),
    says: /PostgreSQL at 127\.0\.0\.1:\d+ has no database t\w+; make it with "createdb t\w+", or correct/,
  },
  {
    name: 'there is no such user',
    make: (address, own) => changed(address, (url) => url.username = own),
    says:
      /PostgreSQL at 127\.0\.0\.1:\d+ does not let the user t\w+ into the database t\w+; see its pg_hba\.conf/,
  },
  {
    name: 'its texts are not Unicode',
    async make(address, own) {
      await runScript(
        address,
        `create database ${own} encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'`,
      )
      return changed(address, (url) => url.pathname = `/${own}`)
    },
    says: /database t\w+ at .* has the encoding LATIN1, and Muster needs UTF8; make it with "createdb/,
  },
  {
    name: 'the user may make no tables',
    async make(address, own) {
      await runScript(address, `create user ${own}`)
      return changed(address, (url) => url.username = own)
    },
    says: /user t\w+ may not make or use tables in the database t\w+; grant it "create"/,
  },
  {
    name: 'a newer Muster has written it',
    async make(address) {
      await runScript(address, 'create table installation (name text, value text, until bigint)')
      await runScript(address, `insert into installation values ('schema', '99', null)`)
      return changed(address, () => {})
    },
    says:
      /The database has schema 99, written by a newer Muster; this one knows \d+\. Start the newer version/,
  },
  {
    name: 'it is no address',
    make: () => 'postgres://user:top-secret@ss@host:x/database',
    says: /MUSTER_DATABASE must be postgres:\/\/user:password@host:5432\/database, with %40 for @/,
  },
]

for (const { name, make, says } of CASES) {
  Deno.test({
    name: `cli on postgres: a command and a server say in one sentence that ${name}`,
    ignore: missingPostgres !== undefined,
    async fn() {
      const place = await newPostgresDatabase({ empty: true })
      const own = `t${crypto.randomUUID().replaceAll('-', '')}`
      try {
        const database = await make(place.address, own)
        await using installation = await newInstallationOn(database)
        const { exit, message } = await installation.refused(['database', 'migrate'])
        assert.equal(exit, 5, message)
        await using server = run('start', installation.data, { MUSTER_DATABASE: database })
        const { code, out, error } = await server.ended()
        assert.deepEqual([code, out], [1, ''])
        for (const text of [message, error]) {
          assert.match(text, says)
          assert.equal(text.trim().split('\n').length, 1)
          assert.ok(!text.includes('top-secret'), text)
        }
      } finally {
        await runScript(place.address, `drop database if exists ${own}`)
        await place.remove()
        const other = await newPostgresDatabase({ empty: true })
        await runScript(other.address, `drop user if exists ${own}`).finally(() => other.remove())
      }
    },
  })
}
