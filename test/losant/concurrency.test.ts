import assert from 'node:assert/strict'
import { changeGroup } from '../../src/core/groups.ts'
import { findGroup, historyOf } from '../../src/core/queries.ts'
import {
  at,
  G,
  good,
  GROUP,
  GROUPS,
  idOf,
  ids,
  items,
  losantTest,
  make,
  operatorOf,
  USERS,
} from './client.ts'

losantTest('concurrency: a hundred PATCHes of different fields lose none of them', async (api) => {
  const fields = [
    { name: 'new' },
    { description: 'd' },
    { experienceUserIds: [idOf(1)] },
    { experienceEndpointIds: [idOf(2)] },
    { groupTags: { a: 'b' } },
    { deviceIds: [idOf(3)] },
    { deviceTags: [{ key: 'k', value: 'v' }] },
    { deviceQueryJson: '{"$nor":[]}' },
  ]
  const patches = Array.from({ length: 104 }, (_, n) => fields[n % fields.length]!)
  const answers = await Promise.all(patches.map((fields) => api.patch(GROUP, fields)))
  for (const answer of answers) good(answer)
  assert.partialDeepStrictEqual(good(await api.get(GROUP)), Object.assign({}, ...fields))
  const principal = await operatorOf(api)
  const { version, number } = await findGroup(api.running.store, principal, { oid: G })
  assert.equal(version, 1 + fields.length)
  const events = await historyOf(api.running.store, principal, { kind: 'group', number })
  assert.equal(events.length, version)
})

losantTest('concurrency: a hundred users join one group at once, and all are in it', async (api) => {
  const bodies = Array.from({ length: 100 }, (_, n) => ({
    email: `user-${n}@example.com`,
    password: 'password',
    experienceGroupIds: [G],
  }))
  const made = await Promise.all(bodies.map(async (body) => good(await api.post(USERS, body), 201).id))
  const { experienceUserIds } = good(await api.get(GROUP))
  assert.deepEqual(new Set(Object(experienceUserIds)), new Set(made))
  const leaving = made.slice(0, 50)
  const gone = await Promise.all(leaving.map((id) => api.patch(at(USERS, id), { experienceGroupIds: [] })))
  for (const answer of gone) assert.deepEqual(good(answer).experienceGroups, [])
  assert.deepEqual(new Set(Object(good(await api.get(GROUP)).experienceUserIds)), new Set(made.slice(50)))
})

losantTest('concurrency: of lists that are set at once, one stays whole', async (api) => {
  const lists = Array.from({ length: 20 }, (_, n) => ids(20, 1 + 20 * n))
  const answers = await Promise.all(lists.map((list) => api.patch(GROUP, { experienceUserIds: list })))
  for (const [n, answer] of answers.entries()) assert.deepEqual(good(answer).experienceUserIds, lists[n])
  const { experienceUserIds } = good(await api.get(GROUP))
  assert.ok(lists.some((list) => JSON.stringify(list) === JSON.stringify(experienceUserIds)))
})

losantTest('concurrency: eight groups that are moved into a ring at once never make one', async (api) => {
  const made: string[] = []
  for (let n = 0; n < 8; n++) made.push((await make(api, { name: `ring ${n}` })).id)
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(
      made.map((id, n) => api.patch(at(GROUPS, id), { parentId: made[(n + 1) % 8]! })),
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 200, 200, 200, 200, 200, 200, 400])
    const depths = (await items(api, GROUPS)).map(({ ancestorIds }) => Object(ancestorIds).length)
    assert.deepEqual(depths.toSorted(), [0, 0, 0, 1, 2, 3, 4, 5, 6, 7])
    await Promise.all(made.map(async (id) => good(await api.patch(at(GROUPS, id), { parentId: null }))))
  }
})

losantTest('concurrency: a group is deleted once, whoever asks', async (api) => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.delete(GROUP)))
  const statuses = answers.map(({ status }) => status).toSorted()
  assert.deepEqual(statuses, [200, 404, 404, 404, 404, 404, 404, 404, 404, 404])
})

losantTest('concurrency: of two who take an address at once, one has it', async (api) => {
  const body = { email: 'one@example.com', password: 'password' }
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.post(USERS, body)))
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  for (const { status } of answers) assert.ok(status === 201 || status === 400)
})

losantTest('a group shows a thousand members, and takes away none that it does not show', async (api) => {
  const { id } = await make(api, { name: 'big', experienceUserIds: ids(1000) })
  const add = ids(3, 5001).map((oid) => ({ kind: 'person', ref: { oid } } as const))
  await changeGroup(api.running.store, await operatorOf(api), { oid: id }, { edit: () => ({ add }) })
  const shown = good(await api.get(at(GROUPS, id))).experienceUserIds
  assert.deepEqual(shown, ids(1000))
  const before = await findGroup(api.running.store, await operatorOf(api), { oid: id })
  good(await api.patch(at(GROUPS, id), { experienceUserIds: shown! }))
  assert.deepEqual(await findGroup(api.running.store, await operatorOf(api), { oid: id }), before)
  const after = good(await api.patch(at(GROUPS, id), { experienceUserIds: [idOf(1), idOf(5002)] }))
  assert.deepEqual(new Set(Object(after).experienceUserIds), new Set([idOf(1), ...ids(3, 5001)]))
})
