import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { lox24Traffic } from '../../torture/lox24.ts'
import { newRandom } from '../../torture/random.ts'
import { torture } from '../../torture/rounds.ts'
import { Broken, type Traffic } from '../../torture/traffic.ts'
import { wrongIn } from '../../torture/verifier.ts'
import { folder } from '../process.ts'
import { openScene, pause, type Scene } from './scene.ts'

const rounds = 40

Deno.test(`faults: a server killed ${rounds} times loses nothing acknowledged and leaves nothing half done`, async () => {
  await using data = await folder()
  const seed = crypto.randomUUID().slice(0, 8)
  console.log(`torture: seed ${seed}`)
  const traffic = lox24Traffic
  const totals = await torture({ seed, from: 0, rounds, folder: data.path, traffic, onRound: () => {} })
  assert.equal(totals.rounds, rounds)
  assert.ok(totals.acknowledged > 5 * rounds, `${totals.acknowledged} acknowledged writes`)
})

const inLive = `group_number in (select number from groups where state = 'live')`

/** What the verifiers must find, done to a database behind the server's back. */
const DAMAGES: readonly (readonly [name: string, sql: string])[] = [
  ['a lost change', `update groups set name = 'other' where state = 'live' and builtin = ''`],
  [
    'a lost phone',
    `delete from member where id = (select max(id) from member where until = 0 and ${inLive})`,
  ],
  [
    'a change that was refused',
    `insert into member select directory_id, 1e9, since, 0, 'live', group_number, 'phone', null, 0, '+4915', '+4915',
       1e9, 1e9, '{}', null, null from member where until = 0 and ${inLive} limit 1`,
  ],
  [
    'a lost group',
    `update groups set state = 'trashed' where number = (select max(number) from groups
     where state = 'live' and builtin = '')`,
  ],
]

async function loadedScene(seed: string): Promise<{ scene: Scene; traffic: Traffic }> {
  const scene = await openScene()
  const traffic = lox24Traffic({ random: newRandom(seed), clients: 4 })
  const stop = new AbortController()
  const ended = traffic.run({ url: scene.url, signal: stop.signal })
  await pause(300)
  stop.abort()
  await ended
  return { scene, traffic }
}

for (const [name, sql] of DAMAGES) {
  Deno.test(`faults: the torture finds ${name}`, async () => {
    const { scene, traffic } = await loadedScene(name)
    await using _ = scene
    await traffic.verify(scene.url)
    const file = `${scene.data}/muster.db`
    assert.deepEqual(await wrongIn(`sqlite:${file}`), [])
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
    await assert.rejects(traffic.verify(scene.url), Broken)
  })
}

Deno.test('faults: the same seed makes the same choices', () => {
  const choices = (seed: string) =>
    Array.from({ length: 20 }, ((random) => () => random.below(1000))(newRandom(seed)))
  assert.deepEqual(choices('a'), choices('a'))
  assert.notDeepEqual(choices('a'), choices('b'))
})
