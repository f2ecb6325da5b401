import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { findGroup } from '../../src/core/queries.ts'
import {
  type Api,
  assertFails,
  done,
  GROUPS,
  hiveTest,
  HOME,
  lastEvent,
  listed,
  makeGroup,
  makeType,
  NOBODY,
  operatorOf,
  refused,
} from './client.ts'

/** A group as it is answered that was made of a name alone. */
function blank({ running }: Api, name: string, slug: string): JsonObject {
  return {
    type: 'group',
    name,
    slug,
    private: false,
    premium: false,
    invisibleInGroupListModule: false,
    description: '',
    logoUrl: '',
    logoAltText: '',
    logoLinkUrl: '',
    logoVisible: false,
    thumbUrl: '',
    thumbAltText: '',
    favIconUrl: '',
    typeId: 0,
    postVoteControlVisible: false,
    postTweetControlVisible: false,
    postShareControlVisible: false,
    postStatusVisible: false,
    typeName: 'Default',
    url: `${running.url}/${slug}`,
    accessWarnings: [],
  }
}

/** One value of each field that may be sent, none of them the one that it has without. */
const WHOLE = {
  name: 'Lyon',
  slug: 'Lyon_2',
  private: true,
  premium: true,
  invisibleInGroupListModule: true,
  description: '<p>Both <b>rivers</b></p>',
  logoUrl: '/logo.png',
  logoAltText: 'Lyon’s logo',
  logoLinkUrl: 'https://example.com',
  logoVisible: true,
  thumbUrl: '/thumb.png',
  thumbAltText: 'thumb',
  favIconUrl: '/favicon.ico',
  typeId: 1,
  postVoteControlVisible: true,
  postTweetControlVisible: true,
  postShareControlVisible: true,
  postStatusVisible: true,
}

hiveTest('42: a group without a typeId, or with 0 or null, is in Default', async (api) => {
  for (const body of [{ name: 'X' }, { name: 'Y', typeId: 0 }, { name: 'Z', typeId: null }]) {
    assert.equal((await makeGroup(api, body))['typeId'], 0)
  }
  assert.deepEqual(await listed(api), [[0, 'Default', ['home', 'x', 'y', 'z']]])
})

hiveTest('a group made of a name has all fields, and a slug made from the name', async (api) => {
  const { id, ...group } = await makeGroup(api, { name: '  Ünïté & more \t' })
  assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  assert.deepEqual(group, blank(api, 'Ünïté & more', 'unite-more'))
})

hiveTest('every field that is sent is kept and given back', async (api) => {
  await makeType(api, 'City')
  const { id, ...group } = await makeGroup(api, WHOLE)
  const expected = {
    type: 'group',
    ...WHOLE,
    typeName: 'City',
    url: `${api.running.url}/Lyon_2`,
    accessWarnings: [],
  }
  assert.deepEqual(group, expected)
  assert.deepEqual(done(await api.put(`${GROUPS}/${id}`, {})), { id, ...expected })
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']], [1, 'City', ['Lyon_2']]])
})

hiveTest('null takes every field back to what it is without', async (api) => {
  await makeType(api, 'City')
  const { id } = await makeGroup(api, WHOLE)
  const nulls = Object.fromEntries(Object.keys(WHOLE).map((key) => [key, null]))
  const { name: _, ...rest } = nulls
  const { id: same, slug, url, ...group } = done(await api.put(`${GROUPS}/${id}`, rest))
  const { slug: _slug, url: _url, ...expected } = blank(api, 'Lyon', '')
  assert.deepEqual([same, group], [id, expected])
  assert.match(String(slug), /^lyon-\d+$/)
  assert.equal(url, `${api.running.url}/${slug}`)
  const kept = await findGroup(api.running.store, await operatorOf(api), { uuid: id })
  assert.deepEqual([kept.slug, kept.description, kept.type, kept.extras], [null, null, null, {}])
})

hiveTest('43: a typeId that names no type is told', async (api) => {
  const before = await lastEvent(api)
  for (
    const [typeId, value, message] of [
      [999, '999', 'Group type does not exist'],
      [-1, '-1', 'Group type does not exist'],
      [1.5, '1.5', 'Group type does not exist'],
      [2147483648, '2147483648', 'Group type does not exist'],
      ['1', '1', 'Type id must be a whole number'],
      [true, 'true', 'Type id must be a whole number'],
      [[1], '[1]', 'Type id must be a whole number'],
    ] as const
  ) {
    const { errors, object } = refused(await api.post(GROUPS, { name: 'Z', typeId }))
    assert.deepEqual(errors, [{ key: 'typeId', value, message }])
    assert.deepEqual([object['id'], object['name']], [null, 'Z'])
  }
  assert.equal(await lastEvent(api), before)
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
})

hiveTest('44, 45: a change leaves alone what it does not name; typeId moves the group', async (api) => {
  for (const name of ['One', 'Two']) await makeType(api, name)
  const { id } = await makeGroup(api, { name: 'Lyon', slug: 'lyon', typeId: 1 })
  const described = done(await api.put(`${GROUPS}/${id}`, { description: 'd' }))
  assert.deepEqual([described['typeId'], described['typeName'], described['description']], [1, 'One', 'd'])
  assert.deepEqual((await listed(api))[1], [1, 'One', ['lyon']])
  done(await api.put(`${GROUPS}/${id.toUpperCase()}`, { typeId: 2 }))
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']], [1, 'One', []], [2, 'Two', ['lyon']]])
  done(await api.put(`${GROUPS}/${id}`, { typeId: 0 }))
  assert.deepEqual((await listed(api))[0], [0, 'Default', ['home', 'lyon']])
})

