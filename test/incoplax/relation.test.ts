import assert from 'node:assert/strict'
import { restorePerson } from '../../src/core/people.ts'
import { restoreGroup } from '../../src/core/trash.ts'
import {
  assertError,
  at,
  C,
  codesOf,
  contacts,
  EMPTY,
  ext,
  G,
  G007,
  G101,
  good,
  idOf,
  incoplaxTest,
  listed,
  make,
  membersOf,
  NOW,
  operatorOf,
  opts,
} from './client.ts'

/** The time of the answers behind which the clock has not moved. */
const THEN = '2019-08-29T08:08:32.60Z'

incoplaxTest('members stand in the order in which they were sent, from whichever side', async (api) => {
  const ids = await contacts(api, 4)
  const { id } = await make(api, G, { name: 'g', code: 'g', opts: { abonents: [3, 1] } })
  assert.deepEqual(await membersOf(api, id), [3, 1])
  good(await api.patch(at(C, ids[3]), { opts: { groups: ['g'] } }))
  good(await api.patch(at(C, ids[1]), { opts: { groups: ['g'] } }))
  assert.deepEqual(await membersOf(api, id), [3, 1, 4, 2])
  good(await api.patch(at(G, id), { opts: { abonents: [2, 1, 4, 3] } }))
  assert.deepEqual(await membersOf(api, id), [2, 1, 4, 3])
  good(await api.patch(at(G, id), { opts: { abonents: [] } }))
  assert.deepEqual(await membersOf(api, id), [])
}, { fixtures: EMPTY })

incoplaxTest('a contact keeps the order of its groups; what was not sent stays', async (api) => {
  const [id] = await contacts(api, 1)
  for (const code of ['a', 'b', 'c']) await make(api, G, { name: code, code })
  const made = good(await api.patch(at(C, id), { opts: { groups: ['c', 'a', 'c'] } }))
  assert.deepEqual(opts(made).groups, ['c', 'a'])
  assert.deepEqual(opts(good(await api.patch(at(C, id), { opts: { priority: 5 } }))).groups, ['c', 'a'])
  assert.deepEqual(opts(good(await api.patch(at(C, id), { opts: { groups: ['a', 'b', 'c'] } }))).groups, [
    'a',
    'b',
    'c',
  ])
  assert.deepEqual(opts(good(await api.patch(at(C, id), { opts: { groups: null } }))).groups, [])
}, { fixtures: EMPTY })

incoplaxTest('a contact may be made as a member', async (api) => {
  const made = good(await api.post(C, { displayname: 'x', number: '1', opts: { groups: ['101', '007'] } }))
  assert.deepEqual([made.autokey, opts(made).groups], [28, ['101', '007']])
  assert.deepEqual(await membersOf(api, G101), [1, 5, 28])
  assert.deepEqual(await membersOf(api, G007), [1, 5, 15, 28])
})

incoplaxTest('autokeys that nobody has are kept and counted, and bind when a contact comes', async (api) => {
  const { id } = await make(api, G, { name: 'g', code: 'g', opts: { abonents: [3, 1, 500] } })
  assert.deepEqual(await membersOf(api, id), [3, 1, 500])
  assert.deepEqual(listed(await api.get(C)), [])
  assertError(await api.lookup(C, 3), 404, 'Lookup failed')
  const ids = await contacts(api, 3)
  assert.deepEqual(await codesOf(api, ids[0]), ['g'])
  assert.deepEqual(await codesOf(api, ids[1]), [])
  assert.deepEqual(await codesOf(api, ids[2]), ['g'])
  assert.deepEqual(await membersOf(api, id), [3, 1, 500])
}, { fixtures: EMPTY })

incoplaxTest('codes that no group has are kept, shown, and bind when a group comes', async (api) => {
  const ids = await contacts(api, 2)
  await make(api, G, { name: 'a', code: 'a' })
  assert.deepEqual(opts(good(await api.patch(at(C, ids[0]), { opts: { groups: ['later', 'a'] } }))).groups, [
    'later',
    'a',
  ])
  assert.deepEqual(await codesOf(api, ids[0]), ['later', 'a'])
  const [first] = listed(await api.get(C))
  assert.deepEqual(opts(first!).groups, ['later', 'a'])
  assert.deepEqual(listed(await api.get(G)).map(({ code }) => code), ['a'])
  assertError(await api.lookup(G, 'later'), 404, 'Lookup failed')
  good(await api.patch(at(C, ids[1]), { opts: { groups: ['later'] } }))
  const { id } = await make(api, G, { name: 'later', code: 'later' })
  assert.deepEqual(await membersOf(api, id), [1, 2])
  assert.deepEqual(await codesOf(api, ids[0]), ['later', 'a'])
  good(await api.patch(at(C, ids[0]), { opts: { groups: ['never'] } }))
  assert.deepEqual(await codesOf(api, ids[0]), ['never'])
  assert.deepEqual(await membersOf(api, id), [2])
  good(await api.patch(at(C, ids[0]), { opts: { groups: [] } }))
  assert.deepEqual(await codesOf(api, ids[0]), [])
}, { fixtures: EMPTY })

