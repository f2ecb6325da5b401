import assert from 'node:assert/strict'
import { changeAccount, listAccounts } from '../../src/core/accounts.ts'
import { listDirectories } from '../../src/core/directories.ts'
import { closeSession, openSession, sessionMs } from '../../src/core/sessions.ts'
import type { Store } from '../../src/core/store.ts'
import { createToken } from '../../src/core/tokens.ts'
import { openCookies } from '../../src/http/session.ts'
import {
  ACCOUNTS,
  type Answer,
  type Api,
  assertError,
  BASIC,
  linked,
  LIST,
  LISTS,
  ok,
  START,
  superofficeTest,
} from './client.ts'

const basic = (login: string, password: string) =>
  `Basic ${new TextEncoder().encode(`${login}:${password}`).toBase64()}`

const asked = (api: Api, authorization: string | null, headers = {}): Promise<Answer> =>
  api.get(LIST, { authorization, headers })

function assertUnknown(answer: Answer): void {
  assertError(answer, 401, 'SoSessionException')
  assert.equal(answer.headers.get('www-authenticate'), 'Basic realm="SuperOffice"')
}

superofficeTest('35: who does not say who it is gets nothing', async (api) => {
  assertUnknown(await asked(api, null))
  assertUnknown(await asked(api, null, { 'x-xsrf-token': 'x' }))
  assertUnknown(await api.patch(LIST, { Name: 'x' }, { authorization: null }))
  assertUnknown(await api.patch(LIST, '{', { authorization: null, type: 'application/xml' }))
  assertUnknown(await api.post(LISTS, { Name: 'x' }, { authorization: null }))
  assertUnknown(await api.get('/api/v1', { authorization: null }))
  assert.deepEqual(ok(await api.get(LIST)), linked(START, api))
})

superofficeTest('37: passwords, tickets and tokens open the same door', async (api) => {
  for (
    const authorization of [
      BASIC,
      'basic dGplMDpUamUw',
      'SoTicket 7T:demo',
      'SOTICKET 7T:demo',
      'SOTicket   7T:demo ',
      'Bearer YOUR_API_ACCESS_TOKEN',
      basic('reader', 'Grün:1'),
    ]
  ) {
    assert.equal((await asked(api, authorization)).status, 200, authorization)
  }
}, { fixtures: ACCOUNTS })

superofficeTest('37: everything else is unknown', async (api) => {
  for (
    const authorization of [
      basic('tje0', 'tje0'),
      basic('TJE1', 'Tje0'),
      basic('tje0', ''),
      basic('', ''),
      'Basic dGplMFRqZTA=',
      'Basic ///',
      'Basic /w==',
      'Basic',
      'dGplMDpUamUw',
      'SoTicket dGplMDpUamUw',
      'SoTicket N1Q6ZGVtbw==',
      'SoTicket 7T:inactive',
      'SoTicket YOUR_API_ACCESS_TOKEN',
      'SoTicket e3f3a759b6677959b6ebfcxxxxxxxxxx',
      'Bearer 7T:demo',
      'Bearer e3f3a759b6677959b6ebfcxxxxxxxxxx',
      'Session x',
      'Negotiate x',
      `Basic ${'A'.repeat(20_000)}`,
    ]
  ) {
    assertUnknown(await asked(api, authorization))
  }
}, { fixtures: ACCOUNTS })

superofficeTest('a right credential of a directory that is not active is 403', async (api) => {
  assertError(await asked(api, basic('pending', 'pending')), 403, 'SoSessionException')
}, { fixtures: ACCOUNTS })

superofficeTest('a credential shows its own directory only', async (api) => {
  const authorization = basic('other', 'other')
  assertError(await asked(api, authorization), 404, 'SoNotFoundException')
  assertError(await api.patch(LIST, { Name: 'x' }, { authorization }), 404, 'SoNotFoundException')
  const lists = (await api.get(LISTS, { authorization })).list
  assert.deepEqual(lists.map(({ Name }) => Name), ['Category', 'UserGroup'])
}, { fixtures: ACCOUNTS })

