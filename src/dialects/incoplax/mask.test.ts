import assert from 'node:assert/strict'
import fc from 'fast-check'
import { blankGroup } from '../../core/references.ts'
import { decodeMask, flat, isShown, nest, shape } from './mask.ts'
import { toListed, toWire } from './resource.ts'

const GROUP = toWire({
  ...blankGroup(0),
  uuid: '67f1f2df-016c-dc6b-5202-50e54938780c',
  code: '101',
  name: 'x',
  extras: { incoplax: { ext: { 'a.b': 1, 'a': { b: [2] } } } },
}, [1, 5])
const LISTED = toListed({ ...blankGroup(0), code: '101', name: 'x' })

function shaped(entity: object, mask: string, isFlat = false): object {
  const names = decodeMask(mask)
  return shape(entity, { flat: isFlat, ...(names ? { mask: names } : {}) })
}

Deno.test('incoplax mask: names, with spaces around commas; none is no mask', () => {
  assert.deepEqual(decodeMask('id, code ,opts.priority'), new Set(['id', 'code', 'opts.priority']))
  for (const text of ['', ' ', ',', ' , ,']) assert.equal(decodeMask(text), undefined)
})

Deno.test('incoplax mask: what is named is shown, and nothing else', () => {
  for (
    const [mask, shown] of [
      ['id,code', { id: GROUP.id, code: '101' }],
      ['code,opts.priority', { code: '101', opts: { priority: 1000 } }],
      ['opts.abonents', { opts: { abonents: [1, 5] } }],
      ['opts', { opts: GROUP.opts }],
      ['opts,opts.title', { opts: GROUP.opts }],
      ['ext.a', { ext: { a: { b: [2] } } }],
      ['ext.a.b', { ext: { 'a.b': 1 } }],
      ['none', {}],
      ['Id,opts.none', {}],
      ['abonents', {}],
      ['', GROUP],
    ] as const
  ) assert.deepEqual(shaped(GROUP, mask), shown, mask)
})

Deno.test('incoplax mask: what a list does not have is passed over', () => {
  assert.deepEqual(shaped(LISTED, 'code,opts.abonents'), { code: '101' })
  assert.deepEqual(shaped(LISTED, 'opts'), { opts: { abonentcount: 0, priority: 1000 } })
})

Deno.test('incoplax mask: the flat form has dotted names at the top, and arrays as they are', () => {
  assert.deepEqual(shaped(GROUP, '', true), {
    'id': GROUP.id,
    'code': '101',
    'name': 'x',
    'shortname': '',
    'opts.title': '',
    'opts.comment': '',
    'opts.abonents': [1, 5],
    'opts.abonentcount': 0,
    'opts.priority': 1000,
    'ext.a.b': 1,
    'ext.a': { b: [2] },
    'ext.ct': '1970-01-01T00:00:00.00Z',
    'ext.lwt': '1970-01-01T00:00:00.00Z',
  })
  assert.deepEqual(shaped(GROUP, 'code,opts.priority', true), { 'code': '101', 'opts.priority': 1000 })
})

Deno.test('incoplax mask: what a mask shows can be asked for before', () => {
  const mask = decodeMask('id,opts')!
  assert.ok(isShown({ mask }, 'opts.groups'))
  assert.ok(!isShown({ mask }, 'ext.ct'))
  assert.ok(!isShown({ mask: decodeMask('opts.title')! }, 'opts.groups'))
  assert.ok(isShown({}, 'opts.groups'))
})

const parts = fc.dictionary(
  fc.oneof(fc.constantFrom('a', 'a.b', '', '.', '__proto__'), fc.string()),
  fc.json(),
  {
    minKeys: 1,
    maxKeys: 5,
  },
)
const entities = fc.record({ id: fc.string(), code: fc.string(), opts: parts, ext: parts })

Deno.test('incoplax mask: nested again, the flat form is what it was, and a mask is the same in both', () => {
  fc.assert(fc.property(entities, fc.array(fc.string()), (entity, names) => {
    assert.deepEqual(JSON.stringify(nest(flat(entity))), JSON.stringify(entity))
    const all = Object.keys(flat(entity))
    const mask = new Set([...names, ...all.filter((_, at) => at % 2 === 0)])
    const nested = shape(entity, { mask, flat: false })
    assert.equal(JSON.stringify(flat(nested)), JSON.stringify(shape(entity, { mask, flat: true })))
    assert.deepEqual(Object.keys(flat(nested)), all.filter((name) => isShown({ mask }, name)))
  }))
})
