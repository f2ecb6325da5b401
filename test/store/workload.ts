import { changeAccount, createAccount, listAccounts } from '../../src/core/accounts.ts'
import { blockedFor, noteFailure } from '../../src/core/blocks.ts'
import {
  changeDirectory,
  createDirectory,
  findDirectory,
  listDirectories,
} from '../../src/core/directories.ts'
import { type DeviceFilter, EVERY_DEVICE, NO_DEVICE } from '../../src/core/device-filter.ts'
import { deviceFilterOf } from '../../src/core/device-query.ts'
import { dueDirectories, expire } from '../../src/core/expiry.ts'
import { findGroupWith, pageGroupsWith } from '../../src/core/details.ts'
import { ALL, type Filter, type Order } from '../../src/core/filter.ts'
import { changeGroup, changeMember, endMember } from '../../src/core/groups.ts'
import { type NewMember, REFERRING_KINDS } from '../../src/core/member.ts'
import { groupsThenPeople, lookUpGroups, lookUpPeople } from '../../src/core/lookup.ts'
import { allPeople, findPersonWith, pagePeople } from '../../src/core/people-queries.ts'
import type { PersonFilter, PersonOrder } from '../../src/core/person-filter.ts'
import { listThings } from '../../src/core/thing-queries.ts'
import { changePerson, createPerson, restorePerson, trashPerson } from '../../src/core/people.ts'
import { operator } from '../../src/core/principal.ts'
import {
  allMembers,
  eventsAfter,
  findGroup,
  findMember,
  historyOf,
  membersAt,
  pageGroups,
  pageMembers,
} from '../../src/core/queries.ts'
import { exportDirectory } from '../../src/core/transfer/export.ts'
import { openFile } from '../../src/core/transfer/file.ts'
import { importInto } from '../../src/core/transfer/import.ts'
import { changeThing, createThing, trashThing } from '../../src/core/things.ts'
import {
  changeToken,
  createToken,
  deleteToken,
  findCredential,
  findToken,
  forgetTokens,
  listTokens,
  programTokens,
} from '../../src/core/tokens.ts'
import { restoreGroup, trashGroup } from '../../src/core/trash.ts'
import { changeType, createType, deleteType } from '../../src/core/types.ts'
import { undo } from '../../src/core/undo.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { allEvents, beginning, group, person, phone, read, type Scene } from './suite.ts'

/** Orders that dialects list groups in, each with an index of its own. */
export const WALKED: readonly {
  readonly index: string
  /** Where a plan enters the index behind the directory. */
  readonly entered: string
  readonly columns: readonly string[]
  readonly order: readonly Order[]
}[] = [
  { index: 'groups_live', entered: 'number', columns: ['g.number'], order: [{ field: 'number' }] },
  {
    index: 'groups_created',
    entered: 'created_at',
    columns: ['g.created_at', 'g.uuid'],
    order: [{ field: 'createdAt' }, { field: 'uuid' }],
  },
  {
    index: 'groups_name',
    entered: 'name',
    columns: ['g.name', 'g.oid'],
    order: [{ field: 'name' }, { field: 'oid' }],
  },
  {
    index: 'groups_rank',
    entered: 'state=? AND builtin=? AND rank_order',
    columns: ['g.rank_order', 'g.number'],
    order: [{ field: 'rank', absent: 0 }, { field: 'number' }],
  },
]

const FILTERS: readonly Filter[] = [
  { is: 'compare', field: 'number', with: '=', value: 1 },
  { is: 'compare', field: 'uuid', with: '=', value: 'x' },
  { is: 'compare', field: 'type', with: '=', value: 1 },
  { is: 'compare', field: 'parent', with: '=', value: null },
  { is: 'like', field: 'name', pattern: 'a*', folded: true },
  { is: 'has-member', kind: 'person', ref: 1 },
  { is: 'below', group: 1 },
  { is: 'has-label', key: 'k', value: 'v' },
  { is: 'has-label', key: { notIn: ['k'] }, value: { in: ['v', 'w'] } },
  { is: 'has-parent', oid: 'a'.repeat(24) },
  { is: 'has-ancestor', oid: { in: ['a'.repeat(24)] } },
  { is: 'has-ancestor', oid: { behind: 'a'.repeat(24) } },
  { is: 'text', field: 'name', at: 'start', text: 'a', folded: false },
  { is: 'part', field: 'code', at: 'anywhere', text: 'a' },
  { is: 'part', field: { in: 'extras', path: ['v', 'k'] }, at: 'start', text: 'a' },
  { is: 'compare', field: { in: 'extras', path: ['v', 'k'] }, with: '=', value: 'x' },
  { is: 'compare', field: { in: 'extras', path: ['v', 'k'] }, with: '=', value: true },
  ...REFERRING_KINDS.flatMap((kind): Filter[] => [
    { is: 'has-member-with', kind, oid: 'a'.repeat(24) },
    { is: 'has-member-with', kind, oid: { before: 'a'.repeat(24) } },
  ]),
]

