import assert from 'node:assert/strict'
import { pageGroupsWith } from '../../src/core/details.ts'
import { createPerson } from '../../src/core/people.ts'
import { pagePeople } from '../../src/core/people-queries.ts'
import { pageGroups } from '../../src/core/queries.ts'
import { trashGroup } from '../../src/core/trash.ts'
import { contract, group, range, type Scene } from './suite.ts'

/** Five groups and five people whose names begin alike, and others. */
async function populate(here: Scene): Promise<void> {
  const { store, principal } = here
  for (const at of range(5)) {
    await group(here, `a ${at}`)
    await createPerson(store, principal, { displayName: `a ${at}` })
  }
  await group(here, 'b')
  await createPerson(store, principal, { displayName: 'b' })
  const { number } = await group(here, 'a gone')
  await trashGroup(store, principal, { number })
}

const order = [{ field: 'number' }] as const
const like = { is: 'like', pattern: 'a*', folded: true } as const

/** The totals that pages of any size tell of what a filter finds, whichever way they are cut out. */
async function totals({ store, principal }: Scene): Promise<Set<number>> {
  const found = new Set<number>()
  const named = { order, filter: { ...like, field: 'name' } } as const
  const called = { order, filter: { ...like, field: 'displayName' } } as const
  const [first] = (await pageGroups(store, principal, { ...named, limit: 1 })).groups
  const [person] = (await pagePeople(store, principal, { ...called, limit: 1 })).people
  for (const limit of range(8, 0)) {
    const cuts = range(8, 0).map((offset) => ({ offset, limit }))
    for (const cut of cuts) {
      found.add((await pageGroups(store, principal, { ...named, ...cut })).total)
      found.add((await pageGroupsWith(store, principal, { ...named, ...cut }, {})).total)
      found.add((await pagePeople(store, principal, { ...called, ...cut })).total)
    }
    found.add((await pageGroups(store, principal, { ...named, limit, after: first! })).total)
    found.add((await pagePeople(store, principal, { ...called, limit, after: person!.person })).total)
  }
  return found
}

contract('the total is that of all pages, full or not, whichever way a page is cut out', async (here) => {
  await populate(here)
  assert.deepEqual([...await totals(here)], [5])
})
