import assert from 'node:assert/strict'
import { DirectoryError } from '../../core/error.ts'
import {
  booleanOf,
  coerce,
  decodeBody,
  decodeJson,
  fieldsOf,
  type FieldType,
  formFieldsMax,
  integerOf,
  itemsOf,
  textOf,
} from './decode.ts'
import { scalars } from './xml.ts'

const SHAPE = scalars('Id', 'Name', 'Rank')

/** What a call gives, or the refusal: its code, and the fields and rules of its violations. */
function outcome(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    return [error.code, ...error.violations.map(({ field, rule }) => `${field} ${rule}`)].join(' ')
  }
}

/** Content type, text, what a POST or PUT makes of it, and what a PATCH makes of it. spec/superoffice.md §2.2 */
const BODIES: readonly (readonly [type: string | null, text: string, body: unknown, patch?: unknown])[] = [
  ['application/json', '{"Name":"x"}', { Name: 'x' }],
  ['application/json; charset=utf-8', '{"Name":"x"}', { Name: 'x' }],
  ['Text/JSON', '{"Name":"x"}', { Name: 'x' }],
  ['application/json-patch+json', '[]', []],
  ['application/merge-patch+json', '{}', {}],
  ['application/vnd.api+json', '5', 5],
  [null, '{"Name":"x"}', { Name: 'x' }],
  ['', '"x"', 'x'],
  ['application/json', '\uFEFF{"Name":"x"}', { Name: 'x' }],
  ['application/json', 'null', null],
  ['application/json', '', undefined],
  ['application/json', ' \r\n', undefined],
  [null, '', undefined],
  ['application/json', '{', 'invalid  format'],
  ['application/json', '<L/>', 'invalid  format'],
  ['application/xml', '<L><Name>x</Name></L>', { Name: 'x' }, 'unsupported_type'],
  [
    'text/xml; charset=utf-8',
    '\uFEFF<?xml version="1.0"?><L><Rank>7</Rank></L>',
    { Rank: '7' },
    'unsupported_type',
  ],
  ['application/xml', '', undefined, 'unsupported_type'],
  ['application/xml', '{}', 'invalid  format', 'unsupported_type'],
  [
    'application/x-www-form-urlencoded',
    'Name=a+b%26&rank=7',
    { Name: 'a b&', rank: '7' },
    'unsupported_type',
  ],
  ['application/x-www-form-urlencoded', 'Name=a&Name=b', { Name: 'b' }, 'unsupported_type'],
  ['application/x-www-form-urlencoded', '', undefined, 'unsupported_type'],
  [
    'application/x-www-form-urlencoded',
    'a=&'.repeat(formFieldsMax + 1),
    'invalid  too_many',
    'unsupported_type',
  ],
  ['text/plain', '{}', 'unsupported_type', 'unsupported_type'],
  ['multipart/form-data; boundary=x', '', 'unsupported_type', 'unsupported_type'],
  ['json', '{}', 'unsupported_type', 'unsupported_type'],
  ['application/x+json+xml', '{}', 'unsupported_type', 'unsupported_type'],
]

for (const [type, text, body, patch = body] of BODIES) {
  Deno.test(`superoffice decode: ${type === null ? 'no type' : `'${type}'`}: ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.deepEqual(outcome(() => decodeBody(type, text, SHAPE)), body)
    assert.deepEqual(outcome(() => decodeJson(type, text)), patch)
  })
}

Deno.test('superoffice decode: a form that names the prototype is a form like any other', () => {
  const body = decodeBody('application/x-www-form-urlencoded', '__proto__=x&Name=y', SHAPE)
  assert.equal(textOf(fieldsOf(body), '__proto__'), 'x')
  assert.equal(Reflect.get({}, 'x'), undefined)
})

Deno.test('superoffice decode: names have no case, and the last spelling wins', () => {
  const fields = fieldsOf({ name: 'a', NAME: 'b', Rank: '7', isMdoList: 'TRUE', Tooltip: null, other: {} })
  assert.equal(textOf(fields, 'Name'), 'b')
  assert.equal(integerOf(fields, 'Rank'), 7)
  assert.equal(booleanOf(fields, 'IsMDOList'), true)
  assert.equal(textOf(fields, 'Tooltip'), null)
  assert.equal(textOf(fields, 'ListType'), undefined)
  assert.equal(outcome(() => textOf(fields, 'Other')), 'invalid Other type')
  assert.equal(textOf(fieldsOf({}), 'constructor'), undefined)
})

for (const value of [null, undefined, 'x', 5, true, []]) {
  Deno.test(`superoffice decode: ${JSON.stringify(value)} has no members`, () => {
    assert.equal(outcome(() => fieldsOf(value)), 'invalid  type')
    assert.equal(outcome(() => fieldsOf(value, 'Item')), 'invalid Item type')
  })
}

Deno.test('superoffice decode: only an array that is not too long has items', () => {
  assert.deepEqual(itemsOf([1, 2], { max: 2 }), [1, 2])
  assert.equal(outcome(() => itemsOf([1, 2, 3], { field: 'Items', max: 2 })), 'invalid Items too_many')
  assert.equal(outcome(() => itemsOf({ 0: 1 }, { field: 'Items', max: 2 })), 'invalid Items type')
})

const COERCIONS: readonly (readonly [value: unknown, type: FieldType, expected: unknown])[] = [
  ['3', 'integer', 3],
  [' -3 ', 'integer', -3],
  [3, 'integer', 3],
  [3.0, 'integer', 3],
  ['007', 'integer', 7],
  [2147483647, 'integer', 2147483647],
  ['-2147483648', 'integer', -2147483648],
  [2147483648, 'integer', 'invalid F range'],
  ['99999999999999999999', 'integer', 'invalid F range'],
  [1e300, 'integer', 'invalid F range'],
  [3.5, 'integer', 'invalid F type'],
  ['3.5', 'integer', 'invalid F type'],
  ['0x10', 'integer', 'invalid F type'],
  ['1e3', 'integer', 'invalid F type'],
  ['', 'integer', 'invalid F type'],
  ['seven', 'integer', 'invalid F type'],
  [true, 'integer', 'invalid F type'],
  [[3], 'integer', 'invalid F type'],
  [{}, 'integer', 'invalid F type'],
  [null, 'integer', null],
  ['true', 'boolean', true],
  ['False', 'boolean', false],
  [' true ', 'boolean', true],
  [true, 'boolean', true],
  [false, 'boolean', false],
  ['yes', 'boolean', 'invalid F type'],
  ['', 'boolean', 'invalid F type'],
  [1, 'boolean', 'invalid F type'],
  [[], 'boolean', 'invalid F type'],
  [null, 'boolean', null],
  ['x', 'string', 'x'],
  ['', 'string', ''],
  [3, 'string', '3'],
  [true, 'string', 'true'],
  [['x'], 'string', 'invalid F type'],
  [{}, 'string', 'invalid F type'],
  [null, 'string', null],
]

for (const [value, type, expected] of COERCIONS) {
  Deno.test(`superoffice decode: ${JSON.stringify(value)} where a ${type} stands`, () => {
    assert.equal(outcome(() => coerce(value, type, 'F')), expected)
  })
}

Deno.test('superoffice decode: minus zero is zero', () => {
  assert.ok(Object.is(coerce(-0, 'integer', 'F'), 0))
  assert.ok(Object.is(coerce('-0', 'integer', 'F'), 0))
})
