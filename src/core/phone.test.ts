import assert from 'node:assert/strict'
import fc from 'fast-check'
import { phoneKey } from './phone.ts'

Deno.test('phone: a number has one form to compare in, however it is written', () => {
  for (
    const [text, country, key] of [
      ['+49 151 23456789', undefined, '+4915123456789'],
      ['+49 (0)151 2345-6789', undefined, '+4915123456789'],
      ['0049 151/23456789', undefined, '+4915123456789'],
      [' +4915123456789\t', 'US', '+4915123456789'],
      ['0151 23456789', 'DE', '+4915123456789'],
      ['0151 23456789', undefined, '015123456789'],
      ['(212) 555-0100', 'US', '+12125550100'],
      ['+1 212 555 0100', 'DE', '+12125550100'],
      ['0151 23456789', 'XX', '015123456789'],
      ['0151 23456789', 'de', '015123456789'],
      ['', 'DE', ''],
      ['none', 'DE', ''],
      ['+', undefined, '+'],
      ['a1b2', undefined, '12'],
    ] as const
  ) {
    assert.equal(phoneKey(text, country), key, `${text} ${country}`)
  }
})

Deno.test('phone: a form to compare in is digits with a plus or none, from any text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(undefined, 'DE', 'US'),
      (text, country) => {
        assert.match(phoneKey(text, country), /^\+?[0-9]*$/)
      },
    ),
    { numRuns: 500 },
  )
})