superofficeTest('a credential of no directory shows none', async (api) => {
  const { secret } = await createToken(api.running.store, {
    directory: null,
    purpose: 'superoffice',
    scopes: ['administrator'],
  })
  assertUnknown(await asked(api, `SoTicket ${secret}`))
})

superofficeTest(
  'what the account may is what the list says, and 403 comes before everything else',
  async (api) => {
    const authorization = basic('reader', 'Grün:1')
    const seen = ok(await api.get(LIST, { authorization }))
    assert.deepEqual(seen.TableRight, { Mask: 'Select', Reason: 'reader lacks Update, Insert, Delete' })
    assert.deepEqual(Reflect.get(Object(seen.FieldProperties), 'Name'), {
      FieldRight: { Mask: 'Read', Reason: 'reader lacks Update' },
      FieldType: 'System.String',
      FieldLength: 239,
    })
    const refusals = [
      api.patch(LIST, { Name: 'x' }, { authorization }),
      api.patch('/api/v1/List/99999', undefined, { authorization, text: '{', type: 'application/xml' }),
      api.put(LIST, { Name: 'x' }, { authorization }),
      api.put('/api/v1/List/Category', {}, { authorization }),
      api.post(LISTS, {}, { authorization }),
      api.delete(LIST, { authorization }),
    ]
    for (const refusal of refusals) assertError(await refusal, 403, 'SoSentryException')
    assert.deepEqual(ok(await api.get(LIST)), linked(START, api))
  },
  { fixtures: ACCOUNTS },
)

superofficeTest('who may change and not delete cannot delete by a change either', async (api) => {
  const authorization = basic('writer', 'writer')
  const { TableRight, FieldProperties } = ok(await api.patch(LIST, { Tooltip: 'x' }, { authorization }))
  assert.deepEqual(TableRight, { Mask: 'Select, Update', Reason: 'writer lacks Insert, Delete' })
  const { FieldRight } = Object(Reflect.get(Object(FieldProperties), 'Rank'))
  assert.deepEqual(FieldRight, { Mask: 'Update', Reason: '' })
  const answer = await api.patch(LIST, { Deleted: true, Tooltip: 'y' }, { authorization })
  assertError(answer, 403, 'SoSentryException')
  const { Deleted, Tooltip } = ok(await api.get(LIST))
  assert.deepEqual([Deleted, Tooltip], [false, 'x'])
}, { fixtures: ACCOUNTS })

async function session(store: Store) {
  const [directory] = await listDirectories(store)
  const accounts = await listAccounts(store, directory!.id)
  const opened = await openSession(store, accounts.find(({ login }) => login === 'tje0')!)
  const cookie = openCookies(opened, { secure: false }).map((line) => line.split(';')[0]).join('; ')
  return { ...opened, cookie }
}

superofficeTest('36: a session counts with the text that only its own pages can read', async (api) => {
  const { cookie, xsrf, secret } = await session(api.running.store)
  assert.match(cookie, new RegExp(`^muster-session=${secret}; XSRF-TOKEN=${xsrf}$`))
  const right = { cookie, 'x-xsrf-token': xsrf }
  assert.equal((await asked(api, null, right)).status, 200)
  assert.equal((await asked(api, '', right)).status, 200)
  const patched = await api.patch(LIST, { Name: 'foo' }, { authorization: null, headers: right })
  assert.equal(ok(patched).Name, 'foo')
  const other = await session(api.running.store)
  for (const wrong of ['', 'x', secret, other.xsrf, xsrf.toUpperCase()]) {
    assertUnknown(await asked(api, null, { cookie, 'x-xsrf-token': wrong }))
  }
  assertUnknown(await asked(api, null, { cookie }))
  assertUnknown(await asked(api, null, { 'x-xsrf-token': xsrf }))
  assertUnknown(await asked(api, null, { cookie: `XSRF-TOKEN=${xsrf}`, 'x-xsrf-token': xsrf }))
  assertUnknown(await asked(api, 'SoTicket wrong', right))
})

