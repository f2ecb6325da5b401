import assert from 'node:assert/strict'
import { createGroup } from '../../src/core/groups.ts'
import { wrongIn } from '../../torture/verifier.ts'
import { until } from '../support.ts'
import { type Answer, ask, HEADERS, processesTest } from './scene.ts'

processesTest('a token that is revoked through one server is void in the other at once', async (servers) => {
  const [one, other] = await Promise.all([servers.start(), servers.start()])
  const tokens = `/applications/${servers.application}/tokens`
  const groups = `/applications/${servers.application}/experience/groups`
  for (let round = 0; round < 10; round++) {
    const body = { name: `round ${round}`, scope: ['all.Application'] }
    const made = await ask(one, 'POST', tokens, { headers: HEADERS.losant, body })
    assert.equal(made.status, 201, made.text)
    const { id, token } = JSON.parse(made.text)
    const own = { headers: { authorization: `Bearer ${token}` } }
    assert.equal((await ask(other, 'GET', groups, own)).status, 200)
    assert.equal((await ask(one, 'GET', groups, own)).status, 200)
    const gone = await ask(one, 'DELETE', `${tokens}/${id}`, { headers: HEADERS.losant })
    assert.equal(gone.status, 200, gone.text)
    assert.equal((await ask(other, 'GET', groups, own)).status, 401)
  }
})

processesTest(
  'an address that is blocked by failures at both servers is blocked in both',
  async (servers) => {
    const env = { MUSTER_TRUSTED_PROXIES: '127.0.0.1' }
    const [one, other] = await Promise.all([servers.start(env), servers.start(env)])
    const from = (address: string, headers: Readonly<Record<string, string>>) => ({
      headers: { ...headers, 'x-forwarded-for': address },
    })
    const wrong = { 'x-lox24-auth-token': `1234567:${'0'.repeat(32)}` }
    for (const server of [one, other, one, other]) {
      assert.equal((await ask(server, 'GET', '/groups', from('192.0.2.1', wrong))).status, 401)
    }
    for (const server of [one, other]) {
      assert.equal((await ask(server, 'GET', '/groups', from('192.0.2.1', HEADERS.lox24))).status, 429)
      assert.equal((await ask(server, 'GET', '/groups', from('192.0.2.2', HEADERS.lox24))).status, 200)
    }
  },
)

processesTest('100 adds at once through both servers are all there', async (servers) => {
  const both = await Promise.all([servers.start(), servers.start()])
  const { group } = await createGroup(servers.store, servers.principal, { name: 'one' })
  const phones = Array.from({ length: 100 }, (_, n) => `+4915${10_000_000 + n}`)
  const answers = await Promise.all(
    phones.map((phone, n) =>
      ask(both[n % 2]!, 'POST', `/groups/${group.number}/phones`, {
        headers: HEADERS.lox24,
        body: { phone },
      })
    ),
  )
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  for (const server of both) {
    const shown = await ask(server, 'GET', `/groups/${group.number}`, HEADERS_OF_LOX24)
    assert.equal(JSON.parse(shown.text).count_items, 100)
  }
  const kept = await servers.store.read(
    servers.principal.directory,
    (tx) => tx.members({ group: group.number, kind: 'phone', limit: 1000 }),
  )
  assert.deepEqual(kept.map(({ name }) => name).toSorted(), phones.toSorted())
  assert.deepEqual(await wrongIn(servers.database), [])
})

const HEADERS_OF_LOX24 = { headers: HEADERS.lox24 }

processesTest('a name that is asked for at once through both servers is given once', async (servers) => {
  const both = await Promise.all([servers.start(), servers.start()])
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        ask(both[n % 2]!, 'POST', '/api/v1/List', {
          headers: HEADERS.superoffice,
          body: { Name: n < 4 ? `List ${round}` : `LIST ${round}` },
        })),
    )
    assert.deepEqual(
      statuses(answers),
      [200, ...Array(7).fill(400)],
      answers.map(({ text }) => text).join('\n'),
    )
  }
})

function statuses(answers: readonly Answer[]): number[] {
  return answers.map(({ status }) => status).toSorted((one, other) => one - other)
}

processesTest('moves at once through both servers close no cycle', async (servers) => {
  const [one, other] = await Promise.all([servers.start(), servers.start()])
  const { store, principal, application, database } = servers
  const groups = `/applications/${application}/experience/groups`
  const move = (server: typeof one, oid: string, parentId: string) =>
    ask(server, 'PATCH', `${groups}/${oid}`, { headers: HEADERS.losant, body: { parentId } })
  for (let round = 0; round < 20; round++) {
    const [a, b] = await Promise.all(['a', 'b'].map((name) => createGroup(store, principal, { name })))
    const { oid: first } = a!.group
    const { oid: second } = b!.group
    const answers = await Promise.all([move(one, first, second), move(other, second, first)])
    assert.deepEqual(statuses(answers), [200, 400], answers.map(({ text }) => text).join('\n'))
  }
  assert.deepEqual(await wrongIn(database), [])
})

processesTest('a listener is told of the changes of both servers', async (servers) => {
  const both = await Promise.all([servers.start(), servers.start()])
  const { group } = await createGroup(servers.store, servers.principal, { name: 'one' })
  const directory = servers.principal.directory
  let newest = 0
  servers.store.onEvents((at, sequence) => {
    if (at === directory) newest = sequence
  })
  for (const [n, server] of [...both, ...both].entries()) {
    const path = `/groups/${group.number}/phones`
    const body = { phone: `+4915${10_000_000 + n}` }
    assert.equal((await ask(server, 'POST', path, { headers: HEADERS.lox24, body })).status, 201)
    const [last] = (await servers.store.read(directory, (tx) => tx.events(0, 100))).slice(-1)
    await until(() => Promise.resolve(newest === last!.sequence))
  }
})
