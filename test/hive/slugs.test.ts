import assert from 'node:assert/strict'
import { createGroup } from '../../src/core/groups.ts'
import { findGroup } from '../../src/core/queries.ts'
import { done, GROUPS, hiveTest, lastEvent, listed, makeGroup, operatorOf, refused } from './client.ts'

hiveTest(
  'a made slug that is taken gets the number behind it; a name without letters becomes group',
  async (api) => {
    const slugs: unknown[] = []
    for (const name of ['Home', 'HOME', '日本', '!']) slugs.push((await makeGroup(api, { name }))['slug'])
    const { directory } = await operatorOf(api)
    const query = { filter: { is: 'all' }, state: 'live', order: [{ field: 'number' }], limit: 100 } as const
    const [, ...made] = await api.running.store.read(directory, (tx) => tx.groups(query))
    assert.deepEqual(slugs, made.map(({ number }, at) => `${at < 2 ? 'home' : 'group'}-${number}`))
  },
)

hiveTest(
  'slugs are letters, digits, - and _, unique without case, and a group keeps its own',
  async (api) => {
    const message = 'Slug may only contain letters, digits, - and _'
    for (const slug of ['a b', 'ä', 'a/b', 'a.b', '日本', 'a\u200b']) {
      const { errors } = refused(await api.post(GROUPS, { name: 'X', slug: ` ${slug} ` }))
      assert.deepEqual(errors, [{ key: 'slug', value: slug, message }])
    }
    const { id } = await makeGroup(api, { name: 'X', slug: ' a-B_9 ' })
    const { errors } = refused(await api.post(GROUPS, { name: 'X', slug: 'A-b_9' }))
    assert.deepEqual(errors, [{ key: 'slug', value: 'A-b_9', message: 'Slug is already in use' }])
    assert.equal(done(await api.put(`${GROUPS}/${id}`, { slug: 'A-B_9' }))['slug'], 'A-B_9')
    assert.equal((await makeGroup(api, { name: 'Blank', slug: '  ' }))['slug'], 'blank')
  },
)

hiveTest('what is sent back as it was shown is no change, whatever the limits say of it', async (api) => {
  const { store } = api.running
  const name = ` ${'🙂'.repeat(1020)} `
  const { group } = await createGroup(store, await operatorOf(api), { name, slug: 'ö ä' })
  const shown = done(await api.put(`${GROUPS}/${group.uuid}`, {}))
  assert.deepEqual([shown['name'], shown['slug'], shown['url']], [
    name,
    'ö ä',
    `${api.running.url}/%C3%B6%20%C3%A4`,
  ])
  const before = await lastEvent(api)
  assert.deepEqual(done(await api.put(`${GROUPS}/${group.uuid}`, shown)), shown)
  assert.equal(await lastEvent(api), before)
})

hiveTest(
  'a group of another dialect shows a slug of its name and number, which follows the name',
  async (api) => {
    const { store } = api.running
    const { group } = await createGroup(store, await operatorOf(api), { name: 'My Clients' })
    const path = `${GROUPS}/${group.uuid}`
    assert.equal(done(await api.put(path, {}))['slug'], `my-clients-${group.number}`)
    const slug = `renamed-${group.number}`
    assert.equal(done(await api.put(path, { name: 'Renamed' }))['slug'], slug)
    assert.deepEqual(await listed(api), [[0, 'Default', ['home', slug]]])
    done(await api.put(path, { slug }))
    assert.equal((await findGroup(store, await operatorOf(api), { uuid: group.uuid })).slug, null)
    done(await api.put(path, { slug: 'own' }))
    assert.equal(done(await api.put(path, { name: 'Again' }))['slug'], 'own')
  },
)
