import assert from 'node:assert/strict'
import {
  type Api,
  done,
  envelope,
  GROUPS,
  hiveTest,
  HOME,
  listed,
  makeGroup,
  makeType,
  TYPES,
} from './client.ts'

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1)
}

hiveTest('59: types that are made at once have ids of their own, without gaps', async (api) => {
  const made = await Promise.all(range(20).map((at) => makeType(api, `T${at}`)))
  assert.deepEqual(made.toSorted((a, b) => a - b), range(20))
  const names = new Map(made.map((id, at) => [id, `T${at + 1}`]))
  assert.deepEqual((await listed(api)).slice(1), range(20).map((id) => [id, names.get(id), []]))
})

hiveTest('of groups that want one slug at once, one gets it', async (api) => {
  const answers = await Promise.all(range(10).map((at) => api.post(GROUPS, { name: `N${at}`, slug: 'same' })))
  const won = answers.filter((answer) => envelope(answer)['success'] === true)
  assert.equal(won.length, 1)
  const made = await Promise.all(range(10).map(() => makeGroup(api, { name: 'Same' })))
  assert.equal(new Set(made.map(({ slug }) => slug)).size, 10, 'made ones are all different')
})

/** Every group stands in one type, and that is the one that it says. */
async function assertWhole(api: Api, ids: readonly string[]): Promise<void> {
  const types = await listed(api)
  const slugs = types.flatMap(([, , of]) => of)
  assert.equal(new Set(slugs).size, slugs.length, 'no group is in two types')
  assert.equal(slugs.length, ids.length + 1, 'none is lost')
  for (const id of ids) {
    const { typeId, slug } = done(await api.put(`${GROUPS}/${id}`, {}))
    const [, , of] = types.find(([number]) => number === typeId) ?? assert.fail(`${typeId} is listed`)
    assert.ok(of.includes(slug))
  }
}

hiveTest(
  'types that are deleted while groups move between them leave each group in one type',
  async (api) => {
    for (const at of range(6)) await makeType(api, `T${at}`)
    const groups = await Promise.all(
      range(20).map((at) => makeGroup(api, { name: `G${at}`, slug: `g${at}`, typeId: at % 6 + 1 })),
    )
    const ids = groups.map(({ id }) => id)
    await Promise.all([
      ...ids.map((id, at) => api.put(`${GROUPS}/${id}`, { typeId: (at + 3) % 6 + 1 })),
      ...[1, 3, 5].map((type) => api.delete(`${TYPES}/${type}`)),
      ...ids.map((id, at) => api.put(`${GROUPS}/${id}`, { typeId: at % 6 + 1, description: 'd' })),
    ])
    await assertWhole(api, ids)
    assert.deepEqual((await listed(api)).map(([id]) => id), [0, 2, 4, 6])
  },
)

hiveTest('renames and lists at once: each list is of one moment', async (api) => {
  await makeType(api, 'T0')
  done(await api.put(`${GROUPS}/${HOME}`, { typeId: 1 }))
  const lists = await Promise.all(
    range(30).flatMap((at) => [
      api.put(`${TYPES}/1`, { name: `T${at}` }).then(() => undefined),
      listed(api),
    ]),
  )
  for (const list of lists.filter((one) => one !== undefined)) {
    assert.match(JSON.stringify(list), /^\[\[0,"Default",\[\]\],\[1,"T\d+",\["home"\]\]\]$/)
  }
})
