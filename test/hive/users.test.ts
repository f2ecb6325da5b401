import assert from 'node:assert/strict'
import { changeGroup } from '../../src/core/groups.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { createPerson } from '../../src/core/people.ts'
import type { NewPerson } from '../../src/core/person.ts'
import { type Api, assertFails, BASE, done, hiveTest, HOME, NOBODY, operatorOf } from './client.ts'

const USERS = `${BASE}/user/list/${HOME}`

/** An id that ends in a number. */
function idOf(number: number): string {
  return `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
}

/** Makes people and puts them into `Home`, with roles in turn; gives nobody a role that the list does not. */
async function populate(
  api: Api,
  people: readonly NewPerson[],
  roles: readonly (string | null)[] = [],
): Promise<void> {
  const principal = await operatorOf(api)
  for (const [at, person] of people.entries()) {
    await createPerson(api.running.store, principal, { uuid: idOf(at + 1), ...person })
  }
  await changeGroup(api.running.store, principal, { uuid: HOME }, {
    edit: () => ({
      add: people.map((_, at) => ({
        kind: 'person',
        ref: { uuid: idOf(at + 1) },
        data: { role: roles[at] ?? null },
      })),
    }),
  })
}

async function page({ get }: Api, query = ''): Promise<{ offset: unknown; members: readonly JsonObject[] }> {
  const { offset, members } = done(await get(USERS + query))
  assert.ok(Array.isArray(members))
  return { offset, members }
}

async function aliases(api: Api, query: string): Promise<unknown[]> {
  return (await page(api, query)).members.map(({ alias }) => alias)
}

hiveTest('a group without members has an empty list', async (api) => {
  assert.deepEqual(await page(api), { offset: '', members: [] })
  assert.deepEqual(await page(api, `?offset=${NOBODY}`), { offset: NOBODY, members: [] })
})

hiveTest('a member is shown whole', async (api) => {
  await populate(api, [
    { displayName: 'Anna Berg', email: 'anna@example.com', data: { photo: 'https://example.com/a.png' } },
  ], ['administrator'])
  assert.deepEqual(await page(api), {
    offset: idOf(1),
    members: [{
      id: idOf(1),
      type: 'member',
      alias: 'Anna Berg',
      email: 'anna@example.com',
      photoUrl: 'https://example.com/a.png',
      memberSince: '2026-11-22T12:00:00Z',
      roleId: 5,
      roleName: 'Administrator',
      blocked: false,
      accessWarnings: [],
    }],
  })
})

hiveTest('a person is shown by what there is', async (api) => {
  await populate(api, [
    { data: { givenName: 'Ada', familyName: 'Lovelace' }, email: 'ada@example.com' },
    { email: 'only@example.com' },
    {},
  ])
  assert.deepEqual(await aliases(api, ''), ['Ada Lovelace', 'only@example.com', idOf(3)])
})

hiveTest('the roles have their ids; who has none, or another vendor’s, is a member', async (api) => {
  const roles = ['regular', 'member', 'moderator', 'administrator', 'owner', null]
  await populate(api, roles.map((role) => ({ displayName: `${role}` })), roles)
  const { members } = await page(api)
  assert.deepEqual(members.map(({ roleId }) => roleId), [2, 3, 4, 5, 3, 3])
  assert.deepEqual(members.map(({ roleName }) => roleName).slice(0, 4), [
    'Regular',
    'Member',
    'Moderator',
    'Administrator',
  ])
  for (
    const [role, found] of [
      ['0', 6],
      ['', 6],
      ['2', 1],
      ['3', 3],
      ['4', 1],
      ['5', 1],
      ['1', 0],
      ['7', 0],
      ['x', 0],
    ] as const
  ) assert.equal((await page(api, `?role=${role}`)).members.length, found, role)
})

hiveTest('membership counts from its beginning, whatever changes of it', async (api) => {
  await populate(api, [{ displayName: 'A' }])
  api.wait(86_400_000)
  await changeGroup(api.running.store, await operatorOf(api), { uuid: HOME }, {
    edit: () => ({ add: [{ kind: 'person', ref: { uuid: idOf(1) }, data: { role: 'moderator' } }] }),
  })
  const { members: [member] } = await page(api)
  assert.deepEqual([member?.['roleId'], member?.['memberSince']], [4, '2026-11-22T12:00:00Z'])
})

hiveTest('the offset is the last id that was seen; a page has 15 unless asked for', async (api) => {
  await populate(api, Array.from({ length: 40 }, (_, at) => ({ displayName: `P${at}` })))
  const seen: unknown[] = []
  for (let query = '';;) {
    const { offset, members } = await page(api, query)
    if (members.length === 0) {
      assert.equal(query, `?offset=${offset}`, 'an empty batch echoes the offset')
      break
    }
    seen.push(...members.map(({ alias }) => alias))
    query = `?offset=${offset}`
  }
  assert.deepEqual(seen, Array.from({ length: 40 }, (_, at) => `P${at}`))
  const sizes = [
    '',
    '?pageSize=x',
    '?pageSize=0',
    '?pageSize=-3',
    '?pageSize=7',
    '?pageSize=1000',
    '?pageSize=',
  ]
  const lengths = await Promise.all(sizes.map(async (query) => (await page(api, query)).members.length))
  assert.deepEqual(lengths, [15, 15, 1, 15, 7, 40, 15])
  assert.deepEqual(await aliases(api, `?offset=${NOBODY}&pageSize=2`), ['P0', 'P1'], 'unknown: the beginning')
  assert.deepEqual(await aliases(api, `?offset=${idOf(12).toUpperCase()}&pageSize=2`), ['P12', 'P13'])
})

hiveTest('the filter is a part of the name or the e-mail, without case, as the target says', async (api) => {
  await populate(api, [
    { displayName: 'Anna Berg', email: 'x@one.example' },
    { displayName: 'Bo', email: 'ANNA@two.example' },
    { displayName: 'Ärla', email: 'c@three.example' },
  ], ['regular', 'regular', 'moderator'])
  assert.deepEqual(await aliases(api, '?filter=aNNa&target=name'), ['Anna Berg'])
  assert.deepEqual(await aliases(api, '?filter=anna&target=email'), ['Bo'])
  assert.deepEqual(await aliases(api, '?filter=anna'), ['Anna Berg', 'Bo'])
  assert.deepEqual(await aliases(api, `?filter=${encodeURIComponent('ÄRL')}&target=name`), ['Ärla'])
  assert.deepEqual(await aliases(api, '?filter=.example&role=2'), ['Anna Berg', 'Bo'])
  assert.deepEqual(await aliases(api, `?filter=.example&pageSize=1&offset=${idOf(1)}`), ['Bo'])
  assert.deepEqual(await aliases(api, '?filter=%25'), [], 'no sign stands for others')
})

hiveTest('of a large group few that are wanted are found', async (api) => {
  const people = Array.from(
    { length: 2100 },
    (_, at) => ({ displayName: at % 1000 === 999 ? 'wanted' : 'other' }),
  )
  await populate(api, people)
  assert.deepEqual(await aliases(api, '?filter=wanted'), ['wanted', 'wanted'])
  assert.deepEqual(await aliases(api, `?filter=wanted&offset=${idOf(1000)}`), ['wanted'])
})

hiveTest('people who are not made yet are left out, and a group that is not there is 404', async (api) => {
  await populate(api, [{ displayName: 'A' }])
  await changeGroup(api.running.store, await operatorOf(api), { uuid: HOME }, {
    edit: () => ({
      add: [{ kind: 'person', ref: { uuid: NOBODY } }, { kind: 'phone', name: '+49301234567' }],
    }),
  })
  assert.deepEqual(await aliases(api, '?pageSize=1'), ['A'])
  assert.deepEqual(await aliases(api, ''), ['A'])
  for (const id of [NOBODY, 'abc', '%00']) {
    assertFails(await api.get(`${BASE}/user/list/${id}`), 404, 'Group not found')
  }
})
