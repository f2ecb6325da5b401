import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import {
  type Api,
  assertFails,
  done,
  hiveTest,
  HOME,
  lastEvent,
  LIST,
  listed,
  makeGroup,
  makeType,
  refused,
  slugsOf,
  TYPES,
} from './client.ts'

const BLANK = [{ key: 'name', value: '', message: 'Name cannot be blank' }]
const LYON = { name: 'Lyon', slug: 'lyon', typeId: 1 }

/** Type 1 with one group, `lyon`. */
async function prepare(api: Api): Promise<void> {
  await makeType(api, 'Type #1')
  await makeGroup(api, LYON)
}

hiveTest('25, 26: a type is renamed, trimmed, and keeps its groups', async (api) => {
  await prepare(api)
  for (const name of ['Type #11', ' New ']) {
    const object = done(await api.put(`${TYPES}/1`, { name }))
    assert.deepEqual([object['id'], object['name'], slugsOf(object)], [1, name.trim(), ['lyon']])
    assert.deepEqual((await listed(api))[1], [1, name.trim(), ['lyon']])
  }
})

hiveTest('27, 28: a refused name is in the answer, and the type keeps its own', async (api) => {
  await prepare(api)
  const before = await lastEvent(api)
  for (
    const [body, name, errors] of [
      [{ name: '' }, '', BLANK],
      [{}, '', BLANK],
      [{ name: ' ' }, '', BLANK],
      [{ name: 7 }, '', [{ key: 'name', value: '7', message: 'Name must be text' }]],
    ] as const
  ) {
    const { object, ...told } = refused(await api.put(`${TYPES}/1`, body))
    assert.deepEqual(told.errors, errors)
    assert.deepEqual([object['id'], object['name'], slugsOf(object)], [1, name, ['lyon']])
  }
  const name = 'x'.repeat(256)
  assert.equal(refused(await api.put(`${TYPES}/1`, { name })).object['name'], name)
  assert.equal(await lastEvent(api), before)
  assert.deepEqual((await listed(api))[1], [1, 'Type #1', ['lyon']])
})

hiveTest('29: the name that a type has is welcome, and no change', async (api) => {
  await prepare(api)
  const before = await lastEvent(api)
  assert.equal(done(await api.put(`${TYPES}/1`, { name: 'Type #1' }))['name'], 'Type #1')
  assert.equal(await lastEvent(api), before)
})

hiveTest('30: the whole record may be sent back; its groups have no effect', async (api) => {
  await prepare(api)
  const { groupTypes } = done(await api.get(LIST)) as { readonly groupTypes: readonly JsonObject[] }
  const body = { ...groupTypes[1], name: 'Renamed', groups: [{ id: HOME, slug: 'home', name: 'Home' }] }
  assert.deepEqual(slugsOf(done(await api.put(`${TYPES}/1`, body))), ['lyon'])
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']], [1, 'Renamed', ['lyon']]])
})

hiveTest('31: Default cannot be renamed', async (api) => {
  const { errors, object } = refused(await api.put(`${TYPES}/0`, { name: 'X' }))
  const message = 'The default group type cannot be changed'
  assert.deepEqual(errors, [{ key: 'id', value: '0', message }])
  assert.deepEqual([object['id'], object['name'], slugsOf(object)], [0, 'Default', ['home']])
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
  assertFails(await api.send('PUT', `${TYPES}/0`, { text: '{' }), 400)
})

hiveTest('32: what is no number of a type is 404', async (api) => {
  await makeType(api, 'Type #1')
  for (
    const id of ['999', 'abc', '1.5', '-1', '+1', '01', '99999999999', '2147483648', '1e0', '%31%00', 'é']
  ) {
    assertFails(await api.put(`${TYPES}/${id}`, { name: 'X' }), 404, 'Group type not found')
    assertFails(await api.delete(`${TYPES}/${id}`), 404, 'Group type not found')
  }
  assert.equal(done(await api.put(`${TYPES}/%31`, { name: 'X' }))['id'], 1, 'an escape is the digit')
})

hiveTest('33: that a type is not there is told before what is wrong with the body', async ({ send }) => {
  for (
    const [text, type] of [['{', undefined], ['[1]', undefined], ['<a/>', 'text/xml'], [
      '{}',
      undefined,
    ]] as const
  ) {
    assertFails(await send('PUT', `${TYPES}/1`, { text, ...(type ? { type } : {}) }), 404)
  }
})

hiveTest('a malformed body of a type that is there is 400 or 415, and changes nothing', async (api) => {
  await prepare(api)
  assertFails(await api.send('PUT', `${TYPES}/1`, { text: '{"name"' }), 400)
  assertFails(await api.send('PUT', `${TYPES}/1`, { text: '<a/>', type: 'text/xml' }), 415)
  assert.deepEqual((await listed(api))[1], [1, 'Type #1', ['lyon']])
})

hiveTest('34: a type without groups is deleted, and answered', async (api) => {
  await makeType(api, 'Type #1')
  assert.deepEqual(done(await api.delete(`${TYPES}/1`)), {
    id: 1,
    type: 'groupType',
    name: 'Type #1',
    groups: [],
    accessWarnings: [],
  })
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
})

hiveTest(
  '35–38: the groups of a deleted type are in the answer, and in Default from then on',
  async (api) => {
    await prepare(api)
    assert.deepEqual(await listed(api), [[0, 'Default', ['home']], [1, 'Type #1', ['lyon']]])
    assert.deepEqual(slugsOf(done(await api.delete(`${TYPES}/1`))), ['lyon'])
    assert.deepEqual(await listed(api), [[0, 'Default', ['home', 'lyon']]])
    assertFails(await api.delete(`${TYPES}/1`), 404, 'Group type not found')
  },
)

hiveTest('39: the number of a deleted type is not given again', async (api) => {
  await makeType(api, 'A')
  done(await api.delete(`${TYPES}/1`))
  assert.equal(await makeType(api, 'B'), 2)
})

hiveTest('40: Default cannot be deleted', async (api) => {
  const { errors, object } = refused(await api.delete(`${TYPES}/0`))
  const message = 'The default group type cannot be deleted'
  assert.deepEqual(errors, [{ key: 'id', value: '0', message }])
  assert.deepEqual([object['id'], object['name'], slugsOf(object)], [0, 'Default', ['home']])
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
})

hiveTest('41: the body of a DELETE is not looked at', async (api) => {
  for (const [at, text] of ['{"name":"X"}', '{', '<a/>'].entries()) {
    await makeType(api, 'A')
    const type = at === 2 ? 'text/xml' : 'application/json'
    assert.equal(done(await api.send('DELETE', `${TYPES}/${at + 1}`, { text, type }))['name'], 'A')
  }
})