const PERSON_FILTERS: readonly PersonFilter[] = [
  { is: 'compare', field: 'oid', with: '=', value: 'x' },
  { is: 'text', field: 'email', at: 'whole', text: 'a', folded: true },
  { is: 'text', field: { in: 'data', path: ['givenName'] }, at: 'start', text: 'a', folded: true },
  { is: 'compare', field: { in: 'data', path: ['rank'] }, with: '>', value: 1 },
  { is: 'has-label', key: 'k', value: 'v' },
  { is: 'in-group', groups: [1, 2] },
  { is: 'in-group', groups: { oid: 'a'.repeat(24) }, above: true },
  { is: 'in-group', groups: [2], above: true, among: { is: 'has-label', key: 'k', value: null } },
  { is: 'in-group', groups: { code: 'x' }, stubs: true },
  {
    is: 'in-group',
    groups: { code: { behind: 'x' } },
    stubs: true,
    among: { is: 'has-label', key: 'k', value: null },
  },
  { is: 'in-no-group' },
  { is: 'in-no-group', stubs: true },
]

/** Orders that dialects list people in, each with an index of its own. */
export const PEOPLE_WALKED: readonly {
  readonly index: string
  readonly columns: readonly string[]
  readonly order: readonly PersonOrder[]
}[] = [
  { index: 'person_live', columns: ['p.number'], order: [{ field: 'number' }] },
  {
    index: 'person_email_order',
    columns: ['p.email_order', 'p.oid'],
    order: [{ field: 'email', absent: '' }, { field: 'oid' }],
  },
]

const DEVICE_FILTERS: readonly DeviceFilter[] = [
  NO_DEVICE,
  EVERY_DEVICE,
  ...[
    { $nor: [{ id: 'a'.repeat(24), tags: { k: 'v' } }] },
    { $or: [{ id: 'a'.repeat(24) }, { tags: { k: { $in: ['v', 'w'] } } }] },
    { id: { $gt: 'a'.repeat(24) }, tags: null },
    { tags: { $tagKey: { $nin: ['k'] } } },
    { $or: [{ tags: { $tagValue: 'v' } }, { tags: { $tagKey: 'k' } }] },
  ].map((query) => deviceFilterOf(JSON.stringify(query))),
]

/**
 * Runs every command and query of the core, so that the driver has prepared every statement of the store. `prepared`
 * takes them as they come: a driver keeps so many only. The check, which reads everything, and mending run unless
 * `mends` is false.
 */
export async function runEverything(
  scene: Scene,
  prepared = new Set<string>(),
  { mends = true } = {},
): Promise<void> {
  for (
    const part of [
      changeGroups,
      changeOthers,
      changeInstallation,
      readGroups,
      readPeople,
      readDetails,
      readOthers,
      takeBack,
      ...(mends ? [mend] : []),
    ]
  ) {
    await part(scene)
    for (const sql of scene.opened.driver.statements()) prepared.add(sql)
  }
}

/** Damages rows behind the program's back and lets the check mend them. */
async function mend({ opened: { driver }, directory }: Scene): Promise<void> {
  await driver.write(async (connection) => {
    for (
      const sql of [
        'update ledger set live_groups = 99, next_member = 1 where directory_id = ?1',
        `update groups set people = people + 1, name_key = 'x', slug_key = 'x' || number where directory_id = ?1 and number > 0`,
        `update person set email_key = 'x', user_name_key = 'x', phone_key = 'x' where directory_id = ?1 and number = 8`,
        `update member set name_key = 'x' where directory_id = ?1 and id > 0 and kind = 'item'`,
        `update member set ref = 777 where directory_id = ?1 and id > 0 and kind = 'person' and until = 0`,
        `insert into selector (directory_id, group_number, position, kind) values (?1, 777, 0, 'query')`,
        `insert into tag (directory_id, number, key, value) values (?1, 777, 'k', 'v')`,
      ]
    ) await connection.run(sql, [directory])
  })
  await checkDirectory(driver, directory, { repair: true })
}

