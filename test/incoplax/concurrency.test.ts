import assert from 'node:assert/strict'
import type { Json } from '../../src/core/json.ts'
import { historyOf } from '../../src/core/queries.ts'
import { findGroup } from '../../src/core/queries.ts'
import {
  type Api,
  at,
  C,
  codesOf,
  contacts,
  EMPTY,
  G,
  good,
  incoplaxTest,
  listed,
  make,
  membersOf,
  operatorOf,
  opts,
} from './client.ts'

/** Every pair of a group's code and a contact's key, once from each side. */
async function pairs(api: Api): Promise<{ readonly groups: string[]; readonly contacts: string[] }> {
  const groups: string[] = []
  for (const { id, code } of listed(await api.get(G))) {
    for (const key of Object(await membersOf(api, id))) groups.push(`${code} ${key}`)
  }
  const found = listed(await api.get(C)).flatMap((one) =>
    Array.from(Object(opts(one).groups), (code) => `${code} ${one.autokey}`)
  )
  return { groups: groups.toSorted(), contacts: found.toSorted() }
}

incoplaxTest('concurrency: a hundred contacts join at once, and all are members', async (api) => {
  const ids = await contacts(api, 100)
  const { id } = await make(api, G, { name: 'g', code: 'g' })
  const answers = await Promise.all(ids.map((one) => api.patch(at(C, one), { opts: { groups: ['g'] } })))
  for (const answer of answers) assert.deepEqual(opts(good(answer)).groups, ['g'])
  const members = Object(await membersOf(api, id))
  assert.deepEqual(new Set(members), new Set(Array.from({ length: 100 }, (_, n) => n + 1)))
  const { version, number } = await findGroup(api.running.store, await operatorOf(api), { uuid: String(id) })
  const subject = { kind: 'group', number } as const
  assert.equal((await historyOf(api.running.store, await operatorOf(api), subject)).length, version)
}, { fixtures: EMPTY })

incoplaxTest('concurrency: PATCHes of different fields lose none of them', async (api) => {
  const { id } = await make(api, G, { name: 'g', code: 'g' })
  const bodies = [
    { name: 'new' },
    { shortname: 's' },
    { code: 'c' },
    { opts: { title: 't' } },
    { opts: { comment: 'c' } },
    { opts: { priority: 7 } },
    { opts: { abonents: [1, 2, 3] } },
    { ext: { a: 1 } },
    { ext: { b: { c: [1] } } },
  ]
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => api.patch(at(G, id), bodies[n % bodies.length]!)),
  )
  for (const answer of answers) good(answer)
  assert.partialDeepStrictEqual(good(await api.get(at(G, id))), {
    name: 'new',
    shortname: 's',
    code: 'c',
    opts: { title: 't', comment: 'c', priority: 7, abonents: [1, 2, 3], abonentcount: 3 },
    ext: { a: 1, b: { c: [1] } },
  })
}, { fixtures: EMPTY })

incoplaxTest('concurrency: a hundred PATCHes from both sides leave both sides equal', async (api) => {
  const ids = await contacts(api, 10)
  const groups: Json[] = []
  for (const code of ['a', 'b', 'c', 'd']) groups.push((await make(api, G, { name: code, code })).id!)
  for (let round = 0; round < 3; round++) {
    const sent = Array.from({ length: 100 }, async (_, n) => {
      const pick = (list: readonly Json[]) => list.filter((_, index) => (n * 7 + index * 3 + round) % 5 < 2)
      const abonents = pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      const codes = pick(['a', 'b', 'c', 'd'])
      const answer = n % 2 === 0
        ? await api.patch(at(G, groups[n % 4]), { opts: { abonents } })
        : await api.patch(at(C, ids[n % 10]), { opts: { groups: codes } })
      const shown = opts(good(answer))
      assert.deepEqual(shown.abonents ?? shown.groups, n % 2 === 0 ? abonents : codes)
    })
    await Promise.all(sent)
    const { groups: fromGroups, contacts: fromContacts } = await pairs(api)
    assert.deepEqual(fromGroups, fromContacts)
    for (const [n, code] of ['a', 'b', 'c', 'd'].entries()) {
      const known = opts(good(await api.get(at(G, groups[n])))).abonentcount
      assert.equal(known, fromGroups.filter((pair) => pair.startsWith(`${code} `)).length)
    }
  }
}, { fixtures: EMPTY })

incoplaxTest('concurrency: of lists that are set at once one stays whole', async (api) => {
  const { id } = await make(api, G, { name: 'g' })
  const lists = Array.from({ length: 20 }, (_, n) => Array.from({ length: 20 }, (_, m) => 1 + 20 * n + m))
  const answers = await Promise.all(lists.map((abonents) => api.patch(at(G, id), { opts: { abonents } })))
  for (const [n, answer] of answers.entries()) assert.deepEqual(opts(good(answer)).abonents, lists[n])
  const last = JSON.stringify(await membersOf(api, id))
  assert.ok(lists.some((list) => JSON.stringify(list) === last))
}, { fixtures: EMPTY })

incoplaxTest('concurrency: of many that take a code at once one has it', async (api) => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => api.post(G, { name: `n ${n}`, code: 'one' })),
  )
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array(19).fill(409)])
  assert.equal(listed(await api.get(G)).length, 1)
}, { fixtures: EMPTY })

incoplaxTest('concurrency: autokeys have no gaps and come once', async (api) => {
  const made = await Promise.all(
    Array.from({ length: 50 }, (_, n) => api.post(C, { displayname: `n ${n}`, number: `${n % 5}` })),
  )
  const keys = made.map((answer) => Number(good(answer).autokey)).toSorted((a, b) => a - b)
  assert.deepEqual(keys, Array.from({ length: 50 }, (_, n) => n + 1))
  const [one] = made
  const five = await Promise.all(Array.from({ length: 5 }, () => api.delete(at(C, one!.object.id))))
  assert.deepEqual(five.map(({ status }) => status).toSorted(), [204, 404, 404, 404, 404])
  assert.deepEqual(await codesOf(api, made[1]!.object.id), [])
}, { fixtures: EMPTY })
