import assert from 'node:assert/strict'
import { clientTest, connect, HERE } from './client-npm.ts'
import type { Version } from './client-schemas.ts'
import { type Sent, tapBefore } from './client-wire.ts'
import { FULL, G } from './client.ts'

/** What differs between the versions. spec/losant.md §10 */
const SENT: Readonly<Record<Version, { readonly accepts: string; readonly type: string }>> = {
  '2.8.1': { accepts: '^1.20.1', type: 'application/json' },
  '2.3.7': { accepts: '^1.15.1', type: 'application/json;charset=utf-8' },
}

const PATH = `/applications/${HERE.applicationId}/experience/groups`
const ENVELOPE = '_actions=false&_links=true&_embedded=true'

clientTest(
  'sends one envelope with every call, and a body with DELETE, too',
  async ({ api, client, version }) => {
    await using tap = tapBefore(api.running.url)
    client.setOption('url', tap.url)
    assert.equal(client.getOption('url'), tap.url)
    const { id } = await client.experienceGroups.post({ ...HERE, experienceGroup: { name: 'ü' } })
    const one = { ...HERE, experienceGroupId: id! }
    await client.experienceGroup.get(one)
    await client.experienceGroup.patch({ ...one, experienceGroup: { name: '日' } })
    await client.experienceGroup.patch(one)
    await client.experienceGroup.delete(one)
    const sent = tap.taken()
    assert.deepEqual(sent.map(({ method, target, body }) => [method, target, body]), [
      ['POST', `${PATH}?${ENVELOPE}`, '{"name":"ü"}'],
      ['GET', `${PATH}/${id}?${ENVELOPE}`, ''],
      ['PATCH', `${PATH}/${id}?${ENVELOPE}`, '{"name":"日"}'],
      ['PATCH', `${PATH}/${id}?${ENVELOPE}`, '{}'],
      ['DELETE', `${PATH}/${id}?${ENVELOPE}`, '{}'],
    ])
    const { type, accepts } = SENT[version]
    assert.deepEqual(sent.map(({ headers }) => headers.get('content-type')), [type, null, type, type, type])
    for (const { headers } of sent) {
      assert.equal(headers.get('accept'), 'application/json')
      assert.equal(headers.get('accept-version'), accepts)
      assert.equal(headers.get('authorization'), `Bearer ${FULL}`)
    }
  },
)

clientTest(
  'sends what a list may be asked, is told it back, and drops the rest',
  async ({ api, client, check }) => {
    await using tap = tapBefore(api.running.url)
    const told = {
      page: 0,
      perPage: 2,
      sortField: 'id',
      sortDirection: 'desc',
      filterField: 'name',
      filter: 'F*?',
    }
    const answer = await client.experienceGroups.get({ ...HERE, ...told, query: '[', x: 1 }, { url: tap.url })
    check('experienceGroups', answer)
    assert.deepEqual(Object.keys(told).map((key) => answer[key]), Object.values(told))
    assert.equal(answer.totalCount, 1)
    const asked = Object.entries(told).map(([key, value]) => [key, String(value)] as const)
    assert.deepEqual(Object.fromEntries(searchOf(tap.taken())), {
      ...Object.fromEntries(new URLSearchParams(ENVELOPE)),
      ...Object.fromEntries(asked),
    })
  },
)

clientTest('asks for device counts, or does not know of them', async ({ api, client, version }) => {
  await using tap = tapBefore(api.running.url)
  const counts = { includeDirectDeviceCount: true, includeTotalDeviceCount: 'true' }
  await client.experienceGroup.get({ ...HERE, experienceGroupId: G, ...counts }, { url: tap.url })
  const asked = [...searchOf(tap.taken()).keys()].filter((name) => name in counts)
  assert.deepEqual(asked, version === '2.8.1' ? Object.keys(counts) : [])
})

clientTest('is shown as much of the envelope as it asks for', async ({ api, client, check }) => {
  await using tap = tapBefore(api.running.url)
  const one = { ...HERE, experienceGroupId: G }
  const href = `${PATH}/${G}`
  const shown = { _type: 'experienceGroup', _links: { self: { href } } }
  const all = check(
    'experienceGroup',
    await client.experienceGroup.get({ ...one, _actions: true }, { url: tap.url }),
  )
  assert.equal(tap.taken()[0]?.target, `${href}?${ENVELOPE.replace('false', 'true')}`)
  const actions = ['delete', 'get', 'patch'].map((verb) => [verb, { href, method: verb.toUpperCase() }])
  assert.deepEqual(envelopeOf(all), { ...shown, _actions: Object.fromEntries(actions) })
  assert.deepEqual(envelopeOf(await client.experienceGroup.get(one)), shown)
  const bare = await client.experienceGroup.get({ ...one, _actions: false, _links: false, _embedded: false })
  assert.deepEqual(envelopeOf(bare), { _type: shown._type })
})

clientTest('has options that change nothing of the answer (case 56)', async ({ api, client, version }) => {
  await using tap = tapBefore(api.running.url)
  const one = { ...HERE, experienceGroupId: G }
  const answer = await client.experienceGroup.get(one)
  const elsewhere = connect(api, version, { url: `${tap.url}`, acceptVersion: '^9.0.0', timeout: 60_000 })
  assert.deepEqual(await elsewhere.experienceGroup.get({ ...one, losantdomain: 'example.com' }), answer)
  const [sent] = tap.taken()
  assert.deepEqual(['accept-version', 'losantdomain'].map((name) => sent?.headers.get(name)), [
    '^9.0.0',
    'example.com',
  ])
})

/** The query of the only request. */
function searchOf([sent, ...more]: readonly Sent[]): URLSearchParams {
  assert.deepEqual(more, [])
  return new URL(sent?.target ?? '', 'http://here').searchParams
}

function envelopeOf(answer: object): object {
  return Object.fromEntries(Object.entries(answer).filter(([key]) => key.startsWith('_')))
}
