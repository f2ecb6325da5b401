import assert from 'node:assert/strict'
import type { Json } from '../../src/core/json.ts'
import {
  type Api,
  asked,
  assertInvalid,
  G,
  good,
  GROUPS,
  idOf,
  losantTest,
  make,
  names,
  P,
} from './client.ts'

/** Groups to be asked for: R > M > L, and one beside them. */
interface Scene {
  readonly api: Api
  readonly ids: Readonly<Record<'R' | 'M' | 'L' | 'other', string>>
}

async function scene(api: Api): Promise<Scene> {
  const R = (await make(api, { name: 'R', groupTags: { site: 'a', floor: '1' } })).id
  api.wait(1000)
  const M = (await make(api, { name: 'My Group', parentId: R, experienceUserIds: [idOf(1), idOf(2)] })).id
  api.wait(1000)
  const L = (await make(api, { name: 'leaf', parentId: M, experienceEndpointIds: [idOf(7)] })).id
  api.wait(1000)
  const other =
    (await make(api, { name: 'Größe', groupTags: { site: 'b' }, experienceUserIds: [idOf(2)] })).id
  return { api, ids: { R, M, L, other } }
}

/** Each query, and the names of the groups that it finds, by name. */
type Rows = readonly (readonly [query: unknown, found: readonly string[]])[]

async function check({ api }: Scene, rows: Rows): Promise<void> {
  for (const [query, found] of rows) {
    assert.deepEqual(await names(api, asked(query)), found, JSON.stringify(query))
  }
}

const ALL = ['Fixture', 'Größe', 'My Group', 'R', 'System', 'leaf']
const without = (...gone: string[]) => ALL.filter((name) => !gone.includes(name))

losantTest('case 54: what a query finds by the tree', async (api) => {
  const one = await scene(api)
  const { R, M, L, other } = one.ids
  await check(one, [
    [{}, ALL],
    [{ parentId: null }, ['Fixture', 'Größe', 'R', 'System']],
    [{ parentId: R }, ['My Group']],
    [{ parentId: { $ne: null } }, ['My Group', 'leaf']],
    [{ parentId: { $in: [R, M] } }, ['My Group', 'leaf']],
    [{ parentId: { $nin: [R, M] } }, ['Fixture', 'Größe', 'R', 'System']],
    [{ ancestorId: R }, ['My Group', 'leaf']],
    [{ ancestorId: R.toUpperCase() }, ['My Group', 'leaf']],
    [{ ancestorId: M }, ['leaf']],
    [{ ancestorId: L }, []],
    [{ ancestorId: idOf(9) }, []],
    [{ ancestorId: null }, ['Fixture', 'Größe', 'R', 'System']],
    [{ ancestorId: { $ne: M } }, without('leaf')],
    [{ ancestorId: { $in: [M, other] } }, ['leaf']],
    [{ ancestorId: { $nin: [M] } }, without('leaf')],
    [{ ancestorId: { $nin: [R] } }, ['Fixture', 'Größe', 'R', 'System']],
    [{ id: L }, ['leaf']],
    [{ id: { $in: [L, M, idOf(9)] } }, ['My Group', 'leaf']],
    [{ id: { $ne: L } }, without('leaf')],
    [{ id: { $lte: G } }, ['Fixture']],
    [{ id: { $lt: G } }, []],
    [{ id: { $gte: P } }, ['System']],
    [{ id: { $gt: P } }, []],
  ])
})

losantTest('query: what is found by members, names and dates', async (api) => {
  const one = await scene(api)
  const { creationDate } = good(await api.get(`${GROUPS}/${one.ids.M}`))
  const time = Date.parse(String(creationDate))
  await check(one, [
    [{ experienceUserId: idOf(2) }, ['Größe', 'My Group']],
    [{ experienceUserId: idOf(1) }, ['My Group']],
    [{ experienceUserId: idOf(3) }, []],
    [{ experienceUserId: null }, ['Fixture', 'R', 'System', 'leaf']],
    [{ experienceUserId: { $ne: idOf(1) } }, without('My Group')],
    [{ experienceUserId: { $in: [idOf(1), idOf(3)] } }, ['My Group']],
    [{ experienceUserId: { $nin: [idOf(1), idOf(3)] } }, without('My Group')],
    [{ experienceEndpointId: idOf(7) }, ['leaf']],
    [{ experienceEndpointId: { $ne: null } }, ['leaf']],
    [{ name: 'My Group' }, ['My Group']],
    [{ name: 'my group' }, []],
    [{ name: { $eq: 'MY GROUP', $ci: true } }, ['My Group']],
    [{ name: { $contains: 'GROUP', $ci: true } }, ['My Group']],
    [{ name: { $contains: 'GROUP' } }, []],
    [{ name: { $contains: 'rö' } }, ['Größe']],
    [{ name: { $contains: 'RÖ', $ci: true } }, ['Größe']],
    [{ name: { $startsWith: 'My' } }, ['My Group']],
    [{ name: { $startsWith: 'my' } }, []],
    [{ name: { $endsWith: 'f' } }, ['leaf']],
    [{ name: { $startsWith: 'M', $endsWith: 'p' } }, ['My Group']],
    [{ name: { $startsWith: '*' } }, []],
    [{ name: { $in: ['R', 'leaf', 'r'] } }, ['R', 'leaf']],
    [{ name: { $in: ['r', 'LEAF'], $ci: true } }, ['R', 'leaf']],
    [{ name: { $nin: ['r', 'LEAF'], $ci: true } }, without('R', 'leaf')],
    [{ name: { $ne: 'R' } }, without('R')],
    [{ name: { $gte: 'R', $lt: 'S' } }, ['R']],
    [{ name: null }, []],
    [{ creationDate: String(creationDate) }, ['My Group']],
    [{ creationDate: time }, ['My Group']],
    [{ creationDate: { $gt: time } }, ['Größe', 'leaf']],
    [{ creationDate: { $gte: String(creationDate) } }, ['Größe', 'My Group', 'leaf']],
    [{ creationDate: { $lt: new Date(time).toISOString() } }, ['Fixture', 'R', 'System']],
    [{ name: 'My Group', lastUpdated: '2022-01-30T17:18:11.911Z' }, []],
  ])
})