async function changeGroups(scene: Scene): Promise<void> {
  const { store, principal, clock, directory } = scene
  await createType(store, principal, 'type')
  const dated = { validFrom: beginning + 500, validUntil: beginning + 1000 }
  const add: NewMember[] = [
    person(1),
    phone('1'),
    phone('2', dated),
    { kind: 'item', name: 'i' },
    { kind: 'device', ref: { oid: 'a'.repeat(24) } },
  ]
  await group(scene, { name: 'a', code: 'a', slug: 'a', type: 1, expiresAt: beginning + 2000 }, { add })
  await group(scene, { name: 'b', parent: 1, selectors: [{ kind: 'query', value: '{}' }] })
  await group(scene, { name: 'c', parent: 2 })
  const contained: NewMember = { kind: 'group', ref: { number: 3 } }
  await changeGroup(store, principal, { code: 'a' }, {
    unique: ['name'],
    edit: () => ({
      set: { name: 'A', slug: 'b' },
      add: [contained],
      replace: [{ kind: 'phone', members: [phone('1')] }],
    }),
  })
  await changeMember(store, principal, { kind: 'phone', id: 2 }, () => ({ name: '3' }))
  await endMember(store, principal, { kind: 'item', id: 4 })
  await changeGroup(store, principal, { number: 3 }, { edit: () => ({ set: { parent: 1 } }) })
  await trashGroup(store, principal, { number: 2 })
  await restoreGroup(store, principal, { number: 2 })
  clock.now += 3000
  await dueDirectories(store)
  await expire(store, directory)
}

async function changeOthers(scene: Scene): Promise<void> {
  const { store, principal } = scene
  const email = { userName: 'ann', email: 'ann@example.com' }
  await createPerson(store, principal, { ...email, number: 8 }, {
    groups: [{ code: 'new' }],
    unique: ['email'],
  })
  await changePerson(
    store,
    principal,
    { number: 8 },
    () => ({ set: { phone: '1' }, groups: [{ number: 2 }] }),
  )
  await trashPerson(store, principal, { number: 8 })
  await restorePerson(store, principal, { number: 8 })
  await group(scene, { name: 'new', code: 'new' })
  const thing = await createThing(store, principal, { kind: 'device', tags: [{ key: 'k', value: 'v' }] }, [{
    number: 2,
  }])
  const key = { kind: 'device', oid: thing.oid } as const
  await changeThing(store, principal, key, () => ({ set: { tags: [] } }))
  await trashThing(store, principal, key)
  await changeType(store, principal, 1, 'renamed')
  await deleteType(store, principal, 1)
}

async function changeInstallation(scene: Scene): Promise<void> {
  const { store, directory, clock } = scene
  await changeDirectory(store, { id: directory }, { settings: { country: 'DE' } })
  await createAccount(store, { login: 'x', email: 'x@example.com', directory, permissions: ['reader'] })
  await changeAccount(store, 'x', { email: null })
  const { token, secret } = await createToken(store, { directory, purpose: 'p', scopes: [] })
  await createToken(store, { directory, login: 'Jane', purpose: 'p', scopes: [] }, { perLogin: 1 })
  await findCredential(store, 'p', secret)
  await changeToken(store, token.secretHash, { status: 'inactive' })
  await deleteToken(store, token.secretHash)
  const rule = { name: 'r', failures: 2, windowMs: 1000, blockMs: 1000 }
  await noteFailure(store, rule, 'who')
  await blockedFor(store, rule, 'who')
  await restoreExample(scene)
  await store.writeInstallation(async (tx) => {
    await tx.deleteFact('none')
    await tx.forget(clock.now)
    await tx.forgetTokens(0)
  })
}

/** A file of its own directory is restored into a fresh one. */
async function restoreExample({ store, directory }: Scene): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  await exportDirectory(store, await findDirectory(store, { id: directory }), {
    write(part) {
      parts.push(new Uint8Array(part))
      return Promise.resolve()
    },
  })
  const { id } = await createDirectory(store, { name: 'copy' })
  const file = await openFile(ReadableStream.from(parts))
  const nothing = () => {}
  await importInto(store, operator(id, 'import'), file, {
    renumber: null,
    onProgress: nothing,
    onRefusal: nothing,
    check: () => Promise.resolve(),
    isCheckedAlways: false,
  })
}

async function takeBack(scene: Scene): Promise<void> {
  for (const event of (await allEvents(scene)).toReversed()) {
    if (event.cause === null) await undo(scene.store, scene.principal, event.sequence).catch(() => {})
  }
}

async function readGroups(scene: Scene): Promise<void> {
  const { store, principal } = scene
  const [after] = (await pageGroups(store, principal, { order: [{ field: 'number' }], limit: 1 })).groups
  for (const { order } of WALKED) {
    for (const one of [order, order.map((term) => ({ ...term, descending: true }))]) {
      for (const from of [{}, { offset: 1 }, { after: after! }]) {
        await pageGroups(store, principal, { order: one, limit: 10, ...from })
      }
    }
  }
  for (const filter of FILTERS) {
    await pageGroups(store, principal, { filter, order: [{ field: 'number' }], limit: 10 })
  }
  const trashed = {
    filter: { is: 'all' },
    state: 'trashed',
    order: [{ field: 'number' }],
    limit: 10,
  } as const
  await read(scene, (tx) => tx.groups(trashed))
  for (
    const key of [{ uuid: 'x' }, { oid: 'x' }, { code: 'x' }, { slug: 'x' }, { named: 'x' }, {
      builtin: 'category',
    }]
  ) {
    await findGroup(store, principal, key).catch(() => {})
  }
  const seeing = { ...principal, sees: { is: 'has-label', key: 'k', value: null } } as const
  await findGroup(store, seeing, { number: 2 }).catch(() => {})
}