hiveTest('46: a deleted group is answered, and in no type any more', async (api) => {
  await makeType(api, 'One')
  const made = await makeGroup(api, { name: 'Lyon', slug: 'lyon', typeId: 1 })
  assert.deepEqual(done(await api.send('DELETE', `${GROUPS}/${made.id}`, { text: '{' })), made)
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']], [1, 'One', []]])
  assertFails(await api.delete(`${GROUPS}/${made.id}`), 404, 'Group not found')
  assert.equal((await makeGroup(api, { name: 'Lyon', slug: 'LYON' }))['slug'], 'LYON', 'its slug is free')
})

hiveTest('all faults of a body come in one answer, in the order of the fields', async (api) => {
  const body = {
    typeId: 999,
    postStatusVisible: 'yes',
    logoUrl: 5,
    slug: 'HOME',
    private: 'no',
    name: ' ',
    description: 'kept',
  }
  const { errors, object } = refused(await api.post(GROUPS, body))
  assert.deepEqual(errors, [
    { key: 'name', value: '', message: 'Name cannot be blank' },
    { key: 'slug', value: 'HOME', message: 'Slug is already in use' },
    { key: 'private', value: 'no', message: 'Private must be true or false' },
    { key: 'logoUrl', value: '5', message: 'Logo url must be text' },
    { key: 'typeId', value: '999', message: 'Group type does not exist' },
    { key: 'postStatusVisible', value: 'yes', message: 'Post status visible must be true or false' },
  ])
  const expected = blank(api, '', 'HOME')
  assert.deepEqual(object, { id: null, ...expected, description: 'kept', typeId: 999, typeName: '' })
})

hiveTest('the core’s own faults come together, too', async (api) => {
  const { id } = await makeGroup(api, { name: 'Lyon' })
  const errors = [
    { key: 'slug', value: 'home', message: 'Slug is already in use' },
    { key: 'typeId', value: '7', message: 'Group type does not exist' },
  ]
  const before = await lastEvent(api)
  const body = { name: 'New', slug: 'home', typeId: 7 }
  assert.deepEqual(refused(await api.post(GROUPS, body)).errors, errors)
  const changed = refused(await api.put(`${GROUPS}/${id}`, body))
  assert.deepEqual(changed.errors, errors)
  assert.partialDeepStrictEqual(changed.object, { id, ...body, typeName: '' })
  assert.equal(await lastEvent(api), before)
})

hiveTest('a refused change shows the record as it was sent, over the one that is kept', async (api) => {
  await makeType(api, 'One')
  const made = await makeGroup(api, { name: 'Lyon', slug: 'lyon', typeId: 1 })
  const { errors, object } = refused(await api.put(`${GROUPS}/${made.id}`, { name: '\t', description: 'd' }))
  assert.deepEqual(errors, [{ key: 'name', value: '', message: 'Name cannot be blank' }])
  assert.deepEqual(object, { ...made, name: '', description: 'd' })
  assert.deepEqual(done(await api.put(`${GROUPS}/${made.id}`, {})), made)
})

hiveTest('a form makes and changes a group: numbers and truth come as texts', async (api) => {
  await makeType(api, 'One')
  const type = 'application/x-www-form-urlencoded'
  const text = 'name=+Lyon+&typeId=1&private=True&premium=false&logoUrl='
  const made = done(await api.send('POST', GROUPS, { text, type }))
  assert.partialDeepStrictEqual(made, {
    name: 'Lyon',
    typeId: 1,
    typeName: 'One',
    private: true,
    premium: false,
  })
  const path = `${GROUPS}/${made['id']}`
  const changed = done(await api.send('PUT', path, { text: 'private=&typeId=', type }))
  assert.partialDeepStrictEqual(changed, { name: 'Lyon', typeId: 0, private: false })
  const { errors } = refused(await api.send('PUT', path, { text: 'private=maybe&typeId=one', type }))
  assert.deepEqual(errors, [
    { key: 'private', value: 'maybe', message: 'Private must be true or false' },
    { key: 'typeId', value: 'one', message: 'Type id must be a whole number' },
  ])
})

hiveTest('a group that is not there is 404 before its body is looked at', async ({ send, put }) => {
  for (const id of [NOBODY, 'abc', '1', HOME.slice(1), `${HOME}0`, '%00', 'é']) {
    assertFails(await put(`${GROUPS}/${id}`, { name: 'X' }), 404, 'Group not found')
    assertFails(await send('PUT', `${GROUPS}/${id}`, { text: '{' }), 404, 'Group not found')
    assertFails(await send('DELETE', `${GROUPS}/${id}`), 404, 'Group not found')
  }
  assertFails(await put(`${GROUPS}/b532e792-4101-4ef5-8cd7-68380bbbc703`, {}), 404)
})

hiveTest('bodies of groups are refused as those of types are', async ({ send, post }) => {
  for (const [method, path] of [['POST', GROUPS], ['PUT', `${GROUPS}/${HOME}`]] as const) {
    for (const text of ['{', '[]', 'null']) assertFails(await send(method, path, { text }), 400)
    assertFails(await send(method, path, { text: '{}', type: 'text/xml' }), 415)
    const large = JSON.stringify({ description: 'x'.repeat(1_048_576) })
    assertFails(await send(method, path, { text: large }), 413)
  }
  const { errors } = refused(await post(GROUPS, { name: 'x'.repeat(1025), description: 'x'.repeat(32768) }))
  assert.partialDeepStrictEqual(errors, [{ key: 'name' }, { key: 'description' }])
  const { errors: texts } = refused(
    await post(GROUPS, { name: 'A', logoUrl: 'a\0', thumbUrl: 'x'.repeat(1025) }),
  )
  assert.partialDeepStrictEqual(texts, [{ key: 'logoUrl' }, { key: 'thumbUrl' }])
})