losantTest('query: what is found by tags, and by several conditions', async (api) => {
  await check(await scene(api), [
    [{ groupTags: { site: 'a' } }, ['R']],
    [{ groupTags: { site: 'A' } }, []],
    [{ groupTags: { site: { $in: ['a', 'b'] } } }, ['Größe', 'R']],
    [{ groupTags: { site: { $nin: ['a'] } } }, without('R')],
    [{ groupTags: { site: 'a', floor: '1' } }, ['R']],
    [{ groupTags: { site: 'b', floor: '1' } }, []],
    [{ groupTags: { $tagKey: 'site' } }, ['Größe', 'R']],
    [{ groupTags: { $tagKey: 'site', $tagValue: 'b' } }, ['Größe']],
    [{ groupTags: { $tagValue: '1' } }, ['R']],
    [{ groupTags: { $eq: { site: 'a' } } }, ['R']],
    [{ groupTags: { $ne: { site: 'a' } } }, without('R')],
    [{ groupTags: null }, without('R', 'Größe')],
    [{ groupTags: { site: null } }, without('R', 'Größe')],
    [{ $or: [{ name: 'R' }, { name: 'leaf' }] }, ['R', 'leaf']],
    [{ $and: [{ parentId: null }, { name: { $contains: 't' } }] }, ['Fixture', 'System']],
    [{ $nor: [{ parentId: null }, { name: 'leaf' }] }, ['My Group']],
    [{ $or: [{ $and: [{ name: 'R' }, { parentId: null }] }, { $nor: [{ parentId: null }] }] }, [
      'My Group',
      'R',
      'leaf',
    ]],
    [{ $and: [] }, ALL],
    [{ $or: [] }, ALL],
    [{ $nor: [] }, []],
  ])
})

losantTest('query: it takes the place of the filter, and is not told again', async (api) => {
  const path = `${asked({ name: 'Fixture' })}&filterField=name&filter=System`
  const body = good(await api.get(path))
  assert.equal(body.totalCount, 1)
  assert.equal('query' in body, false)
})

losantTest('case 55: what is no query', async (api) => {
  for (const text of ['', 'notjson', '[]', '"x"', '5', 'null', '{', '{"name":']) {
    assertInvalid(await api.get(`${GROUPS}?query=${encodeURIComponent(text)}`), 'query is the wrong type')
  }
  for (const query of [{ description: 'x' }, { foo: 1 }, { $not: {} }, { $regex: 'x' }, { $where: '1' }]) {
    assertInvalid(await api.get(asked(query)), 'query has additional properties')
  }
  const fields: readonly [field: string, value: Json][] = [
    ['name', { $regex: 'x' }],
    ['name', { $ci: 'yes' }],
    ['name', { $startsWith: '' }],
    ['name', { $startsWith: 5 }],
    ['name', ['x']],
    ['name', { $in: 'x' }],
    ['name', { $in: Array(101).fill('x') }],
    ['creationDate', { $contains: '' }],
    ['parentId', { $eq: null, $ne: null }],
    ['parentId', {}],
    ['parentId', 'root'],
    ['parentId', { $in: G }],
    ['parentId', { $in: ['zzz'] }],
    ['ancestorId', 5],
    ['id', { $contains: G }],
    ['experienceUserId', { $in: Array(101).fill(G) }],
    ['groupTags', 'x'],
    ['groupTags', { site: 5 }],
    ['groupTags', { site: 'x'.repeat(256) }],
    ['groupTags', { $tagKey: 5 }],
    ['groupTags', { $ne: 'x' }],
  ]
  for (const [field, value] of fields) {
    assertInvalid(await api.get(asked({ [field]: value })), new RegExp(`^query\\.${field}\\b`))
    assertInvalid(await api.get(asked({ $or: [{ $nor: [{ [field]: value }] }] })), /^query/)
  }
  for (const query of [{ $and: {} }, { $or: ['x'] }, { $nor: Array(101).fill({}) }, { $and: [{ foo: 1 }] }]) {
    assertInvalid(await api.get(asked(query)), /^query/)
  }
})

losantTest('query: a deep or a wide one is refused, not run', async (api) => {
  let deep: Json = { name: 'x' }
  for (let n = 0; n < 200; n++) deep = { $and: [deep] }
  assertInvalid(await api.get(asked(deep)))
  const wide = Array(100).fill({ $or: Array(20).fill({ name: 'x' }) })
  assertInvalid(await api.get(asked({ $and: wide })))
})
