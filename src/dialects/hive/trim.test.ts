import assert from 'node:assert/strict'
import fc from 'fast-check'
import { trim } from './trim.ts'

/** Unicode's White_Space, as its property list has it. */
const SPACES = /^\p{White_Space}$/u

Deno.test('hive trim: takes away what has the property White_Space, and nothing else', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code)
    assert.equal(trim(character), SPACES.test(character) ? '' : character, code.toString(16))
  }
})

Deno.test('hive trim: both ends lose all of it, and the inside none', () => {
  const ends = fc.array(fc.constantFrom(' ', '\t', '\u0085', '\u00a0', '\u3000', '\u2009')).map((all) =>
    all.join('')
  )
  const inside = fc.string({ unit: 'grapheme' }).filter((text) => text === trim(text))
  fc.assert(fc.property(ends, inside, ends, (before, text, after) => {
    assert.equal(trim(before + text + after), text)
  }))
})