incoplaxTest('a group that gets the code of a stub gets its members', async (api) => {
  const [id] = await contacts(api, 1)
  good(await api.patch(at(C, id), { opts: { groups: ['wanted'] } }))
  const { id: group } = await make(api, G, { name: 'g', code: 'old' })
  const after = good(await api.patch(at(G, group), { code: 'wanted' }))
  assert.deepEqual(opts(after), { title: '', comment: '', abonents: [1], abonentcount: 1, priority: 1000 })
  assert.deepEqual(await codesOf(api, id), ['wanted'])
}, { fixtures: EMPTY })

incoplaxTest('another code stands at the same place of each contact', async (api) => {
  const id = await idOf(api, 5)
  good(await api.patch(at(C, id), { opts: { groups: ['101', '007'] } }))
  good(await api.patch(at(G, G101), { code: 'x', opts: { abonents: [5, 27] } }))
  assert.deepEqual(await codesOf(api, id), ['x', '007'])
  assert.deepEqual(await codesOf(api, await idOf(api, 1)), ['007'])
  assert.deepEqual(await codesOf(api, await idOf(api, 27)), ['x'])
})

incoplaxTest('a membership moves the time of the group alone', async (api) => {
  const id = await idOf(api, 27)
  const contact = ext(good(await api.get(at(C, id))))
  api.wait(60_000)
  assert.deepEqual(ext(good(await api.patch(at(C, id), { opts: { groups: ['101'] } }))), contact)
  const moved = '2026-11-22T12:01:00.60Z'
  assert.deepEqual(ext(good(await api.get(at(G, G101)))), { ct: THEN, lwt: moved })
  api.wait(60_000)
  good(await api.patch(at(G, G101), { code: '102' }))
  assert.deepEqual(ext(good(await api.get(at(C, id)))), contact)
})

incoplaxTest('what is sent back as it was shown is no change, on either side', async (api) => {
  const five = await idOf(api, 5)
  api.wait(60_000)
  for (const path of [at(G, G101), at(G, G007), at(C, five), at(C, await idOf(api, 27))]) {
    const before = good(await api.get(path))
    for (const body of [before, {}, { opts: before.opts! }, { opts: {}, ext: {} }]) {
      assert.deepEqual(good(await api.patch(path, body)), before)
    }
    assert.deepEqual(good(await api.get(path)), before)
  }
})

incoplaxTest('a group that comes back from the trash has its members, and they have it', async (api) => {
  const five = await idOf(api, 5)
  await api.delete(at(G, G101))
  good(await api.patch(at(C, five), { opts: { groups: ['007'] } }))
  await restoreGroup(api.running.store, await operatorOf(api), { uuid: G101 })
  assert.deepEqual(await membersOf(api, G101), [1, 5])
  assert.deepEqual(await codesOf(api, five), ['007', '101'])
})

incoplaxTest(
  'a deleted code may be used again; the old group comes back with its id as code',
  async (api) => {
    await api.delete(at(G, G101))
    const { id } = await make(api, G, { name: 'new', code: '101', opts: { abonents: [27] } })
    assert.deepEqual(await codesOf(api, await idOf(api, 27)), ['101'])
    await restoreGroup(api.running.store, await operatorOf(api), { uuid: G101 })
    assert.equal(good(await api.get(at(G, G101))).code, G101)
    assert.deepEqual(await membersOf(api, id), [27])
    assert.deepEqual(await codesOf(api, await idOf(api, 1)), ['007', G101])
  },
)

incoplaxTest('a contact that comes back from the trash is a member again', async (api) => {
  const five = await idOf(api, 5)
  await api.delete(at(C, five))
  assert.deepEqual(await membersOf(api, G101), [1])
  await restorePerson(api.running.store, await operatorOf(api), { uuid: five })
  assert.deepEqual(new Set(Object(await membersOf(api, G101))), new Set([1, 5]))
  assert.deepEqual(await codesOf(api, five), ['007', '101'])
})

const STRICT = {
  config: { incoplax: { cookie: 'RSession', sessionMs: 3_600_000, ban: true, strict: true } },
  now: NOW,
}

incoplaxTest('strictly, what is not there cannot be linked', async (api) => {
  const body = { displayname: 'x', number: '1' }
  for (const abonents of [[99], [1, 99]]) {
    assertError(await api.post(G, { name: 'x', opts: { abonents } }), 400, `Invalid field 'opts.abonents'`)
    assertError(await api.patch(at(G, G101), { opts: { abonents } }), 400, `Invalid field 'opts.abonents'`)
  }
  assertError(await api.post(C, { ...body, opts: { groups: ['no'] } }), 400, `Invalid field 'opts.groups'`)
  const five = await idOf(api, 5)
  assertError(
    await api.patch(at(C, five), { opts: { groups: ['101', 'no'] } }),
    400,
    `Invalid field 'opts.groups'`,
  )
  assert.deepEqual(await membersOf(api, G101), [1, 5])
  assert.deepEqual(await codesOf(api, five), ['007', '101'])
  assert.equal(listed(await api.get(G)).length, 2)
  assert.equal(good(await api.post(C, { ...body, opts: { groups: ['101'] } })).autokey, 28)
  await api.delete(at(C, await idOf(api, 28)))
  assertError(await api.patch(at(G, G101), { opts: { abonents: [28] } }), 400)
  assert.deepEqual(opts(good(await api.patch(at(G, G101), { opts: { abonents: [27, 5] } }))).abonents, [
    27,
    5,
  ])
}, STRICT)
