import assert from 'node:assert/strict'
import { blankGroup } from '../../src/core/references.ts'
import { pageMax, type Writing } from '../../src/core/store.ts'
import {
  type Api,
  BASE,
  done,
  hiveTest,
  HOME,
  LIST,
  listed,
  makeType,
  operatorOf,
  slugsOf,
  TYPES,
} from './client.ts'

/** Puts groups into the directory as an import does: their rows alone. */
async function insert(api: Api, groups: readonly { name: string; type: number | null }[]): Promise<void> {
  const { directory } = await operatorOf(api)
  await api.running.store.write(directory, async (tx: Writing) => {
    const from = (await tx.numbers()).group
    const rows = groups.map((fields, at) => ({
      ...blankGroup(tx.now),
      ...fields,
      number: from + at,
      slug: `g${from + at}`,
    }))
    const rest = { types: [], people: [], things: [], members: [], events: [] }
    await tx.insertRows({ ...rest, groups: rows.map((row) => ({ ...row, code: row.uuid })) })
    tx.raiseNumbers({ ...await tx.numbers(), group: from + rows.length })
  })
}

const count = 10_000

hiveTest(
  '10,000 groups are listed whole and in order, each once, whatever the ends of pages',
  async (api) => {
    for (const name of ['One', 'Empty', 'Three']) await makeType(api, name)
    const types = [null, 1, 3]
    const names = Array.from({ length: count }, (_, at) => ({
      name: at % 5 === 0 ? 'Same' : `${at % 7 === 0 ? 'group' : 'Group'} ${at}`,
      type: types[Math.floor(at * 3 / count)] ?? null,
    }))
    await insert(api, names)
    const { groupTypes } = done(await api.get(LIST))
    assert.ok(Array.isArray(groupTypes))
    assert.deepEqual(groupTypes.map(({ id }) => id), [0, 1, 2, 3])
    assert.deepEqual(groupTypes.map(({ groups }) => groups.length), [3335, 3333, 0, 3333])
    const all = groupTypes.flatMap(({ groups }) => groups)
    assert.equal(new Set(all.map(({ id }) => id)).size, count + 1)
    for (const { groups } of groupTypes) {
      const keys = groups.map((group: { name: string }) => group.name.toLowerCase())
      assert.deepEqual(keys, keys.toSorted((a: string, b: string) => a < b ? -1 : a > b ? 1 : 0))
    }
  },
)

hiveTest(
  'a type of many groups is deleted: all are in the answer and in Default, in pages and not',
  async (api) => {
    for (const [type, groups] of [[1, pageMax], [2, pageMax + 1], [3, 2 * pageMax + 500], [4, 3]] as const) {
      await makeType(api, `T${type}`)
      await insert(api, Array.from({ length: groups }, (_, at) => ({ name: `T${type} ${at}`, type })))
      const slugs = slugsOf(done(await api.put(`${TYPES}/${type}`, { name: 'renamed' })))
      assert.equal(slugs.length, groups)
      assert.deepEqual(slugsOf(done(await api.delete(`${TYPES}/${type}`))), slugs)
      const [[, , rest] = assert.fail(), ...others] = await listed(api)
      assert.equal(others.length, 0)
      assert.deepEqual(slugs.filter((slug) => !rest.includes(slug)), [])
    }
  },
)

hiveTest('readers go on while a type of many groups is deleted', async (api) => {
  await makeType(api, 'Large')
  await insert(api, Array.from({ length: count }, (_, at) => ({ name: `G${at}`, type: 1 })))
  const state = { isDone: false }
  const deleting = api.delete(`${TYPES}/1`).then(done).finally(() => state.isDone = true)
  let answered = 0
  while (!state.isDone) {
    done(await api.get(`${BASE}/user/list/${HOME}`))
    answered++
  }
  assert.ok(answered > 2, `${answered} answers before the deletion was done`)
  assert.equal(slugsOf(await deleting).length, count)
})
