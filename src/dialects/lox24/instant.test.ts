import assert from 'node:assert/strict'
import { decodeInstant, encodeInstant, fromInstant } from './instant.ts'

const READ: readonly [text: string, expected: string | undefined][] = [
  ['2031-03-01T08:30:00Z', '2031-03-01T08:30:00+00:00'],
  ['2031-03-01t08:30:00z', '2031-03-01T08:30:00+00:00'],
  ['2031-03-01T08:30:00+00:00', '2031-03-01T08:30:00+00:00'],
  ['2031-03-01T08:30:00.999Z', '2031-03-01T08:30:00+00:00'],
  ['2031-03-01T08:30:00+01:30', '2031-03-01T07:00:00+00:00'],
  ['2031-03-01T08:30:00-0130', '2031-03-01T10:00:00+00:00'],
  ['2031-12-31T23:30:00-01:00', '2032-01-01T00:30:00+00:00'],
  ['2032-02-29T00:00:00Z', '2032-02-29T00:00:00+00:00'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59+00:00'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00+00:00'],
  ['2031-02-30T00:00:00Z', undefined],
  ['2031-02-29T00:00:00Z', undefined],
  ['2031-13-01T00:00:00Z', undefined],
  ['2031-03-01T24:00:00Z', undefined],
  ['2031-03-01T08:30:60Z', undefined],
  ['2031-03-01T08:30:00+24:00', undefined],
  ['2031-03-01T08:30:00+01:60', undefined],
  ['9999-12-31T23:59:59-01:00', undefined],
  ['0000-01-01T00:00:00+01:00', undefined],
  ['2031-03-01T08:30:00', undefined],
  ['2031-03-01T08:30Z', undefined],
  ['2031-03-01', undefined],
  ['20310301T083000Z', undefined],
  [' 2031-03-01T08:30:00Z', undefined],
  ['1893456000', undefined],
  ['tomorrow', undefined],
  ['', undefined],
]

for (const [text, expected] of READ) {
  Deno.test(`lox24 instant: reads ${JSON.stringify(text)} as ${expected ?? 'no date'}`, () => {
    assert.equal(decodeInstant(text), expected)
  })
}

Deno.test('lox24 instant: what is written is read as the same whole second', () => {
  const ms = Date.UTC(2031, 2, 1, 8, 30, 0, 678)
  assert.equal(encodeInstant(ms), '2031-03-01T08:30:00+00:00')
  assert.equal(fromInstant(encodeInstant(ms)), ms - 678)
  assert.equal(encodeInstant(null), null)
  assert.equal(fromInstant(null), null)
})

Deno.test('lox24 instant: a moment behind the year 9999 is shown as its last second', () => {
  assert.equal(encodeInstant(Date.UTC(12000, 0, 1)), '9999-12-31T23:59:59+00:00')
})
