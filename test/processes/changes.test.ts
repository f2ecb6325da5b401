import assert from 'node:assert/strict'
import { createGroup } from '../../src/core/groups.ts'
import { createPerson } from '../../src/core/people.ts'
import type { Person } from '../../src/core/person.ts'
import type { Served } from '../../torture/server.ts'
import { wrongIn } from '../../torture/verifier.ts'
import { type Answer, ask, HEADERS, processesTest, type Servers } from './scene.ts'

const CONTACT_GROUPS = '/rest/v1/addressbook/contactgroups'
const CONTACTS = '/rest/v1/addressbook/contacts'
const HIVE = '/api/v1/en_US'

function startBoth({ start }: Servers): Promise<[Served, Served]> {
  return Promise.all([start(), start()])
}

/** What a good answer says, which is JSON. */
function good({ status, text }: Answer) {
  assert.ok(status < 300, `${status} ${text}`)
  return JSON.parse(text)
}

function send(server: Served, dialect: keyof typeof HEADERS, method: string, path: string, body?: unknown) {
  return ask(server, method, path, { headers: HEADERS[dialect], body })
}

processesTest('what one server changes the other shows at once, in another dialect', async (servers) => {
  const [one, other] = await startBoth(servers)
  const groups = `/applications/${servers.application}/experience/groups`
  const made = good(await send(one, 'superoffice', 'POST', '/api/v1/List', { Name: 'Round' }))
  const { oid, uuid } = (await servers.store.read(
    servers.principal.directory,
    (tx) => tx.group({ number: made.Id }),
  ))!
  for (let round = 0; round < 20; round++) {
    const [writer, reader] = round % 2 ? [one, other] : [other, one]
    const name = `Round ${round}`
    good(await send(writer, 'losant', 'PATCH', `${groups}/${oid}`, { name }))
    assert.equal(good(await send(reader, 'lox24', 'GET', `/groups/${made.Id}`)).name, name)
    const title = `Title ${round}`
    good(await send(reader, 'incoplax', 'PATCH', `${CONTACT_GROUPS}/${uuid}`, { name: title }))
    assert.equal(good(await send(writer, 'superoffice', 'GET', `/api/v1/List/${made.Id}`)).Name, title)
    const type = good(await send(writer, 'hive', 'POST', `${HIVE}/group-type`, { name: `Type ${round}` }))
    const listed = good(await send(reader, 'hive', 'GET', `${HIVE}/group-type/list`))
    assert.ok(listed.object.groupTypes.some(({ id }: { id: number }) => id === type.object.id))
    const typed = { name: title, slug: `slug-${round}`, typeId: type.object.id }
    assert.equal(good(await send(reader, 'hive', 'PUT', `${HIVE}/group/${uuid}`, typed)).success, true)
  }
  assert.deepEqual(await wrongIn(servers.database), [])
})

processesTest(
  'members set from both sides through both servers are the same from both sides',
  async (servers) => {
    const both = await startBoth(servers)
    const { store, principal } = servers
    const codes = ['a', 'b', 'c', 'd']
    const groups = await Promise.all(codes.map((code) => createGroup(store, principal, { name: code, code })))
    const people: Person[] = []
    for (const name of ['1', '2', '3', '4', '5', '6']) {
      people.push(await createPerson(store, principal, { displayName: name }))
    }
    const keys = people.map(({ number }) => number)
    const some = <T>(all: readonly T[], seed: number) => all.filter((_, at) => seed >> at & 1)
    const answers = await Promise.all(Array.from({ length: 120 }, (_, at) => {
      const server = both[at % 2]!
      const seed = at * 7919
      return at % 3
        ? send(server, 'incoplax', 'PATCH', `${CONTACTS}/${people[at % 6]!.uuid}`, {
          opts: { groups: some(codes, seed) },
        })
        : send(server, 'incoplax', 'PATCH', `${CONTACT_GROUPS}/${groups[at % 4]!.group.uuid}`, {
          opts: { abonents: some(keys, seed) },
        })
    }))
    for (const answer of answers) good(answer)
    assert.deepEqual(await pairsAt(both[0], 'groups'), await pairsAt(both[1], 'people'))
    assert.deepEqual(await wrongIn(servers.database), [])
  },
)

/** Who is in which group, as the groups or as the people have it. */
async function pairsAt(server: Served, side: 'groups' | 'people'): Promise<string[]> {
  const pairs: string[] = []
  if (side === 'groups') {
    for (const { id } of good(await send(server, 'incoplax', 'GET', CONTACT_GROUPS))) {
      const { code, opts } = good(await send(server, 'incoplax', 'GET', `${CONTACT_GROUPS}/${id}`))
      for (const key of opts.abonents) pairs.push(`${code} ${key}`)
    }
  } else {
    for (const { autokey, opts } of good(await send(server, 'incoplax', 'GET', CONTACTS))) {
      for (const code of opts.groups) pairs.push(`${code} ${autokey}`)
    }
  }
  assert.ok(pairs.length > 0)
  return pairs.toSorted()
}

processesTest('random moves in a tree through both servers never close a cycle', async (servers) => {
  const both = await startBoth(servers)
  const { store, principal, application, database } = servers
  const groups = `/applications/${application}/experience/groups`
  const oids: string[] = []
  for (let at = 0; at < 8; at++) {
    oids.push((await createGroup(store, principal, { name: `group ${at}` })).group.oid)
  }
  const statuses = new Map<number, number>()
  for (let round = 0; round < 12; round++) {
    const moves = oids.map((oid, at) => {
      const parentId = oids[(at * 5 + round * 3 + 1) % 8] === oid ? null : oids[(at * 5 + round * 3 + 1) % 8]
      return send(both[(at + round) % 2]!, 'losant', 'PATCH', `${groups}/${oid}`, { parentId })
    })
    for (const { status } of await Promise.all(moves)) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    assert.deepEqual(await wrongIn(database), [])
  }
  assert.deepEqual(
    [...statuses.keys()].toSorted(),
    [200, 400],
    'some moves are made, those that close a ring are not',
  )
})

processesTest('a slug that is asked for at once through both servers is given once', async (servers) => {
  const both = await startBoth(servers)
  for (let round = 0; round < 8; round++) {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        send(both[at % 2]!, 'hive', 'POST', `${HIVE}/group`, {
          name: `Group ${round} ${at}`,
          slug: at < 4 ? `slug-${round}` : `SLUG-${round}`,
        })),
    )
    const made = answers.map(good).filter(({ success }) => success)
    assert.equal(made.length, 1, answers.map(({ text }) => text).join('\n'))
  }
  assert.deepEqual(await wrongIn(servers.database), [])
})
