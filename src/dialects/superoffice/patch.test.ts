import assert from 'node:assert/strict'
import fc from 'fast-check'
import fastJsonPatch from 'fast-json-patch'
import { DirectoryError } from '../../core/error.ts'
import {
  decodePatch,
  isUnsupportedOperation,
  type ListChanges,
  operationsMax,
  patchList,
  pathMax,
} from './patch.ts'

/** The list of the seed's sample answer. */
const STORED = {
  Id: 305,
  Name: 'Beer, Hudson and Bashirian',
  Tooltip: 'itaque',
  Deleted: false,
  Rank: 508,
  IsCustomList: false,
  IsMDOList: true,
  UseGroupsAndHeadings: false,
  ListType: 'error',
  InUseByUserDefinedFields: false,
  TableRight: null,
  FieldProperties: { fieldName: { FieldRight: null, FieldType: 'System.Int32', FieldLength: 847 } },
  _Links: { Self: 'https://www.example.com/api/v1/list/305' },
}

type Stored = typeof STORED

/** What a body changes in a list; else the code of the refusal, with the field and the rule of its violation. */
function outcome(body: unknown, stored: Stored | Omit<Stored, '_Links'> = STORED): ListChanges | string {
  try {
    return patchList(stored, decodePatch(body))
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    return [error.code, ...error.violations.map(({ field, rule }) => `${field} ${rule}`)].join(' ')
  }
}

const set = (path: string, value: unknown) => [{ op: 'replace', path, value }]
const add = (path: string, value: unknown) => [{ op: 'add', path, value }]
const test = (path: string, value: unknown) => [{ op: 'test', path, value }]
const remove = (path: string) => [{ op: 'remove', path }]

