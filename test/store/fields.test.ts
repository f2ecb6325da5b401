import assert from 'node:assert/strict'
import type { ErrorCode } from '../../src/core/error.ts'
import { codeMax, descriptionMax, type GroupFields, labelMax, nameMax } from '../../src/core/group.ts'
import { changeGroup, createGroup } from '../../src/core/groups.ts'
import { numberMax } from '../../src/core/ids.ts'
import { findGroup } from '../../src/core/queries.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { createType } from '../../src/core/types.ts'
import {
  allEvents,
  beginning,
  contents,
  contract,
  group,
  person,
  phone,
  range,
  read,
  refused,
  reread,
  type Scene,
} from './suite.ts'

const full: GroupFields = {
  name: ' Home\t',
  code: '007',
  slug: 'Ho/Me',
  shortName: 'h',
  title: 'The home',
  description: '',
  rank: -7,
  type: null,
  parent: null,
  labels: { '': '', 'a.b': 'c', '$\'"\\': '🙂', toString: 'x', '0': 'zero' },
  columns: ['first', null, ''],
  selectors: [
    { kind: 'tag', key: 'k', value: null },
    { kind: 'tag', key: null, value: 'v' },
    { kind: 'query', value: '{ "a" : 1 }' },
  ],
  extras: { vendor: { a: [1, null, { b: 'c' }], '': 1e300, big: 2 ** 53 }, other: {} },
  expiresAt: beginning + 1000,
}

function change({ store, principal }: Scene, number: number, set: Partial<GroupFields>) {
  return changeGroup(store, principal, { number }, { edit: () => ({ set }) })
}

contract('a group gives back every field as it was put', async (scene) => {
  const { number: type } = await createType(scene.store, scene.principal, 'type')
  const parent = await group(scene, 'parent')
  const set = { ...full, type, parent: parent.number }
  const created = await group(scene, { ...set, createdAt: 5, updatedAt: 7 })
  assert.deepEqual(created, await findGroup(scene.store, scene.principal, { number: created.number }))
  assert.deepEqual({ ...created, ...set, createdAt: 5, updatedAt: 7, version: 1, state: 'live' }, created)
  const blank = await group(scene, 'blank')
  const changed = await change(scene, blank.number, { ...set, code: 'other', slug: 'other' })
  assert.deepEqual({ ...changed.group, ...set, code: 'other', slug: 'other', version: 2 }, changed.group)
  assert.deepEqual(changed.group, await reread(scene, blank.number))
})

contract('what can be nothing can become nothing again', async (scene) => {
  const { number: type } = await createType(scene.store, scene.principal, 'type')
  const parent = await group(scene, 'parent')
  const { number } = await group(scene, { ...full, type, parent: parent.number })
  const none = {
    slug: null,
    description: null,
    rank: null,
    type: null,
    parent: null,
    labels: {},
    columns: [],
    selectors: [],
    extras: {},
    expiresAt: null,
  }
  const changed = await change(scene, number, none)
  assert.deepEqual({ ...changed.group, ...none }, changed.group)
})

