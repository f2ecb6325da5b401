import assert from 'node:assert/strict'
import { lox24Traffic } from '../../torture/lox24.ts'
import { storm } from '../../torture/storm.ts'
import { missingPostgres } from '../postgres.ts'
import { folder } from '../process.ts'

const seconds = 4

Deno.test({
  name: 'faults: two servers on one PostgreSQL, killed in turn and then with it, lose nothing acknowledged',
  ignore: missingPostgres !== undefined,
  async fn() {
    await using data = await folder()
    const seed = crypto.randomUUID().slice(0, 8)
    console.log(`storm: seed ${seed}`)
    const lines: string[] = []
    const told = (line: string) => lines.push(line)
    const totals = await storm({ seed, seconds, folder: data.path, traffic: lox24Traffic, told })
    assert.ok(totals.serverKills >= 2 && totals.databaseKills >= 1, lines.join('\n'))
    assert.ok(totals.acknowledged > 10 * seconds, lines.join('\n'))
  },
})