/** The cases of spec/superoffice.md §11, by number, and what §5.2 says besides. */
const CASES: readonly (readonly [name: string, body: unknown, expected: ListChanges | string])[] = [
  ['1: the sample of the seed', [...add('eos', {}), ...add('eos', {})], {}],
  ['2: a field that lists lack', set('/Department', 'foo'), {}],
  ['3: a field that lists lack, merged', { Department: 'foo' }, {}],
  ['4: a name', set('/Name', 'foo'), { Name: 'foo' }],
  ['5: no slash', set('Name', 'foo'), { Name: 'foo' }],
  ['5: lower case', set('name', 'foo'), { Name: 'foo' }],
  ['5: a slash and lower case', set('/name', 'foo'), { Name: 'foo' }],
  ['5: upper case', set('/NAME', 'foo'), { Name: 'foo' }],
  ['6: a name, merged', { Name: 'foo' }, { Name: 'foo' }],
  ['9: a name in lower case, merged', { name: 'foo' }, { Name: 'foo' }],
  ['10: a test that holds', [...test('/Rank', 508), ...set('/Rank', 509)], { Rank: 509 }],
  ['11: a test that fails', [...set('/Name', 'foo'), ...test('/Rank', 1)], 'test_failed'],
  ['12: a test with a text', test('/Rank', '508'), 'test_failed'],
  ['13: a test with a decimal', test('rank', 508.0), {}],
  ['13: a test in another case', test('/Name', STORED.Name.toLowerCase()), 'test_failed'],
  ['14: a test of a read-only field', test('/IsMDOList', true), {}],
  ['15: a test of what lists lack', test('/Department', 'foo'), 'test_failed'],
  ['19: a move', [{ op: 'move', from: '/Name', path: '/Tooltip' }], 'invalid operations[0].op unknown'],
  ['19: a copy', [{ op: 'copy', from: '/Name', path: '/Tooltip' }], 'invalid operations[0].op unknown'],
  ['20: another operation', [{ op: 'spam', path: '/Name', value: 1 }], 'invalid operations[0].op unknown'],
  ['20: a capital', [{ op: 'Replace', path: '/Name', value: 'x' }], 'invalid operations[0].op unknown'],
  ['20: no operation', [{ path: '/Name', value: 'x' }], 'invalid operations[0].op required'],
  ['20: no path', [...add('/a', 1), { op: 'add', value: 'x' }], 'invalid operations[1].path required'],
  ['20: no value', [{ op: 'add', path: '/Name' }], 'invalid operations[0].value required'],
  ['21: a tooltip removed', remove('/Tooltip'), { Tooltip: null }],
  ['22: a name removed', remove('/Name'), 'invalid Name required'],
  ['23: nulls, merged', { Tooltip: null, Rank: null }, { Tooltip: null, Rank: 0 }],
  ['25: a rank as a text', { Rank: '7' }, { Rank: 7 }],
  ['25: a rank in words', { Rank: 'seven' }, 'invalid Rank type'],
  ['25: an object for a flag', { Deleted: {} }, 'invalid Deleted type'],
  [
    "27: a whole entity of the vendor's client",
    {
      Id: 1,
      InUseByUserDefinedFields: true,
      TableRight: { mask: 3, reason: '' },
      FieldProperties: {},
      Name: 'foo',
    },
    { Name: 'foo' },
  ],
  ['28: null', null, 'invalid operations type'],
  ['28: a text', 'x', 'invalid operations type'],
  ['28: a number', 5, 'invalid operations type'],
  ['28: nothing', undefined, 'invalid operations type'],
  ['29: no operations', [], {}],
  ['29: no members', {}, {}],
  ['what is no operation', ['x'], 'invalid operations[0] type'],
  [
    'a path that is no text',
    [...set('/Name', 'x'), { op: 'remove', path: 5 }],
    'invalid operations[1].path type',
  ],
  ['a broken escape', remove('/~x'), 'invalid operations[0].path format'],
  ['an escaped name', set('/N~0ame', 'x'), {}],
  ['what is stored already', { name: STORED.Name, RANK: '508', Deleted: 'FALSE', Tooltip: 'itaque' }, {}],
  ['there and back', [...set('/Name', 'x'), ...set('/Name', STORED.Name)], {}],
  ['two spellings, the last wins', { Name: 'a', name: 'b', NAME: 'c' }, { Name: 'c' }],
  ['a test of what was just set', [...set('/Name', 'x'), ...test('/Name', 'x')], { Name: 'x' }],
  ['a test of what was just coerced', [...set('/Rank', '7'), ...test('/Rank', 7)], { Rank: 7 }],
  ['add is replace', add('/UseGroupsAndHeadings', true), { UseGroupsAndHeadings: true }],
  ['every default', ['Tooltip', 'Deleted', 'Rank', 'UseGroupsAndHeadings'].flatMap(remove), {
    Tooltip: null,
    Rank: 0,
  }],
  ['a null name', set('/Name', null), 'invalid Name required'],
  ['a null name, merged', { Name: null }, 'invalid Name required'],
  ['a blank name is not looked at here', set('/Name', ''), { Name: '' }],
  ['a number as a name', { Name: 5 }, { Name: '5' }],
  ['a flag as a tooltip', { Tooltip: true }, { Tooltip: 'true' }],
  ['an array as a name', { Name: ['x'] }, 'invalid Name type'],
  ['an object as a tooltip', { Tooltip: {} }, 'invalid Tooltip type'],
  ['half a rank', { Rank: 7.5 }, 'invalid Rank type'],
  ['a rank over int32', { Rank: 2147483648 }, 'invalid Rank range'],
  ['a flag as a rank', { Rank: true }, 'invalid Rank type'],
  ['a number as a flag', { Deleted: 1 }, 'invalid Deleted type'],
  ['a read-only field, replaced', set('/Id', 'x'), {}],
  ['a read-only field, removed', remove('ListType'), {}],
  ['a read-only field, merged', { isMdoList: { a: 1 } }, {}],
  ['a test of a read-only field that fails', test('/Id', 306), 'test_failed'],
  ['a test of an object', test('/FieldProperties', structuredClone(STORED.FieldProperties)), {}],
  ['a test below an object', test('fieldproperties/FIELDNAME/FieldLength', 847), {}],
  ['a test below an object that fails', test('/FieldProperties/x', 1), 'test_failed'],
  ['a test below a null', test('/TableRight/Mask', 'FULL'), 'test_failed'],
  ['below a read-only object', [...add('/FieldProperties/x', 1), ...remove('/_Links/Self')], {}],
  [
    'below what lists lack',
    [...set('/users/0/email', 'x'), ...add('/users/-', {}), ...remove('users/0')],
    {},
  ],
  ['a test below what lists lack', test('/users/0/email', 'x'), 'test_failed'],
  ['below a text', set('/Name/x', 'y'), 'invalid Name type'],
  ['below a null text removed', [...remove('/Tooltip'), ...remove('/Tooltip/x')], 'invalid Tooltip type'],
  ['below a flag tested', test('/Deleted/x', 1), 'invalid Deleted type'],
  ['below a read-only number', remove('/Id/0'), 'invalid Id type'],
  ['the whole list replaced', set('', {}), 'invalid operations format'],
  ['the whole list tested', test('', {}), 'invalid operations format'],
  ['a name of nothing', set('/', 'x'), {}],
  ['a name of nothing, merged', { '': 'x' }, {}],
  ['names of the prototype', JSON.parse('{"__proto__":{"Name":"x"},"constructor":1,"toString":2}'), {}],
  ['a test of the prototype', test('/constructor', {}), 'test_failed'],
  [
    'the first fault in the order of the operations',
    [...test('/Rank', 1), ...set('/Rank', 'x')],
    'test_failed',
  ],
  ['the first fault, the other way round', [...set('/Rank', 'x'), ...test('/Rank', 1)], 'invalid Rank type'],
  [
    'a bad operation before a failed test',
    [...test('/Rank', 1), { op: 'move' }],
    'invalid operations[1].op unknown',
  ],
]

