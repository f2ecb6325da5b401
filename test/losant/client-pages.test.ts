import assert from 'node:assert/strict'
import { createGroup } from '../../src/core/groups.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { operatorOf } from './client.ts'
import { clientTest, HERE, type Method, type Use } from './client-npm.ts'
import { itemsOf, type Schema } from './client-schemas.ts'

/** What is walked: a list, and what is made for it. */
interface Walk {
  readonly schema: Schema
  readonly list: Method
  readonly field: string
  readonly make: (n: number) => Promise<JsonObject>
}

function walksOf({ client }: Use): readonly Walk[] {
  const { experienceGroups, experienceUsers, applicationApiTokens } = client
  return [
    {
      schema: 'experienceGroups',
      list: experienceGroups.get,
      field: 'name',
      make: (n) => experienceGroups.post({ ...HERE, experienceGroup: { name: `a${n}` } }),
    },
    {
      schema: 'experienceUsers',
      list: experienceUsers.get,
      field: 'email',
      make: (n) =>
        experienceUsers.post({
          ...HERE,
          experienceUser: { email: `a${n}@example.com`, password: 'password' },
        }),
    },
    {
      schema: 'apiTokens',
      list: applicationApiTokens.get,
      field: 'name',
      make: (n) => applicationApiTokens.post({ ...HERE, apiToken: { name: `a${n}` } }),
    },
  ]
}

clientTest('walks every list by pages, in both directions', async (use) => {
  for (const walk of walksOf(use)) {
    const ids: unknown[] = []
    for (let n = 0; n < 5; n++) ids.push((await walk.make(n)).id)
    const asked = { filterField: walk.field, filter: 'a*', perPage: 2 }
    assert.deepEqual(await walked(use, walk, asked), { ids, pages: 3 })
    const back = { ...asked, sortDirection: 'desc', sortField: walk.field }
    assert.deepEqual(await walked(use, walk, back), { ids: ids.toReversed(), pages: 3 })
    assert.deepEqual(await walked(use, walk, { ...asked, sortField: 'id' }), { ids, pages: 3 })
    assert.deepEqual(await walked(use, walk, { ...asked, perPage: 5 }), { ids, pages: 1 })
  }
})

clientTest('is told the total by a page of none, and by one behind the last', async (use) => {
  for (const { schema, list, make } of walksOf(use)) {
    await make(0)
    const { totalCount } = use.check(schema, await list(HERE))
    for (const asked of [{ perPage: 0 }, { page: 9 }]) {
      const { items, ...rest } = use.check(schema, await list({ ...HERE, ...asked }))
      assert.deepEqual([items, rest.count, rest.totalCount], [[], 0, totalCount])
    }
  }
})

clientTest('walks pages of 1,000, and asks for more in vain', async (use) => {
  const { api, client } = use
  const principal = await operatorOf(api)
  const names = Array.from({ length: 1003 }, (_, n) => `b${n}`)
  await Promise.all(names.map((name) => createGroup(api.running.store, principal, { name })))
  const [walk] = walksOf(use)
  const asked = { filterField: 'name', filter: 'b*', perPage: 1000 }
  const { ids, pages } = await walked(use, walk!, asked)
  assert.deepEqual([new Set(ids).size, pages], [1003, 2])
  const more = await client.experienceGroups.get({ ...HERE, ...asked, perPage: 5000 })
  assert.deepEqual([more.count, more.perPage, more.totalCount], [1000, 1000, 1003])
})

clientTest('is given all endpoints at once', async ({ client: { experienceEndpoints }, check }) => {
  const ids: unknown[] = []
  for (let n = 0; n < 3; n++) {
    const experienceEndpoint = { route: `/a/${n}`, method: 'get' }
    ids.push((await experienceEndpoints.post({ ...HERE, experienceEndpoint })).id)
  }
  const list = check('experienceEndpoints', await experienceEndpoints.get({ ...HERE, page: 7, perPage: 1 }))
  assert.deepEqual(itemsOf(list).map(({ id }) => id), ids)
  assert.deepEqual([list.count, list.totalCount, list.sortField], [3, 3, 'order'])
})

/** Walks as the vendor's command line does: until the pages so far hold the total. spec/losant.md §6.7 */
async function walked({ check }: Use, { schema, list }: Walk, asked: JsonObject) {
  const ids: unknown[] = []
  for (let page = 0;; page++) {
    const answer = check(schema, await list({ ...HERE, ...asked, page }))
    const items = itemsOf(answer)
    assert.deepEqual([answer.page, answer.perPage, answer.count], [page, asked['perPage'], items.length])
    ids.push(...items.map(({ id }) => id))
    if ((page + 1) * Number(answer.perPage) >= Number(answer.totalCount)) return { ids, pages: page + 1 }
  }
}
