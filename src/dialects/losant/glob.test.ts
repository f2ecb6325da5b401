import assert from 'node:assert/strict'
import { matchesGlob } from './glob.ts'

Deno.test('glob: a pattern covers the whole text, without case', () => {
  for (
    const [pattern, text, expected] of [
      ['my*group', 'My Group', true],
      ['my*group', 'my big group', true],
      ['my*group', 'group', false],
      ['my*group', 'my groups', false],
      ['group', 'Group', true],
      ['group', 'my group', false],
      ['*', '', true],
      ['', '', true],
      ['', 'x', false],
      ['?', '😀', true],
      ['?', '', false],
      ['??', 'x', false],
      ['a?c', 'ABC', true],
      ['*a*b', 'aXbXab', true],
      ['*a*b', 'ba', false],
      ['**', 'x', true],
      ['.', 'x', false],
      ['[ab]', 'a', false],
      ['[ab]', '[AB]', true],
      ['ΟΔΟΣ*', 'οδος', true],
    ] as const
  ) assert.equal(matchesGlob(pattern, text), expected, `${pattern} and ${text}`)
})

Deno.test('glob: no pattern takes long', () => {
  assert.equal(matchesGlob('*a'.repeat(1000) + 'b', 'a'.repeat(2000)), false)
})