async function readPeople(scene: Scene): Promise<void> {
  const { store, principal } = scene
  const [after] = (await pagePeople(store, principal, { order: [{ field: 'number' }], limit: 1 })).people
  for (const { order } of PEOPLE_WALKED) {
    for (const one of [order, order.map((term) => ({ ...term, descending: true }))]) {
      for (const from of [{}, { offset: 1 }, { after: after!.person }]) {
        await pagePeople(store, principal, { order: one, limit: 10, groups: true, ...from })
      }
    }
  }
  for (const filter of PERSON_FILTERS) {
    await pagePeople(store, principal, { filter, order: [{ field: 'number' }], limit: 10 })
  }
  for (const stubs of [true, false]) await findPersonWith(store, principal, { number: 8 }, { stubs })
  const walk = { order: [{ field: 'number' }], offset: 1, limit: 10 } as const
  await Array.fromAsync(await allPeople(store, principal, { ...walk, stubs: true }))
  await Array.fromAsync(await groupsThenPeople(store, principal, { groups: walk, people: walk, offset: 1 }))
  await lookUpGroups(store, principal, [{ uuid: 'x' }, { code: 'x' }])
  await lookUpPeople(store, principal, { uuid: 'x', number: 1, phone: 'x' })
}

async function readDetails(scene: Scene): Promise<void> {
  const { store, principal } = scene
  for (const names of [true, false]) {
    const asked = { ancestors: true, members: REFERRING_KINDS, shown: 1, names }
    await findGroupWith(store, principal, { number: 2 }, asked)
    const page = { order: [{ field: 'number' }], limit: 10 } as const
    await pageGroupsWith(store, principal, page, asked)
    const seeing = { ...principal, sees: { is: 'has-label', key: 'k', value: null } } as const
    await pageGroupsWith(store, seeing, page, asked)
  }
  for (const kind of ['device', 'endpoint'] as const) {
    await Array.fromAsync(await listThings(store, principal, kind))
    await Array.fromAsync(await listThings(store, principal, kind, { group: { number: 2 } }))
  }
}

async function readOthers(scene: Scene): Promise<void> {
  const { store, principal } = scene
  const key = { number: 2 }
  await pageMembers(store, principal, key, { kind: 'person', limit: 10, offset: 1 })
  await Array.fromAsync((await allMembers(store, principal, key, 'person')).pages)
  await findMember(store, principal, { kind: 'phone', id: 1 }).catch(() => {})
  await membersAt(store, principal, key, { sequence: 3 })
  await historyOf(store, principal, { kind: 'group', number: 2 })
  await eventsAfter(store, principal, 0)
  await read(scene, async (tx) => {
    await tx.people({ filter: ALL, state: 'trashed', order: [{ field: 'number' }], limit: 10 })
    await tx.things('device', 'live', 0, 10)
    await tx.person({ uuid: 'x' })
    await tx.person({ oid: 'x' })
    await tx.types()
    const after = { number: 1, uuid: 'x', slug: null, name: 'x', type: 1 }
    for (const type of [1, 'any', null] as const) {
      await tx.typedGroups({ type, sees: ALL, limit: 10 })
      await tx.typedGroups({ type, sees: ALL, limit: 10, after })
    }
    await tx.typedGroupsNumbered([1], ALL)
    await tx.peopleNumbered([1])
    await tx.membersBegun([1])
    await tx.groupNamed('x', 0)
    await tx.countPeople()
    await tx.heightOf(1)
    await tx.deviceQueriesBelow(1, 10)
    for (const below of [true, false]) {
      for (const filter of DEVICE_FILTERS) await tx.countDevices({ group: 1, below }, filter)
    }
    await tx.containmentsAbove([1])
    await tx.membersReferring(1, 'person', Array.from({ length: 120 }, (_, at) => at))
  })
  await exportDirectory(store, await findDirectory(store, { id: scene.directory }), { async write() {} })
  await listDirectories(store)
  await findDirectory(store, { number: 1 }).catch(() => {})
  await findDirectory(store, { oid: 'x' }).catch(() => {})
  for (const directory of [null, 1]) {
    await listAccounts(store, directory)
    await listTokens(store, directory)
  }
  await programTokens(store, 1, 'bearer')
  await forgetTokens(store)
  await findToken(store, 1, 'x').catch(() => {})
}
