import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createGroup } from '../src/core/groups.ts'
import { findDirectory } from '../src/core/directories.ts'
import type { DirectoryKey } from '../src/core/directory.ts'
import type { Group } from '../src/core/group.ts'
import { findGroup } from '../src/core/queries.ts'
import { operator } from '../src/core/principal.ts'
import { type Member, mergeData, NO_MEMBERS } from '../src/core/member.ts'
import { blankGroup } from '../src/core/references.ts'
import { decodeGroup, decodePhone } from '../src/dialects/lox24/decode.ts'
import { phoneFromWire, phoneToWire, toNumber } from '../src/dialects/lox24/phone.ts'
import { GROUP_PATCH } from '../src/dialects/losant/shapes.ts'
import { fromWire, toWire } from '../src/dialects/lox24/resource.ts'
import {
  decodeList,
  fromWire as listFromWire,
  type ListChange,
  toWire as listToWire,
} from '../src/dialects/superoffice/resource.ts'
import { fieldsOf } from '../src/dialects/superoffice/decode.ts'
import { decodePatch, patchList } from '../src/dialects/superoffice/patch.ts'
import { hiveGroups, hiveUnslugged } from './hive/lenses.ts'
import { incoplaxContacts, incoplaxGroups } from './incoplax/lenses.ts'
import { losantEndpoints, losantGroups, losantUsers } from './losant/lenses.ts'
import { startMuster } from './support.ts'

/** How one dialect shows a thing, and what a body that it reads changes of it. */
interface Lens<T> {
  readonly name: string
  readonly things: fc.Arbitrary<T>
  readonly bodies: fc.Arbitrary<Readonly<Record<string, unknown>>>
  get(thing: T): object
  /** The changed thing, and the same one where nothing changes. */
  put(thing: T, body: unknown): T
  /** The key's value as it is shown, where the vendor writes it in a form of its own. */
  shown?(key: string, value: unknown): unknown
}

/** Any text that a store keeps, of up to `max` code points. */
function storable(max: number, minLength = 0): fc.Arbitrary<string> {
  const character = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('a', 'Z', '0', ' ', 'ü', '\n', '"', '🙂', '日') },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 1, max: 0x10ffff }).filter(isCharacter).map((code) =>
        String.fromCodePoint(code)
      ),
    },
  )
  return fc.array(character, { minLength, maxLength: max, size: 'max' }).map((all) => all.join(''))
}

function isCharacter(code: number): boolean {
  return code < 0xd800 || code > 0xdfff
}

const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })

const groups: fc.Arbitrary<Group> = fc.record({
  name: storable(120, 1),
  description: nullable(storable(400)),
  columns: fc.array(nullable(storable(80)), { maxLength: 5 }),
  expiresAt: nullable(fc.integer({ min: 1, max: 8.64e15 })),
  phones: fc.nat(),
}).map(({ phones, ...fields }) => ({
  ...blankGroup(0),
  number: 7,
  ...fields,
  counts: { ...NO_MEMBERS, phone: phones },
}))

const seconds = fc.integer({ min: 0, max: 253402300799 }).map((second) =>
  new Date(second * 1000).toISOString().replace('.000Z', '+00:00')
)

const lox24Groups: Lens<Group> = {
  name: 'lox24 groups',
  things: groups,
  bodies: fc.record({
    name: storable(50, 1),
    description: nullable(storable(255)),
    name_a: nullable(storable(50)),
    name_b: nullable(storable(50)),
    name_c: nullable(storable(50)),
    name_d: nullable(storable(50)),
    name_e: nullable(storable(50)),
    deleted_at: nullable(seconds),
  }, { requiredKeys: ['name'] }),
  get: toWire,
  put: (group, body) => merged(group, fromWire(decodeGroup(body, toWire(group)), group)),
}

const numbers = fc.stringMatching(/^(?:\+[0-9]{1,20}|00[1-9][0-9]{3,15}|[1-9][0-9 .\-/()]{3,15}[0-9]{3})$/)

const phones: fc.Arbitrary<Member> = fc.record({
  name: fc.oneof(numbers, storable(60, 1)),
  values: fc.array(nullable(storable(1600)), { maxLength: 5 }),
  correlation: nullable(storable(60)),
  optedInAt: nullable(fc.nat()),
  optedOutAt: nullable(fc.nat()),
  optOutReason: nullable(fc.integer({ min: 1, max: 6 })),
}).map(({ name, ...data }) => ({
  id: 9,
  since: 1,
  until: null,
  state: 'live',
  group: 7,
  kind: 'phone',
  ref: null,
  home: false,
  name,
  nameKey: name,
  position: 9,
  place: 9,
  data,
  validFrom: null,
  validUntil: null,
}))

const lox24Phones: Lens<Member> = {
  name: 'lox24 phones',
  things: phones,
  bodies: fc.record({
    phone: numbers,
    a: nullable(storable(1530)),
    b: nullable(storable(60)),
    c: nullable(storable(60)),
    d: nullable(storable(60)),
    e: nullable(storable(60)),
    callback_data: nullable(storable(36)),
  }, { requiredKeys: ['phone'] }),
  get: phoneToWire,
  put: putPhone,
  shown: (key, value) => key === 'phone' ? toNumber(String(value)) : value,
}

function putPhone(member: Member, body: unknown): Member {
  const { data, ...rest } = phoneFromWire(decodePhone(body, phoneToWire(member)), member)
  return merged(member, { ...rest, ...(data ? { data: mergeData(member.data, data) } : {}) })
}

