import assert from 'node:assert/strict'
import type { NewGroup } from '../../src/core/group.ts'
import { createGroup } from '../../src/core/groups.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { NewMember } from '../../src/core/member.ts'
import { createPerson } from '../../src/core/people.ts'
import type { NewPerson, NewThing } from '../../src/core/person.ts'
import { createThing } from '../../src/core/things.ts'
import { createToken } from '../../src/core/tokens.ts'
import { make, openPlace, type Place } from '../crossing/client.ts'
import { SPEAKERS } from '../crossing/speakers.ts'
import { ids } from './client.ts'
import { type Client, connect, HERE, VERSIONS } from './client-npm.ts'
import { itemsOf, type Schema, valid, type Version, writableOf } from './client-schemas.ts'

const LONG = '🙂'.repeat(1024)

/** Groups that no call of this vendor's makes, as other dialects, imports and the command line may. */
const GROUPS: readonly NewGroup[] = [
  { name: LONG, description: '🙂'.repeat(32767) },
  { name: ' ', description: '' },
  {
    name: 'a'.repeat(254) + '🙂',
    labels: { 'bad key': 'a', '': 'b', ü: 'c', empty: '', long: LONG.slice(0, 510) },
  },
  {
    name: 'tags',
    selectors: [
      { kind: 'tag', key: 'bad key', value: 'a' },
      { kind: 'tag', key: null, value: null },
      { kind: 'tag', key: '', value: '' },
      { kind: 'tag', key: null, value: LONG },
      { kind: 'query', value: JSON.stringify({ name: LONG.repeat(4) }) },
    ],
  },
  {
    name: 'many tags',
    selectors: Array.from({ length: 101 }, (_, n) => ({ kind: 'tag', key: `k${n}`, value: null })),
  },
  { name: 'bags', extras: { losant: { deviceQueryJson: 5, more: {} } } },
]

const PEOPLE: readonly NewPerson[] = [
  { displayName: 'no address' },
  {
    displayName: LONG,
    email: `${LONG.slice(0, 2000)}@example.com`,
    data: { givenName: LONG + 'a', familyName: 5 },
  },
  {
    email: 'no address',
    data: { labels: 'none' },
    extras: { losant: { tokenCutoff: 'x', lastLogin: null } },
  },
  { email: 'a@b', phone: '+491701234567', data: { labels: { 'bad key': 'a', good: 5, long: LONG } } },
]

const ENDPOINTS: readonly NewThing[] = [
  { kind: 'endpoint' },
  { kind: 'endpoint', name: LONG, data: { route: '', method: 'GET', enabled: 'yes', access: 'nobody' } },
  {
    kind: 'endpoint',
    data: { route: LONG, endpointTags: [], staticReply: { type: 'page' }, deviceIdTemplate: LONG },
  },
]

const TOKENS = [
  { scopes: [] },
  {
    name: LONG.slice(0, 400),
    description: LONG,
    scopes: ['administrator', 'all.User', 'group.get'],
    expiresAt: 0,
  },
]

for (const version of VERSIONS) {
  Deno.test(`losant-rest ${version}: what others have made is answered as its schemas want it`, async () => {
    await using place = await openPlace()
    await fill(place)
    const client = connect(place, version)
    await readAll(version, client)
    await sendBackAll(version, client)
  })
}

/** Fills the directory from all sides. */
async function fill(place: Place): Promise<void> {
  const { running: { store }, principal } = place
  for (const speaker of SPEAKERS) {
    const { name, description, units } = speaker.takes
    const text = (length: number) => units ? '🙂'.repeat(length / 2) : '🙂'.repeat(length)
    await make(place, speaker, { name: text(name), description: text(description) })
  }
  const { group: root } = await createGroup(store, principal, { name: 'root' }, { add: members() })
  const parent = root.number
  const groups = await Promise.all(GROUPS.map((group) => createGroup(store, principal, { ...group, parent })))
  const all = groups.map(({ group }) => ({ oid: group.oid }))
  for (const person of PEOPLE) await createPerson(store, principal, person, { groups: all })
  for (const endpoint of ENDPOINTS) await createThing(store, principal, endpoint, all)
  for (const token of TOKENS) {
    await createToken(store, { ...token, purpose: 'bearer', directory: principal.directory })
  }
}

/** More of each kind than are shown. */
function members(): NewMember[] {
  return (['person', 'endpoint', 'device'] as const).flatMap((kind, at) =>
    ids(1200, at * 2000 + 1).map((oid) => ({ kind, ref: { oid } }))
  )
}

/** What there is of each resource: how it is listed, how one is read, and by which parameter. */
const READ = [
  ['experienceGroups', 'experienceGroup', 'experienceGroupId'],
  ['experienceUsers', 'experienceUser', 'experienceUserId'],
  ['experienceEndpoints', 'experienceEndpoint', 'experienceEndpointId'],
] as const satisfies readonly (readonly [
  list: Schema & keyof Client,
  one: Schema & keyof Client,
  key: string,
])[]

async function readAll(version: Version, client: Client): Promise<void> {
  for (const [list, one, key] of READ) {
    for (const shown of itemsOf(valid(version, list, await client[list].get({ ...HERE, perPage: 1000 })))) {
      const asked = {
        ...HERE,
        [key]: shown.id!,
        includeDirectDeviceCount: true,
        includeTotalDeviceCount: true,
      }
      const { directDeviceCount: _, totalDeviceCount: __, ...read } = valid(
        version,
        one,
        await client[one].get(asked),
      )
      assert.deepEqual(read, shown)
    }
  }
  const tokens = itemsOf(valid(version, 'apiTokens', await client.applicationApiTokens.get(HERE)))
  for (const { id } of tokens) {
    valid(version, 'apiToken', await client.applicationApiToken.get({ ...HERE, apiTokenId: id! }))
  }
}

/** What is sent back as it was shown changes nothing, not even the time. */
async function sendBackAll(version: Version, client: Client): Promise<void> {
  for (const [list, one, key] of READ) {
    for (const shown of itemsOf(await client[list].get({ ...HERE, perPage: 1000 }))) {
      const body = { ...writableOf(version, one, shown), ...groupsOf(shown) }
      const changed = await client[one].patch({ ...HERE, [key]: shown.id!, [one]: body })
      assert.deepEqual(valid(version, one, changed), shown)
    }
  }
}

/** The groups of a user or endpoint as a body names them. */
function groupsOf({ experienceGroups }: JsonObject): JsonObject {
  if (!Array.isArray(experienceGroups)) return {}
  return { experienceGroupIds: experienceGroups.map(({ id }) => id) }
}
