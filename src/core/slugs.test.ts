import assert from 'node:assert/strict'
import fc from 'fast-check'
import { shownSlug, slugOfName } from './slugs.ts'

Deno.test('slugs: a name makes one of small letters, digits and hyphens', () => {
  for (
    const [name, slug] of [
      ['Lyon', 'lyon'],
      ['  Study  circles! ', 'study-circles'],
      ['Ünïté & Crème', 'unite-creme'],
      ['Type #1', 'type-1'],
      ['ﬁne', 'fine'],
      ['日本', ''],
      ['---', ''],
      ['', ''],
    ] as const
  ) assert.equal(slugOfName(name), slug, name)
})

Deno.test('slugs: any name makes one that needs no escape in a path', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
    assert.match(slugOfName(name), /^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/)
    assert.ok(slugOfName(name).length <= 100)
  }))
})

Deno.test('slugs: a group is shown by its own, else by one of its name and number', () => {
  assert.equal(shownSlug({ slug: 'Own', name: 'x', number: 7 }), 'Own')
  assert.equal(shownSlug({ slug: null, name: 'My Clients', number: 7 }), 'my-clients-7')
  assert.equal(shownSlug({ slug: null, name: '日本', number: 7 }), 'group-7')
})