for (const [name, body, expected] of CASES) {
  Deno.test(`superoffice patch: ${name}`, () => {
    const before = JSON.stringify(STORED)
    assert.deepEqual(outcome(body), expected)
    assert.equal(JSON.stringify(STORED), before)
  })
}

Deno.test('superoffice patch: 24: a null tooltip is set like any other', () => {
  assert.deepEqual(patchList({ ...STORED, Tooltip: null }, decodePatch({ Tooltip: 'x' })), { Tooltip: 'x' })
})

Deno.test('superoffice patch: 40: a test compares with the text in all its languages', () => {
  const stored = { ...STORED, Name: 'US:"Department";NO:"Avdeling"' }
  assert.deepEqual(outcome(test('/Name', stored.Name), stored), {})
  assert.equal(outcome(test('/Name', 'Department'), stored), 'test_failed')
})

Deno.test('superoffice patch: a list without links has none to test', () => {
  const { _Links, ...stored } = STORED
  assert.equal(outcome(test('/_Links', _Links), stored), 'test_failed')
})

for (
  const [name, body, field] of [
    ['too many operations', Array(operationsMax + 1).fill({ op: 'remove', path: '/Tooltip' }), 'operations'],
    [
      'too many members',
      Object.fromEntries(Array.from({ length: operationsMax + 1 }, (_, index) => [`a${index}`, 1])),
      'operations',
    ],
    ['a path of too many names', remove('/a'.repeat(pathMax)), 'operations[0].path'],
    [
      'a value too deep',
      set('/eos', JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))),
      'operations[0].value',
    ],
    ['a member too deep', { eos: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) }, 'eos'],
  ] as const
) {
  Deno.test(`superoffice patch: ${name} is refused`, () => {
    assert.equal(outcome(body), `invalid ${field} too_many`)
  })
}

Deno.test('superoffice patch: as many operations as are allowed are done', () => {
  const body = Array.from(
    { length: operationsMax },
    (_, index) => ({ op: 'add', path: 'rank', value: index }),
  )
  assert.deepEqual(outcome(body), { Rank: operationsMax - 1 })
})

