import assert from 'node:assert/strict'
import { DirectoryError } from '../../core/error.ts'
import { decodeCombinedFilter, decodeContactFilter, decodeGroupFilter, expressionPartsMax } from './filter.ts'

const equal = (field: string, value: string | number) => ({ is: 'compare', field, with: '=', value })

Deno.test('incoplax filter: both forms say the same', () => {
  const code = equal('code', '007')
  const either = { is: 'or', of: [equal('code', '1'), equal('code', '2')] }
  for (
    const [filter, condition] of [
      [{ code: '007' }, code],
      [['==', ['property', 'code'], '007'], code],
      [['==', 'code', ['const', '007']], code],
      [{ code: ['1', '2'] }, either],
      [['in', 'code', ['1', '2']], either],
      [['in', ['property', 'code'], ['const', ['1', '2']]], either],
      [['||', ['==', 'code', '1'], ['==', 'code', '2']], either],
      [['in', 'code', ['const', '2']], { is: 'or', of: [equal('code', 'const'), equal('code', '2')] }],
      [['!=', 'code', '007'], { is: 'not', of: code }],
      [['!', ['==', 'code', '007']], { is: 'not', of: code }],
      [{ code: '007', name: 'x' }, { is: 'and', of: [code, equal('name', 'x')] }],
      [['&&', ['==', 'code', '007'], ['==', 'name', 'x']], { is: 'and', of: [code, equal('name', 'x')] }],
      [{ 'opts.abonents': 5 }, { is: 'has-member', kind: 'person', ref: 5 }],
      [{ opts: { abonents: 5 } }, { is: 'has-member', kind: 'person', ref: 5 }],
      [['contains', 'opts.abonents', 5], { is: 'has-member', kind: 'person', ref: 5 }],
      [{}, { is: 'all' }],
      [{ opts: {} }, { is: 'all' }],
      [{ code: [] }, { is: 'none' }],
      [{ code: 7 }, { is: 'none' }],
      [{ code: true }, { is: 'none' }],
      [{ 'ext.origin': 'ldap' }, {
        is: 'compare',
        field: { in: 'extras', path: ['incoplax', 'ext', 'origin'] },
        with: '=',
        value: 'ldap',
      }],
    ] as const
  ) assert.deepEqual(decodeGroupFilter(JSON.stringify(filter)), condition, JSON.stringify(filter))
})

Deno.test('incoplax filter: a group is found by its number in the list of both, compared exactly', () => {
  const groups = (filter: unknown) => decodeCombinedFilter(JSON.stringify(filter)).groups
  assert.deepEqual(groups({ number: 'group#101' }), equal('code', '101'))
  assert.deepEqual(groups({ number: '101' }), { is: 'none' })
  assert.deepEqual(groups(['>', 'number', 'group#101']), { ...equal('code', '101'), with: '>' })
  assert.deepEqual(groups(['>', 'number', '1']), { is: 'all' })
  assert.deepEqual(groups(['>', 'number', 'h']), { is: 'none' })
  assert.deepEqual(groups(['<', 'number', 'h']), { is: 'all' })
  assert.deepEqual(groups(['<', 'number', 'group']), { is: 'none' })
  assert.deepEqual(groups(['contains', 'number', 'oup']), { is: 'all' })
  const part = { is: 'part', field: 'code' }
  assert.deepEqual(groups(['contains', 'number', '#1']), {
    is: 'or',
    of: [{ ...part, at: 'anywhere', text: '#1' }, { ...part, at: 'start', text: '1' }],
  })
})

Deno.test('incoplax filter: in the list of both, a key is a text of groups and a number of contacts', () => {
  assert.deepEqual(decodeCombinedFilter('{"key":"101"}'), {
    groups: equal('code', '101'),
    people: { is: 'none' },
  })
  assert.deepEqual(decodeCombinedFilter('{"key":101}'), {
    groups: { is: 'none' },
    people: equal('number', 101),
  })
  assert.deepEqual(decodeCombinedFilter('["contains","key","1"]').people, { is: 'none' })
})

Deno.test('incoplax filter: what is no filter is refused, and the parameter is named', () => {
  let deep: unknown = ['==', 'id', 'x']
  for (let level = 0; level < 20; level++) deep = ['||', ['&&', deep, ['==', 'id', 'y']], ['==', 'id', 'z']]
  const wide = Array.from({ length: expressionPartsMax }, (_, at) => String(at))
  const texts = [
    '',
    '{bad',
    '5',
    '"x"',
    'null',
    'true',
    '{"id":"\\u0000"}',
    '{"id":"\\ud800"}',
    '{"ext.a":1e999}',
  ]
  const filters = [
    { more: 1 },
    { toString: 1 },
    { opts: 5 },
    { ext: null },
    { 'opts.more': 1 },
    { opts: { more: 1 } },
    { id: { a: 1 } },
    { id: {} },
    { ext: { ct: { a: 1 } } },
    { id: [[1]] },
    { id: [{ a: 1 }] },
    { 'ext.ct': 'yesterday' },
    [],
    ['x'],
    ['=', 'id', 'x'],
    ['==', 'id'],
    ['==', 'id', 'x', 'y'],
    ['==', 'more', 'x'],
    ['==', 5, 'x'],
    ['==', ['const', 'id'], 'x'],
    ['==', ['property', 'id', 'x'], 'x'],
    ['==', 'id', { a: 1 }],
    ['==', 'id', ['const', { a: 1 }]],
    ['==', 'ext.a.b', [['x']]],
    ['&&'],
    ['||'],
    ['!'],
    ['!', ['==', 'id', 'x'], ['==', 'id', 'x']],
    ['&&', { id: 'x' }],
    ['&&', 'x'],
    ['in', 'id', 'x'],
    ['<', 'ext.lwt', 'x'],
    ['<', 'id', ['x']],
    ['contains', 'id', ['x', 'y']],
    ['contains', 'ext.ct', '2019'],
    [['==', 'id', 'x']],
    deep,
    { id: wide },
  ]
  for (const text of [...texts, ...filters.map((filter) => JSON.stringify(filter))]) {
    for (const decode of [decodeGroupFilter, decodeContactFilter, decodeCombinedFilter]) {
      assert.throws(() => decode(text), (error) => {
        assert.ok(error instanceof DirectoryError, text)
        assert.equal(error.code, 'invalid')
        assert.match(error.message, /^Invalid parameter 'filter': .{3,150}$/)
        return true
      }, text)
    }
  }
})

Deno.test('incoplax filter: each list has its own fields, and lists and numbers are not in order or in parts', () => {
  const invalid = { code: 'invalid' }
  assert.throws(() => decodeGroupFilter('{"autokey":1}'), invalid)
  assert.throws(() => decodeContactFilter('{"code":"1"}'), invalid)
  assert.throws(() => decodeCombinedFilter('{"type":"contact"}'), invalid)
  assert.throws(() => decodeCombinedFilter('{"ext.a":1}'), invalid)
  assert.throws(() => decodeGroupFilter('["<","opts.abonents",5]'), invalid)
  assert.throws(() => decodeContactFilter('[">=","opts.groups","a"]'), invalid)
  assert.throws(() => decodeGroupFilter('["contains","opts.priority",5]'), invalid)
  assert.throws(() => decodeContactFilter('["contains","autokey","5"]'), invalid)
})