const lists: fc.Arbitrary<Group> = fc.record({
  name: storable(400, 1),
  description: nullable(storable(400)),
  rank: nullable(fc.integer({ min: -100_000, max: 100_000 })),
  state: fc.constantFrom('live' as const, 'trashed' as const),
  extras: fc.constantFrom<Group['extras']>(
    {},
    { superoffice: { isMDOList: true, listType: 'error' } },
    { superoffice: { useGroupsAndHeadings: true }, hive: { visibility: 'open' } },
    { superoffice: { isCustomList: true, useGroupsAndHeadings: true, more: [1] } },
  ),
}).map((fields) => ({ ...blankGroup(0), number: 7, ...fields }))

const listBodies = fc.record({
  Name: storable(239, 1).filter((name) => name.trim() !== ''),
  Tooltip: nullable(storable(254)),
  Deleted: fc.boolean(),
  Rank: fc.integer({ min: 0, max: 65535 }),
  UseGroupsAndHeadings: fc.boolean(),
}, { requiredKeys: [] })

/** A list that is patched, and one that is saved whole: the rest of a body is what is shown. */
const superofficeLists: Lens<Group> = {
  name: 'superoffice lists, patched',
  things: lists,
  bodies: listBodies,
  get: listToWire,
  put: (group, body) => putList(group, patchList(listToWire(group), decodePatch(body))),
}

const superofficeSaved: Lens<Group> = {
  ...superofficeLists,
  name: 'superoffice lists, saved',
  put: (group, body) => putList(group, decodeList(fieldsOf({ ...listToWire(group), ...Object(body) }))),
}

function putList(group: Group, body: ListChange): Group {
  const { set, trashed } = listFromWire(body, group)
  return merged(group, { ...set, ...(trashed === undefined ? {} : { state: trashed ? 'trashed' : 'live' }) })
}

function merged<T extends object>(thing: T, change: Partial<NoInfer<T>>): T {
  return Object.keys(change).length === 0 ? thing : { ...thing, ...change }
}

function checkLaws<T>({ name, things, bodies, get, put, shown = (_, value) => value }: Lens<T>): void {
  Deno.test(`laws: ${name}: put back what you got, and nothing changes`, () => {
    fc.assert(fc.property(things, (thing) => {
      assert.equal(put(thing, JSON.parse(JSON.stringify(get(thing)))), thing)
    }))
  })

  Deno.test(`laws: ${name}: get what you put, and it is what you put`, () => {
    fc.assert(fc.property(things, bodies, (thing, body) => {
      const expected = Object.entries(body).map(([key, value]) => [key, shown(key, value)])
      assert.deepEqual(get(put(thing, body)), { ...get(thing), ...Object.fromEntries(expected) })
    }))
  })

  Deno.test(`laws: ${name}: put twice is put once`, () => {
    fc.assert(fc.property(things, bodies, (thing, body) => {
      const once = put(thing, body)
      assert.equal(put(once, body), once)
    }))
  })
}

checkLaws(lox24Groups)
checkLaws(lox24Phones)
checkLaws(superofficeLists)
checkLaws(superofficeSaved)
checkLaws(losantGroups)
checkLaws(losantUsers)
checkLaws(losantEndpoints)
checkLaws(incoplaxGroups)
checkLaws(incoplaxContacts)
checkLaws(hiveGroups)
checkLaws(hiveUnslugged)

interface Door {
  readonly name: string
  readonly directory: DirectoryKey
  readonly path: (group: Group) => string
  readonly headers: Readonly<Record<string, string>>
  /** PUT unless given. */
  readonly method?: string
  /** Which keys of an answer a body may have; all unless given. */
  readonly takes?: (key: string) => boolean
}

/** Where a dialect answers for a group, and who may ask. Each puts back what it got, as far as it takes that. */
const DIALECTS: readonly Door[] = [{
  name: 'lox24',
  directory: { number: 1234567 },
  path: ({ number }: Group) => `/groups/${number}`,
  headers: {
    'accept': 'application/json',
    'content-type': 'application/json',
    'x-lox24-auth-token': '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx',
  },
}, {
  name: 'superoffice',
  directory: { number: 1234567 },
  path: ({ number }: Group) => `/api/v1/List/${number}`,
  headers: {
    'accept': 'application/json',
    'accept-language': '',
    'content-type': 'application/json',
    'authorization': 'Basic dGplMDpUamUw',
  },
}, {
  name: 'losant',
  directory: { number: 1234567 },
  path: ({ oid }: Group) => `/applications/575ec8687ae143cd83dc4a97/experience/groups/${oid}`,
  headers: { 'authorization': 'Bearer YOUR_API_ACCESS_TOKEN', 'content-type': 'application/json' },
  method: 'PATCH',
  takes: (key) => key in GROUP_PATCH.properties,
}]

for (const { name, directory, path, headers, method = 'PUT', takes = () => true } of DIALECTS) {
  Deno.test(`laws: ${name}: over HTTP, what is put back as it was got leaves the group as it was`, async () => {
    await using running = await startMuster({ fixtures: [name] })
    const { url, store } = running
    const principal = operator((await findDirectory(store, directory)).id, 'laws')
    for (const { name, description, columns } of fc.sample(groups, 25)) {
      const { group } = await createGroup(store, principal, { name, description, columns })
      const got = await fetch(url + path(group), { headers })
      assert.equal(got.status, 200)
      const whole: Record<string, unknown> = JSON.parse(await got.text())
      const body = JSON.stringify(Object.fromEntries(Object.entries(whole).filter(([key]) => takes(key))))
      const put = await fetch(url + path(group), { method, headers, body })
      assert.equal(put.status, 200, await put.text())
      assert.deepEqual(await findGroup(store, principal, { number: group.number }), group)
    }
  })
}