Deno.test('superoffice patch: only move and copy are told apart as not supported', () => {
  const told = (op: unknown) => {
    try {
      decodePatch([{ op, path: '/a', value: 1 }])
    } catch (error) {
      if (error instanceof DirectoryError) return error.violations.some(isUnsupportedOperation)
    }
    return undefined
  }
  assert.deepEqual(['move', 'copy', 'spam', undefined, ['move'], 'add'].map(told), [
    true,
    true,
    false,
    false,
    false,
    undefined,
  ])
})

const lists = fc.record({
  Id: fc.nat(),
  Name: fc.string(),
  Tooltip: fc.option(fc.string()),
  Deleted: fc.boolean(),
  Rank: fc.nat(65535),
  IsCustomList: fc.boolean(),
  IsMDOList: fc.boolean(),
  UseGroupsAndHeadings: fc.boolean(),
  ListType: fc.option(fc.string()),
  InUseByUserDefinedFields: fc.boolean(),
  TableRight: fc.option(fc.record({ Mask: fc.string(), Reason: fc.string() })),
  FieldProperties: fc.dictionary(fc.string(), fc.record({ FieldLength: fc.nat() }), {
    noNullPrototype: true,
  }),
}, { noNullPrototype: true })

const WRITABLE = ['Name', 'Tooltip', 'Deleted', 'Rank', 'UseGroupsAndHeadings'] as const

/** The writable fields of `after` that are not as in `before`: what a patch between the two has to change. */
function differing(before: Pick<Stored, never>, after: Pick<Stored, never>): ListChanges {
  const entries = WRITABLE.map((name) => [name, Reflect.get(after, name)] as const)
  return Object.fromEntries(entries.filter(([name, value]) => Reflect.get(before, name) !== value))
}

Deno.test("superoffice patch: what the vendor's clients find between two lists changes the writable fields", () => {
  fc.assert(fc.property(lists, lists, fc.boolean(), (before, after, tested) => {
    const operations = decodePatch(fastJsonPatch.compare(before, after, tested))
    assert.deepEqual(patchList(before, operations), differing(before, after))
  }))
})

Deno.test('superoffice patch: a whole list merged into another makes its writable fields equal', () => {
  fc.assert(fc.property(lists, lists, (before, after) => {
    const changes = patchList(before, decodePatch(after))
    assert.deepEqual(changes, differing(before, after))
    assert.deepEqual(patchList({ ...before, ...changes }, decodePatch(after)), {})
  }))
})

const names = fc.constantFrom(
  'Name',
  'tooltip',
  'RANK',
  'Deleted',
  'Id',
  'TableRight',
  'FieldProperties',
  '_Links',
  'eos',
  '',
)
const paths = fc.oneof(
  names,
  names.map((name) => `/${name}`),
  fc.array(names).map((all) => all.join('/')),
  fc.string(),
)
const values = fc.oneof(
  fc.constantFrom(null, '', '3', 'true', 3, 3.5, -0, 1e300, true, {}, []),
  fc.jsonValue(),
)
const bodies = fc.oneof(
  fc.array(
    fc.record({ op: fc.constantFrom('add', 'replace', 'remove', 'test'), path: paths, value: values }),
  ),
  fc.dictionary(names, values),
  fc.jsonValue(),
)

Deno.test('superoffice patch: any body changes writable fields to values of their types, or is refused', () => {
  fc.assert(fc.property(lists, bodies, (stored, body) => {
    const before = JSON.stringify([stored, body])
    try {
      const changes = patchList(stored, decodePatch(body))
      for (const [name, value] of Object.entries(changes)) {
        assert.ok(WRITABLE.some((one) => one === name), name)
        const type = typeof Reflect.get(STORED, name)
        assert.ok(typeof value === type || (name === 'Tooltip' && value === null), `${name} ${value}`)
        assert.ok(!Object.is(value, -0) && value !== Reflect.get(stored, name))
      }
    } catch (error) {
      assert.ok(
        error instanceof DirectoryError && /^(?:invalid|test_failed)$/.test(error.code),
        String(error),
      )
    }
    assert.equal(JSON.stringify([stored, body]), before)
  }))
})