superofficeTest(
  '36: a session is over when it is closed, when its time is, and with its account',
  async (api) => {
    const { store } = api.running
    const [first, second] = [await session(store), await session(store)]
    const again = ({ cookie, xsrf }: typeof first) => asked(api, null, { cookie, 'x-xsrf-token': xsrf })
    await closeSession(store, first.secret)
    assertUnknown(await again(first))
    assert.equal((await again(second)).status, 200)
    await changeAccount(store, 'tje0', { status: 'inactive' })
    assertUnknown(await again(second))
    await changeAccount(store, 'tje0', { status: 'active', permissions: ['reader'] })
    assert.equal((await again(second)).status, 200)
    const headers = { cookie: second.cookie, 'x-xsrf-token': second.xsrf }
    assertError(await api.patch(LIST, {}, { authorization: null, headers }), 403, 'SoSentryException')
    api.wait(sessionMs)
    assertUnknown(await again(second))
  },
)

superofficeTest('36: a token of an account is over with it, and opens no more than it may', async (api) => {
  const { store } = api.running
  const [{ id: directory } = { id: 0 }] = await listDirectories(store)
  const scopes = ['administrator']
  const tokens = [
    `Bearer ${(await createToken(store, { directory, login: 'tje0', purpose: 'bearer', scopes })).secret}`,
    `SoTicket ${
      (await createToken(store, { directory, login: 'tje0', purpose: 'superoffice', scopes })).secret
    }`,
  ]
  for (const authorization of tokens) assert.equal((await asked(api, authorization)).status, 200)
  await changeAccount(store, 'tje0', { permissions: ['reader'] })
  for (const authorization of tokens) {
    assert.equal((await asked(api, authorization)).status, 200)
    assertError(await api.patch(LIST, { Name: 'x' }, { authorization }), 403, 'SoSentryException')
  }
  await changeAccount(store, 'tje0', { status: 'inactive' })
  for (const authorization of tokens) assertUnknown(await asked(api, authorization))
})

const hosted = { prefix: '', publicUrl: null, schemes: ['soticket', 'bearer'], appToken: true } as const

superofficeTest(
  'a way that is switched off is unknown, and nobody is asked for a password then',
  async (api) => {
    const { cookie, xsrf } = await session(api.running.store)
    for (
      const answer of [await asked(api, BASIC), await asked(api, null, { cookie, 'x-xsrf-token': xsrf })]
    ) {
      assertError(answer, 401, 'SoSessionException')
      assert.equal(answer.headers.get('www-authenticate'), null)
    }
    assert.equal((await asked(api, 'Bearer YOUR_API_ACCESS_TOKEN')).status, 200)
  },
  { config: { superoffice: hosted } },
)

superofficeTest('where it is asked for, a ticket counts beside an application token only', async (api) => {
  const ticket = 'SoTicket 7T:demo'
  assertError(await asked(api, ticket), 401, 'SoSessionException')
  assertError(await asked(api, ticket, { 'so-apptoken': ' ' }), 401, 'SoSessionException')
  assert.equal((await asked(api, ticket, { 'SO-AppToken': 'any' })).status, 200)
  assertError(await asked(api, 'SoTicket x', { 'SO-AppToken': 'any' }), 401, 'SoSessionException')
}, { config: { superoffice: hosted } })

superofficeTest('no secret enters the log or an error', async (api) => {
  const answers = [
    await asked(api, 'SoTicket top-secret-1'),
    await asked(api, basic('tje0', 'top-secret-2')),
    await asked(api, 'Bearer top-secret-3'),
  ]
  for (const text of [...answers.map((answer) => answer.text), ...api.running.lines]) {
    assert.doesNotMatch(text, /top-secret|Tje0/)
  }
}, { config: { logRequests: true } })