contract('a change of nothing gives the same group, and makes no version and no event', async (scene) => {
  const { number } = await group(scene, full, { add: [person(1), phone('+49 1')] })
  const before = await reread(scene, number)
  const whole = await contents(scene)
  const same = [
    {},
    { set: {} },
    { set: full },
    { set: { labels: Object.fromEntries(Object.entries(full.labels).toReversed()) } },
    { add: [person(1)] },
    { replace: [{ kind: 'person', members: [person(1)] }, { kind: 'phone', members: [phone('+49 1')] }] },
  ] as const
  for (const one of same) {
    const { group: after } = await changeGroup(scene.store, scene.principal, { number }, {
      edit: () => one,
    })
    assert.deepEqual(after, before)
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('a change raises version and time strictly, though the clock stands or goes back', async (scene) => {
  const { number } = await group(scene, 'x')
  const times = [beginning]
  for (const now of [beginning, beginning, beginning - 5000, beginning + 10, beginning + 10]) {
    scene.clock.now = now
    const { group: after } = await change(scene, number, { name: `x${times.length}` })
    assert.equal(after.version, times.length + 1)
    assert.ok(after.updatedAt > times.at(-1)!)
    assert.equal(after.createdAt, beginning)
    times.push(after.updatedAt)
  }
  assert.deepEqual(times.slice(1), [1, 2, 3, 10, 11].map((step) => beginning + step))
})

contract('a change is refused where the version has moved on, whatever it would change', async (scene) => {
  const { number } = await group(scene, 'x')
  const edit = (name: string) => ({ expected: 1, edit: () => ({ set: { name } }) })
  await changeGroup(scene.store, scene.principal, { number }, edit('y'))
  await refused('version_mismatch', changeGroup(scene.store, scene.principal, { number }, edit('z')))
  assert.deepEqual((await reread(scene, number)).name, 'y')
  const many = await Promise.allSettled(
    range(10).map((at) =>
      changeGroup(scene.store, scene.principal, { number }, { ...edit(`w${at}`), expected: 2 })
    ),
  )
  assert.deepEqual(many.filter((one) => one.status === 'fulfilled').length, 1)
})

contract('refuses fields over a limit or of no sense, and changes nothing', async (scene) => {
  await group(scene, 'there')
  const whole = await contents(scene)
  const bad: readonly (readonly [Partial<GroupFields>, string, ErrorCode?])[] = [
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(nameMax + 1) }, 'name'],
    [{ name: '🙂'.repeat(nameMax + 1) }, 'name'],
    [{ code: '' }, 'code'],
    [{ code: 'x'.repeat(codeMax + 1) }, 'code'],
    [{ slug: '' }, 'slug'],
    [{ slug: 'x'.repeat(codeMax + 1) }, 'slug'],
    [{ shortName: 'x'.repeat(nameMax + 1) }, 'shortName'],
    [{ title: 'x'.repeat(nameMax + 1) }, 'title'],
    [{ description: 'x'.repeat(descriptionMax + 1) }, 'description'],
    [{ rank: 1.5 }, 'rank'],
    [{ rank: numberMax + 1 }, 'rank'],
    [{ rank: Number.NaN }, 'rank'],
    [{ type: 1 }, 'type'],
    [{ type: 0 }, 'type'],
    [{ labels: Object.fromEntries(range(101).map((at) => [`k${at}`, ''])) }, 'labels'],
    [{ labels: { ['x'.repeat(labelMax + 1)]: '' } }, 'labels'],
    [{ labels: { k: 'x'.repeat(labelMax + 1) } }, 'labels.k'],
    [{ columns: ['', '', '', '', '', ''] }, 'columns'],
    [{ columns: ['', 'x'.repeat(nameMax + 1)] }, 'columns[1]'],
    [{ selectors: [{ kind: 'query', value: 'x' }] }, 'deviceQueryJson'],
    [{ selectors: range(102).map(() => ({ kind: 'query', value: 'x' })) }, 'selectors'],
    [{ extras: { vendor: { k: 'x'.repeat(65536) } } }, 'extras'],
    [{ expiresAt: beginning }, 'expiresAt', 'unprocessable'],
  ]
  for (const [set, field, code = 'invalid'] of bad) {
    const creating = await refused(code, group(scene, { name: 'new', ...set }))
    const changing = await refused(code, change(scene, 1, set))
    for (const error of [creating, changing]) assert.equal(error.violations[0]?.field, field)
  }
  assert.deepEqual(await contents(scene), whole)
})

contract('takes fields that are just as long as they may be', async (scene) => {
  const set = {
    name: '🙂'.repeat(nameMax),
    code: '🙂'.repeat(codeMax),
    slug: 'x'.repeat(codeMax),
    description: 'ä'.repeat(descriptionMax),
    rank: -numberMax,
    labels: Object.fromEntries(range(100).map((at) => [`k${at}`, 'x'.repeat(labelMax)])),
    columns: range(5).map(() => 'x'.repeat(nameMax)),
  }
  const created = await group(scene, set)
  assert.deepEqual({ ...created, ...set }, await reread(scene, created.number))
})

contract('a rule makes a changed name unique without case, in the trash too', async (scene) => {
  const unique = ['name'] as const
  const make = (name: string) => createGroup(scene.store, scene.principal, { name }, { unique })
  const rename = (number: number, name: string, rank: number) =>
    changeGroup(scene.store, scene.principal, { number }, { unique, edit: () => ({ set: { name, rank } }) })
  await make('Home')
  await refused('conflict', make('hOME'))
  const { number } = await group(scene, 'HOME')
  assert.equal((await rename(number, 'HOME', 3)).group.rank, 3)
  await refused('conflict', rename(number, 'home', 4))
  await trashGroup(scene.store, scene.principal, { number: 1 })
  await trashGroup(scene.store, scene.principal, { number })
  await refused('conflict', make('home'))
  assert.equal((await read(scene, (tx) => tx.groupNamed('home', 0)))?.number, 1)
  assert.equal(await read(scene, (tx) => tx.groupNamed('Home', 0)), undefined, 'the key is the folded name')
})

contract('under the rule a name may change its case, unless another group shares it', async (scene) => {
  const { number } = await group(scene, 'home')
  const rename = (name: string) =>
    changeGroup(scene.store, scene.principal, { number }, {
      unique: ['name'],
      edit: () => ({ set: { name } }),
    })
  assert.equal((await rename('Home')).group.name, 'Home')
  await group(scene, 'HOME')
  await refused('conflict', rename('HOme'))
})

contract('what an edit throws is thrown, and nothing is changed', async (scene) => {
  const { number } = await group(scene, 'x')
  const whole = await contents(scene)
  const fault = new RangeError('a fault')
  const changing = changeGroup(scene.store, scene.principal, { number }, {
    edit: () => {
      throw fault
    },
  })
  assert.equal(await changing.catch((error) => error), fault)
  assert.deepEqual(await contents(scene), whole)
})

contract('an event tells the fields that changed, as they were and as they became', async (scene) => {
  const { number } = await group(scene, { name: 'x', rank: 1, code: 'c' })
  await change(scene, number, { name: 'y', rank: null, title: '' })
  const [created, changed] = await allEvents(scene)
  assert.deepEqual(created, {
    sequence: 1,
    at: beginning,
    actor: 'tester',
    dialect: 'muster',
    request: '',
    kind: 'group.create',
    subject: { kind: 'group', number },
    before: null,
    after: { name: 'x', rank: 1, code: 'c', state: 'live', parent: null },
    members: null,
    cause: null,
    undoes: null,
  })
  assert.deepEqual([changed?.kind, changed?.before, changed?.after], [
    'group.change',
    { name: 'x', rank: 1 },
    { name: 'y', rank: null },
  ])
})
