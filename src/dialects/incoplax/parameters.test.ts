import assert from 'node:assert/strict'
import { DirectoryError } from '../../core/error.ts'
import { CONTACT_ORDER, GROUP_ORDER } from './order.ts'
import { decodeCombinedList, decodeContactList, decodeGroupList, decodeView } from './parameters.ts'

const search = (...pairs: readonly (readonly [string, string])[]) =>
  new URLSearchParams(pairs.map(([name, value]) => [name, value]))

/** Asserts that a parameter is refused, and named. */
function refused(name: string, decode: () => unknown): void {
  assert.throws(decode, (error) => {
    assert.ok(error instanceof DirectoryError)
    assert.equal(error.code, 'invalid')
    assert.match(error.message, new RegExp(`^Invalid parameter '${name}'(?:: .+)?$`))
    return true
  })
}

Deno.test('incoplax parameters: what a list has unless told', () => {
  const slice = { offset: 0, limit: 1000 }
  const plain = { ...slice, view: { flat: false }, filter: { is: 'all' } }
  assert.deepEqual(decodeGroupList(search()), { ...plain, order: GROUP_ORDER })
  assert.deepEqual(decodeContactList(search(['more', 'x'])), { ...plain, order: CONTACT_ORDER })
  assert.deepEqual(decodeCombinedList(search(['mask', 'id'], ['flat', 'maybe'], ['order', 'x'])), {
    ...slice,
    groups: { is: 'all' },
    people: { is: 'all' },
  })
})

Deno.test('incoplax parameters: of a repeated one the last counts', () => {
  const list = decodeGroupList(search(['limit', 'x'], ['limit', '5'], ['offset', '1'], ['offset', '2']))
  assert.deepEqual([list.limit, list.offset], [5, 2])
  assert.deepEqual(decodeView(search(['flat', 'maybe'], ['mask', 'id'], ['flat', '1'], ['mask', ''])), {
    flat: true,
  })
})

Deno.test('incoplax parameters: counts are whole and not negative; one beyond all rows is that many', () => {
  assert.equal(decodeGroupList(search(['limit', '0'])).limit, 0)
  assert.equal(decodeGroupList(search(['limit', '007'])).limit, 7)
  assert.equal(decodeGroupList(search(['offset', '9'.repeat(400)])).offset, 2 ** 40)
  for (const text of ['-1', 'x', '1.5', '', ' 1', '1e3', '0x10', '+1', 'NaN', 'Infinity', '١']) {
    for (const name of ['offset', 'limit']) {
      for (const decode of [decodeGroupList, decodeContactList, decodeCombinedList]) {
        refused(name, () => decode(search([name, text])))
      }
    }
  }
})

Deno.test('incoplax parameters: flat is true, 1, false or 0', () => {
  for (const [text, flat] of [['true', true], ['1', true], ['false', false], ['0', false]] as const) {
    assert.equal(decodeView(search(['flat', text])).flat, flat)
  }
  for (const text of ['', 'maybe', 'TRUE', 'yes', '2']) {
    refused('flat', () => decodeView(search(['flat', text])))
  }
})

Deno.test('incoplax order: names, objects, a name without JSON; the default order stands behind', () => {
  const asc = (field: 'name' | 'code') => ({ field, descending: false })
  const rank = (descending: boolean) => ({ field: 'rank', absent: 1000, descending })
  for (
    const [text, order] of [
      ['["name"]', [asc('name')]],
      ['name', [asc('name')]],
      ['"name"', [asc('name')]],
      ['{"name":"asc","opts.priority":"desc"}', [asc('name'), rank(true)]],
      ['[{"opts.priority":"desc"},"code"]', [rank(true), asc('code')]],
      ['["name",{"name":"desc"},"code","name"]', [asc('name'), asc('code')]],
      ['[]', []],
      ['[{}]', []],
    ] as const
  ) assert.deepEqual(decodeGroupList(search(['order', text])).order, [...order, ...GROUP_ORDER], text)
  const ext = { field: { in: 'extras', path: ['incoplax', 'ext', 'a.b'] }, descending: false }
  assert.deepEqual(decodeGroupList(search(['order', 'ext.a.b'])).order[0], ext)
  assert.deepEqual(decodeContactList(search(['order', 'numlocal'])).order[0], {
    field: { in: 'data', path: ['numbers', 'local'] },
    absent: '',
    descending: false,
  })
})

Deno.test('incoplax order: what is no order is refused', () => {
  const many = JSON.stringify(Array.from({ length: 21 }, (_, at) => `ext.${at}`))
  const bad = ['', 'x', '[', '["x"]', '[1]', '[null]', '[["name"]]', '[{"name":"up"}]', '[{"name":1}]', '{']
  const lists = ['opts', 'ext', 'opts.abonents', 'opts.groups', 'name,code', '__proto__', 'toString']
  for (const text of [...bad, ...lists, '[{"name":"ASC"}]', many]) {
    refused('order', () => decodeGroupList(search(['order', text])))
    refused('order', () => decodeContactList(search(['order', text])))
  }
  refused('order', () => decodeGroupList(search(['order', 'autokey'])))
  refused('order', () => decodeContactList(search(['order', 'code'])))
})
