import assert from 'node:assert/strict'
import { DirectoryError } from '../../core/error.ts'
import { decodeBatch, decodeGroup, decodeJson, decodePhone, phonesMax } from './decode.ts'
import { encodeError } from './error.ts'

function refusal(work: () => unknown): DirectoryError {
  try {
    work()
  } catch (error) {
    if (error instanceof DirectoryError) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'nothing was refused' })
}

function detail(work: () => unknown): unknown {
  return encodeError(refusal(work), 'json').detail
}

function request(type?: string): Request {
  return new Request('http://localhost/', { headers: type === undefined ? {} : { 'content-type': type } })
}

for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/LD+JSON;x=y']) {
  Deno.test(`lox24 decode: reads a body of type ${type}`, () => {
    assert.deepEqual(decodeJson(request(type), '{"a":1}'), { a: 1 })
  })
}

for (const type of [undefined, '', 'text/plain', 'application/jsonx', 'multipart/form-data; boundary=x']) {
  Deno.test(`lox24 decode: refuses a body of type ${type ?? 'none'} before it reads it`, () => {
    assert.equal(refusal(() => decodeJson(request(type), '{')).code, 'unsupported_type')
  })
}

for (const text of ['', ' ', '{"name":', '{"name":"x"}}', '\ufeff{}', "{'name':'x'}", '['.repeat(100000)]) {
  Deno.test(`lox24 decode: ${JSON.stringify(text.slice(0, 20))} is a syntax error`, () => {
    assert.equal(detail(() => decodeJson(request('application/json'), text)), 'Syntax error')
  })
}

const blank = 'This value should not be blank.'
const long = (max: number) => `This value is too long. It should have ${max} characters or less.`
const charset = 'This value does not match the expected UTF-8 charset.'
const type = (key: string, wanted: string, given: string) =>
  `The type of the "${key}" attribute must be "${wanted}", "${given}" given.`

const GROUPS: readonly [name: string, body: unknown, detail: string][] = [
  ['no object', [], 'The request body must be a JSON object.'],
  ['null', null, 'The request body must be a JSON object.'],
  ['a text', 'name', 'The request body must be a JSON object.'],
  ['no name', {}, `name: ${blank}`],
  ['a name of null', { name: null }, `name: ${blank}`],
  ['an empty name', { name: '' }, `name: ${blank}`],
  ['a long name', { name: 'x'.repeat(51) }, `name: ${long(50)}`],
  ['a long name beyond the BMP', { name: '🙂'.repeat(51) }, `name: ${long(50)}`],
  ['a name with U+0000', { name: 'a\0b' }, `name: ${charset}`],
  ['a name with a lone surrogate', { name: 'a\ud800b' }, `name: ${charset}`],
  ['an integer name', { name: 5 }, type('name', 'string', 'integer')],
  ['a fractional name', { name: 5.5 }, type('name', 'string', 'double')],
  ['a boolean name', { name: false }, type('name', 'string', 'boolean')],
  ['an array name', { name: [] }, type('name', 'string', 'array')],
  ['an object description', { name: 'x', description: {} }, type('description', 'string', 'array')],
  ['a type before a limit', { name: 'x'.repeat(51), name_e: 1 }, type('name_e', 'string', 'integer')],
  [
    'two limits',
    { name: 'x'.repeat(51), description: 'x'.repeat(256) },
    `name: ${long(50)}\ndescription: ${long(255)}`,
  ],
  [
    'two columns',
    { name: 'x', name_e: 'x'.repeat(51), name_a: 'x'.repeat(51) },
    `name_a: ${long(50)}\nname_e: ${long(50)}`,
  ],
  ['a timestamp', { name: 'x', deleted_at: 1893456000 }, type('deleted_at', 'string', 'integer')],
  ['no date', { name: 'x', deleted_at: 'soon' }, 'deleted_at: This value is not a valid datetime.'],
  ['phones as a text', { name: 'x', phones: '+49' }, type('phones', 'array', 'string')],
  ['phones as false', { name: 'x', phones: false }, type('phones', 'array', 'boolean')],
  ['a phone as a text', { name: 'x', phones: ['+49'] }, type('phones[0]', 'array', 'string')],
  ['a phone as null', { name: 'x', phones: { k: null } }, type('phones[k]', 'array', 'NULL')],
  ['a phone as an array', { name: 'x', phones: [[]] }, type('phones[0]', 'array', 'array')],
  ['a phone without number', { name: 'x', phones: [{ a: 'x' }] }, `phones[0].phone: ${blank}`],
  ['a keyed phone without number', { name: 'x', phones: { vip: {} } }, `phones[vip].phone: ${blank}`],
  [
    'a typed field of a phone',
    { name: 'x', phones: [{ phone: 17 }] },
    type('phones[0].phone', 'string', 'integer'),
  ],
  [
    'faults of several phones',
    { name: '', phones: [{ phone: '1234' }, { phone: 'x', e: 'x'.repeat(1531) }, {}] },
    `name: ${blank}\nphones[1].phone: This value is not a valid phone number.\nphones[1].e: ${long(1530)}\n` +
    `phones[2].phone: ${blank}`,
  ],
  [
    'too many phones',
    { name: 'x', phones: Array(phonesMax + 1).fill({ phone: '1234' }) },
    `phones: This collection should contain ${phonesMax} elements or less.`,
  ],
]

