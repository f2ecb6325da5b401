import assert from 'node:assert/strict'
import { applySelect, decodeSelect } from './select.ts'

const LIST = {
  Id: 305,
  Name: 'Beer',
  Deleted: false,
  Rank: 0,
  TableRight: { Mask: 'Select', Reason: '' },
  FieldProperties: { Name: { FieldLength: 239, FieldRight: { Mask: 'Update' } }, Rank: { FieldLength: 0 } },
  Parts: [{ Id: 1, Name: 'a' }, null, 'x'],
  _Links: { Self: '/305' },
}

const NONE = {
  Id: null,
  Name: null,
  Deleted: null,
  Rank: null,
  TableRight: null,
  FieldProperties: null,
  Parts: null,
  _Links: null,
}

const CASES: readonly [name: string, select: string | null, expected: unknown][] = [
  ['no parameter', null, LIST],
  ['an empty one', '', LIST],
  ['only separators', ' , /,', LIST],
  ["31: the seed's names, of which a list has one", 'name,department,category/id', { ...NONE, Name: 'Beer' }],
  ['32: blanks and capitals', ' Id , RANK', { ...NONE, Id: 305, Rank: 0 }],
  ['only unknown names', 'department', NONE],
  ['a name twice', 'id,ID', { ...NONE, Id: 305 }],
  ['a whole object', 'tableright', { ...NONE, TableRight: LIST.TableRight }],
  ['below an object', 'TableRight/mask', { ...NONE, TableRight: { Mask: 'Select', Reason: null } }],
  [
    'two names below an object',
    'FieldProperties/Name/FieldLength,fieldproperties / rank',
    {
      ...NONE,
      FieldProperties: { Name: { FieldLength: 239, FieldRight: null }, Rank: LIST.FieldProperties.Rank },
    },
  ],
  ['the whole after a part', 'TableRight/Mask,TableRight', { ...NONE, TableRight: LIST.TableRight }],
  ['the whole before a part', 'TableRight,TableRight/Mask', { ...NONE, TableRight: LIST.TableRight }],
  ['below a text', 'Name/first', { ...NONE, Name: 'Beer' }],
  ['below an array', 'Parts/Id', { ...NONE, Parts: [{ Id: 1, Name: null }, null, 'x'] }],
  ['a name of the prototype', '__proto__,constructor', NONE],
]

for (const [name, select, expected] of CASES) {
  Deno.test(`superoffice select: ${name}`, () => {
    const before = JSON.stringify(LIST)
    const selected = applySelect(LIST, decodeSelect(select))
    assert.deepEqual(selected, expected)
    assert.deepEqual(Object.keys(selected), Object.keys(LIST))
    assert.equal(JSON.stringify(LIST), before)
  })
}

Deno.test('superoffice select: each item of an array is nulled out', () => {
  assert.deepEqual(applySelect([{ Id: 1, Name: 'a' }, { Id: 2, Name: 'b' }], decodeSelect('name')), [
    { Id: null, Name: 'a' },
    { Id: null, Name: 'b' },
  ])
})

Deno.test('superoffice select: a very long parameter is read', () => {
  assert.deepEqual(applySelect({ Id: 1 }, decodeSelect('a/'.repeat(50_000) + ',' + 'b,'.repeat(50_000))), {
    Id: null,
  })
})
