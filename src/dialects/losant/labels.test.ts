import assert from 'node:assert/strict'
import { fromTags, toTags } from './labels.ts'
import { cutUnits, distinctIds } from './text.ts'

Deno.test('labels: what the schema of the vendor forbids is not shown, and long values are cut', () => {
  const labels = { a: 'b', 'my key': 'c', empty: '', long: `${'x'.repeat(254)}🙂`, 'ü': 'u' }
  assert.deepEqual(toTags(labels), { a: 'b', long: 'x'.repeat(254) })
  assert.deepEqual(toTags(undefined), {})
  assert.deepEqual(toTags('none'), {})
  assert.deepEqual(toTags({ a: 5, b: 'c' }), { b: 'c' })
})

Deno.test('labels: what was not shown stays, and so does what was shown cut and came back so', () => {
  const long = 'x'.repeat(300)
  const labels = { a: 'b', 'my key': 'c', long }
  assert.deepEqual(fromTags({}, labels), { 'my key': 'c' })
  assert.deepEqual(fromTags({ long: 'x'.repeat(255), n: 'm' }, labels), { 'my key': 'c', long, n: 'm' })
  assert.deepEqual(fromTags({ long: 'y' }, labels), { 'my key': 'c', long: 'y' })
})

Deno.test('labels: a key that an object has by itself is a key like any other', () => {
  const tags = JSON.parse('{"__proto__":"a","constructor":"b"}')
  const labels = fromTags(tags, {})
  assert.equal(JSON.stringify(labels), '{"__proto__":"a","constructor":"b"}')
  assert.equal(JSON.stringify(toTags(labels)), '{"__proto__":"a","constructor":"b"}')
  assert.equal(JSON.stringify(fromTags({ constructor: 'c' }, labels)), '{"constructor":"c"}')
})

Deno.test('text: a cut never leaves half a pair, and ids are distinct in lower case', () => {
  assert.equal(cutUnits('ab', 2), 'ab')
  assert.equal(cutUnits('a🙂', 2), 'a')
  assert.equal(cutUnits('🙂🙂', 2), '🙂')
  assert.deepEqual(distinctIds(['AB', 'c', 'ab', 'C']), ['ab', 'c'])
})