for (const [name, body, expected] of GROUPS) {
  Deno.test(`lox24 decode: refuses a group of ${name}`, () => {
    assert.equal(detail(() => decodeGroup(body)), expected)
  })
}

Deno.test('lox24 decode: a group keeps what it knows and drops the rest', () => {
  const body = decodeGroup(
    JSON.parse(
      '{"name":"x","description":"","name_b":null,"id":"?","count_items":[],' +
        '"colour":"red","__proto__":{"name_c":"y"},"deleted_at":"2031-03-01T09:30:00+01:00","phones":null}',
    ),
  )
  assert.deepEqual(body, {
    name: 'x',
    description: '',
    name_b: null,
    deleted_at: '2031-03-01T08:30:00+00:00',
  })
})

Deno.test('lox24 decode: a group takes exactly as many code points as the limits allow', () => {
  const body = { name: '🙂'.repeat(50), description: 'ü'.repeat(255), name_e: 'x'.repeat(50) }
  assert.deepEqual(decodeGroup(body), body)
})

Deno.test('lox24 decode: phones may be an array or an object, and both are lists', () => {
  const list = [{ phone: '1234', a: 'x' }, { phone: '5678', callback_data: null }]
  assert.deepEqual(decodeGroup({ name: 'x', phones: list }).phones, list)
  assert.deepEqual(decodeGroup({ name: 'x', phones: { b: list[0], a: list[1] } }).phones, list)
  assert.deepEqual(decodeGroup({ name: 'x', phones: {} }).phones, [])
})

const PHONES: readonly [name: string, body: unknown, detail: string][] = [
  ['an array', [{ phone: '1234' }], 'The request body must be a JSON object.'],
  ['no number', { a: 'x' }, `phone: ${blank}`],
  ['a number of blanks', { phone: ' \t ' }, `phone: ${blank}`],
  ['a long number', { phone: '+' + '1'.repeat(30) }, `phone: ${long(30)}`],
  ['a word', { phone: 'hello' }, 'phone: This value is not a valid phone number.'],
  ['a long value', { phone: '1234', a: 'x'.repeat(1531) }, `a: ${long(1530)}`],
  ['a long callback', { phone: '1234', callback_data: 'x'.repeat(37) }, `callback_data: ${long(36)}`],
  ['a typed value', { phone: '1234', b: 1.5 }, type('b', 'string', 'double')],
]

for (const [name, body, expected] of PHONES) {
  Deno.test(`lox24 decode: refuses a phone of ${name}`, () => {
    assert.equal(detail(() => decodePhone(body)), expected)
  })
}

Deno.test('lox24 decode: a phone is trimmed outside, and its values are not', () => {
  assert.deepEqual(decodePhone({ phone: ' 0049170 ', a: 'Mr. ', subscribed_at: 1 }), {
    phone: '+49170',
    a: 'Mr. ',
  })
})

Deno.test('lox24 decode: what equals the shown value passes every limit', () => {
  const shown = {
    id: '1',
    phone: 'front desk',
    a: 'x',
    b: null,
    c: null,
    d: null,
    e: null,
    callback_data: null,
    subscribed_at: null,
    unsubscribed_at: null,
    unsubscribe_reason: null,
  }
  assert.equal(decodePhone({ ...shown }, shown).phone, 'front desk')
  assert.throws(() => decodePhone({ ...shown, phone: 'back desk' }, shown))
})

Deno.test('lox24 decode: the items of a batch stand and fall alone', () => {
  const items = decodeBatch([{ phone: '1234' }, { a: 'x' }, 'no', { phone: '5678' }])
  assert.deepEqual(items.map((item) => item instanceof DirectoryError ? 'refused' : item.phone), [
    '1234',
    'refused',
    'refused',
    '5678',
  ])
})

Deno.test('lox24 decode: a batch is an array, and not too long a one', () => {
  assert.match(String(detail(() => decodeBatch({ phone: '1234' }))), /array/)
  assert.match(String(detail(() => decodeBatch(Array(phonesMax + 1).fill({})))), /10000/)
  assert.deepEqual(decodeBatch([]), [])
})
