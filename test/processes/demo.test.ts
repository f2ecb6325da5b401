import assert from 'node:assert/strict'
import { newPostgresDatabase, rowsOf } from '../databases.ts'
import { missingPostgres } from '../postgres.ts'
import { folder, run, urlIn } from '../process.ts'

Deno.test({
  name:
    'processes: the demo fills an empty PostgreSQL once, says that its data stay, and refuses one that is not empty',
  ignore: missingPostgres !== undefined,
  async fn() {
    const place = await newPostgresDatabase({ empty: true })
    try {
      const env = { MUSTER_DATABASE: place.address }
      await using data = await folder()
      await using others = await folder()
      // Two that start at once: one of them fills it.
      await using one = run('demo', data.path, env)
      await using other = run('demo', others.path, env)
      const { code, error } = await Promise.race([one.ended(), other.ended()])
      assert.equal(code, 1)
      assert.match(
        error,
        /^muster: the demo needs an empty database, and the one of MUSTER_DATABASE has directories/,
      )
      const out = await Promise.any([one, other].map((server) => server.until('"event":"listening"')))
      assert.match(out, /They stay in the database when it stops\.\n.* drop it afterwards\.\n/)
      const headers = { 'x-lox24-auth-token': '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx' }
      const response = await fetch(`${urlIn(out)}/groups/12344`, { headers })
      assert.equal((await response.json()).id, 12344)
      for (const { child } of [one, other]) {
        try {
          child.kill('SIGTERM')
        } catch {
          // It has ended.
        }
      }
      const codes = await Promise.all([one, other].map(async (server) => (await server.ended()).code))
      assert.deepEqual(codes.toSorted(), [0, 1])
      for (const { path } of [data, others]) await assert.rejects(Deno.stat(path), Deno.errors.NotFound)
      assert.equal((await rowsOf(place.address, `select 1 from groups where number = 12344`)).length, 1)
    } finally {
      await place.remove()
    }
  },
})
