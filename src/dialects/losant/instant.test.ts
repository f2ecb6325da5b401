import assert from 'node:assert/strict'
import { encodeInstant, instantOf } from './instant.ts'

Deno.test('instant: dates are read as the framework of the vendor reads them', () => {
  for (
    const [text, shown] of [
      ['2016-06-13T04:00:00.000Z', '2016-06-13T04:00:00.000Z'],
      ['2016-06-13T04:00:00Z', '2016-06-13T04:00:00.000Z'],
      ['2016-06-13t04:00:00z', '2016-06-13T04:00:00.000Z'],
      ['2016-06-13 04:00:00.1239+02:00', '2016-06-13T02:00:00.123Z'],
      ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
      ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ] as const
  ) assert.equal(encodeInstant(instantOf(text) ?? NaN), shown)
})

Deno.test('instant: what is no date, or of no year of four digits, is none', () => {
  for (
    const text of [
      '',
      '2016-06-13',
      '2016-06-13T04:00:00',
      '2016-13-13T04:00:00Z',
      '2016-00-13T04:00:00Z',
      '2016-06-32T04:00:00Z',
      '2016-06-13T25:00:00Z',
      '2016-06-13T04:00:00+99:00',
      '0000-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      '2016-06-13T04:00:00Z\n',
      '1465790400000',
    ]
  ) assert.equal(instantOf(text), undefined, text)
})

Deno.test('instant: a time that four digits of a year cannot say is shown as the last or first that they can', () => {
  assert.equal(encodeInstant(8.64e15), '9999-12-31T23:59:59.999Z')
  assert.equal(encodeInstant(-8.64e15), '0000-01-01T00:00:00.000Z')
})
