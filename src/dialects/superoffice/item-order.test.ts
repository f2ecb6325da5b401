import assert from 'node:assert/strict'
import fc from 'fast-check'
import { blankSpell } from '../../core/member.ts'
import { byRank } from './entry.ts'
import { alphabetical, moved, type Placed, ranksFor } from './item-order.ts'

function placed(id: number, rank: number, more: { deleted?: boolean; name?: string } = {}): Placed {
  const { deleted = false, name = null } = more
  const member = {
    ...blankSpell(id, { group: 305, kind: 'item', ref: null }),
    until: null,
    name,
    data: { attributes: { rank, ...(deleted ? { deleted } : {}) } },
  }
  return { id, rank, member }
}

const lists = fc.array(fc.record({ rank: fc.integer({ min: 0, max: 4 }), deleted: fc.boolean() }), {
  minLength: 1,
})
  .map((items) => items.map(({ rank, deleted }, at) => placed(at + 1, rank, { deleted })).sort(byRank))

const directions = fc.constantFrom(-1, 1)

Deno.test('superoffice order: the new ranks give the new order, and only ranks that differ are given', () => {
  fc.assert(fc.property(lists, fc.nat(), directions, (list, at, direction) => {
    const order = moved(list, { id: list[at % list.length]!.id, direction })
    const changed = new Map(
      ranksFor('item', order).map(({ id, data }) => [id, Number(data?.attributes?.rank ?? 0)]),
    )
    for (const { id, rank } of list) assert.notEqual(changed.get(id), rank)
    const after = list.map(({ id, rank }) => ({ id, rank: changed.get(id) ?? rank })).sort(byRank)
    assert.deepEqual(after.map(({ id }) => id), order.map(({ id }) => id))
  }))
})

Deno.test('superoffice order: a step passes one item that is not deleted, or none at the end', () => {
  const visible = (list: readonly Placed[]) =>
    list.filter(({ member }) => member.data.attributes?.deleted !== true).map(({ id }) => id)
  fc.assert(fc.property(lists, fc.nat(), directions, (list, at, direction) => {
    const shown = visible(list)
    fc.pre(shown.length > 0)
    const id = shown[at % shown.length]!
    const wanted = [...shown]
    const from = wanted.indexOf(id)
    const to = from + direction
    if (to >= 0 && to < wanted.length) wanted.splice(to, 0, ...wanted.splice(from, 1))
    assert.deepEqual(visible(moved(list, { id, direction })), wanted)
  }))
})

Deno.test('superoffice order: what is in order needs no new ranks', () => {
  fc.assert(fc.property(lists, (list) => assert.deepEqual(ranksFor('item', list), [])))
})

Deno.test('superoffice order: an alphabet is that of its culture', () => {
  const names = ['Å', 'z', 'a', 'Ä', 'o']
  const sorted = (culture: string | null) =>
    alphabetical(names.map((name, at) => placed(at, 0, { name })), culture).map(({ member }) => member.name)
      .join('')
  const table = { 'de-DE': 'aÅÄoz', 'sv': 'aozÅÄ', 'nb-NO': 'aozÄÅ', 'en': 'aÅÄoz' }
  for (const [culture, wanted] of Object.entries(table)) assert.equal(sorted(culture), wanted, culture)
  assert.equal(sorted(null), sorted('en'))
  assert.equal(sorted('no such culture'), sorted('no'))
})
