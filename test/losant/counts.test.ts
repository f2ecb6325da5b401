import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { JsonObject } from '../../src/core/json.ts'
import type { Tag } from '../../src/core/person.ts'
import { trashThing } from '../../src/core/things.ts'
import { type Api, at, device, good, GROUPS, idOf, losantTest, make, operatorOf } from './client.ts'

/** A device that is known. */
interface Device {
  readonly id: string
  readonly tags: readonly Tag[]
}

/** What finds a device by its id or a tag; null: all. */
type Query = { readonly id: number } | { readonly tag: Tag } | null

/** What attaches devices to a group, the devices by number, and under which of the groups before it it lies. */
interface Draft {
  readonly devices: readonly number[]
  readonly tags: readonly Partial<Tag>[]
  readonly query?: Query
  readonly under: number
}

/** Twelve devices are known; of the numbers behind them nothing is. */
const known = 12
const number = fc.integer({ min: 0, max: known + 3 })
const keys = fc.constantFrom('site', 'Site', 'floor')
const values = fc.constantFrom('a', 'A', 'b')
const tag = fc.record({ key: keys, value: values })
const tags = fc.uniqueArray(tag, { maxLength: 3, selector: ({ key, value }) => `${key}=${value}` })
const inventories = fc.array(tags, { minLength: known, maxLength: known })
const drafts: fc.Arbitrary<Draft> = fc.record({
  devices: fc.array(number, { maxLength: 3 }),
  tags: fc.array(fc.record({ key: keys, value: values }, { requiredKeys: [] }), { maxLength: 2 }),
  query: fc.oneof(number.map((id) => ({ id })), tag.map((tag) => ({ tag })), fc.constant(null)),
  under: fc.nat(20),
}, { requiredKeys: ['devices', 'tags', 'under'] })

/** One round: its devices have ids of their own. */
interface Round {
  readonly inventory: readonly Device[]
  readonly idOf: (number: number) => string
}

function bodyOf({ devices, tags, query }: Draft, { idOf }: Round): JsonObject {
  const asked = query === undefined
    ? undefined
    : query === null
    ? {}
    : 'id' in query
    ? { id: idOf(query.id) }
    : { tags: { $tagKey: query.tag.key, $tagValue: query.tag.value } }
  return {
    name: 'x',
    deviceIds: devices.map(idOf),
    deviceTags: tags.map((tag) => ({ ...tag })),
    ...(asked ? { deviceQueryJson: JSON.stringify(asked) } : {}),
  }
}

/** The devices that a group has by itself, naively. */
function directOf({ devices, tags, query }: Draft, { inventory, idOf }: Round): Set<string> {
  const found = inventory.filter((one) =>
    tags.some((tag) => hasTag(one, tag)) || query !== undefined && answers(one, query, idOf)
  )
  return new Set([...devices.map(idOf), ...found.map(({ id }) => id)])
}

function hasTag({ tags }: Device, { key, value }: Partial<Tag>): boolean {
  if (key === undefined && value === undefined) return false
  return tags.some((tag) => (key ?? tag.key) === tag.key && (value ?? tag.value) === tag.value)
}

function answers(one: Device, query: Query, idOf: Round['idOf']): boolean {
  if (query === null) return true
  return 'id' in query ? one.id === idOf(query.id) : hasTag(one, query.tag)
}

/** A group, and the place of its parent among the groups before it; -1 is none. */
interface Placed {
  readonly id: string
  readonly draft: Draft
  readonly under: number
}

async function makeForest(api: Api, all: readonly Draft[], round: Round): Promise<Placed[]> {
  const groups: Placed[] = []
  for (const draft of all) {
    const under = draft.under % (groups.length + 1) - 1
    const { id } = await make(api, { ...bodyOf(draft, round), parentId: groups[under]?.id ?? null })
    groups.push({ id, draft, under })
  }
  return groups
}

/** From the last to the first: what lies below a group has been added to it when its turn comes. */
async function assertCounts(api: Api, groups: readonly Placed[], round: Round): Promise<void> {
  const totals = groups.map(({ draft }) => directOf(draft, round))
  for (const [n, { id, draft, under }] of [...groups.entries()].reverse()) {
    const query = 'includeDirectDeviceCount=true&includeTotalDeviceCount=true'
    const { directDeviceCount, totalDeviceCount } = good(await api.get(`${at(GROUPS, id)}?${query}`))
    assert.deepEqual([directDeviceCount, totalDeviceCount], [directOf(draft, round).size, totals[n]!.size])
    for (const one of totals[n]!) totals[under]?.add(one)
  }
}

losantTest('counts: in any forest they are those of a naive model, after a move too', async (api) => {
  let rounds = 0
  const forests = fc.array(drafts, { minLength: 2, maxLength: 10 })
  const property = fc.asyncProperty(inventories, forests, fc.nat(20), async (inventory, all, to) => {
    const first = 100 * ++rounds
    const ids = (n: number) => idOf(first + n)
    const round = { idOf: ids, inventory: inventory.map((tags, n) => ({ id: ids(n), tags })) }
    for (const one of round.inventory) await device(api, one)
    try {
      await assertRound(api, await makeForest(api, all, round), { round, to })
    } finally {
      await forget(api, round)
    }
  })
  await fc.assert(property, { numRuns: 15 })
})

async function assertRound(
  api: Api,
  groups: readonly Placed[],
  { round, to }: { readonly round: Round; readonly to: number },
): Promise<void> {
  await assertCounts(api, groups, round)
  const last = { ...groups.at(-1)!, under: to % (groups.length - 1) }
  good(await api.patch(at(GROUPS, last.id), { parentId: groups[last.under]!.id }))
  await assertCounts(api, [...groups.slice(0, -1), last], round)
}

/** The devices of a round are not to be found by the tags of the next. */
async function forget(api: Api, { inventory }: Round): Promise<void> {
  const principal = await operatorOf(api)
  for (const { id } of inventory) {
    await trashThing(api.running.store, principal, { kind: 'device', oid: id })
  }
}
