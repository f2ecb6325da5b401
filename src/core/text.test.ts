import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { DirectoryError } from './error.ts'
import { checkText, codePoints, cut, fold, isLongerThan, isStorable } from './text.ts'

/** Any JavaScript text: lone surrogates and U+0000 too. */
const any = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
    { weight: 3, arbitrary: fc.constantFrom('a', 'Ä', '\0', '\ud800', '\udfff', '🙂', 'e\u0301', 'İ', 'ß') },
  ),
  maxLength: 20,
})

Deno.test('text: a form to compare in is one for composed and decomposed, upper and lower case', () => {
  for (
    const [one, other] of [
      ['Home', 'hOME'],
      ['ÄRGER', 'a\u0308rger'],
      ['\u212b', 'å'],
      ['\u212a', 'k'],
      ['I', 'i'],
      ['ΣΑΣ', 'σας'],
      ['Ǆ', 'ǆ'],
      ['J\u030c', '\u01f0'],
      ['H\u0331', '\u1e96'],
      ['ẞ', 'ß'],
    ] as const
  ) {
    assert.equal(fold(one), fold(other), `${one} and ${other}`)
  }
})

Deno.test('text: a form to compare in keeps different what is different', () => {
  for (
    const [one, other] of [['a', 'ä'], ['ß', 'ss'], ['ı', 'i'], ['ﬁ', 'fi'], ['a', 'a '], [
      '1',
      '１',
    ]] as const
  ) {
    assert.notEqual(fold(one), fold(other), `${one} and ${other}`)
  }
})

Deno.test('text: folding what is folded changes nothing', () => {
  for (const text of ['J\u030c', 'İ', 'H\u0331', 'ΑΣ', 'Σ']) assert.equal(fold(fold(text)), fold(text), text)
  fc.assert(fc.property(any, (text) => assert.equal(fold(fold(text)), fold(text))), { numRuns: 2000 })
})

Deno.test('text: the part of a word that a pattern names folds as it does in the word', () => {
  // A capital sigma at the end of a word has a small form of its own.
  assert.ok(fold('ΟΔΟΣΑ').startsWith(fold('ΟΔΟΣ')))
})

Deno.test('text: what is storable comes back from UTF-8 as it was, and has no U+0000', () => {
  fc.assert(
    fc.property(any, (text) => {
      const survives = Buffer.from(text).toString() === text && !text.includes('\0')
      assert.equal(isStorable(text), survives)
    }),
    { numRuns: 5000 },
  )
})

Deno.test('text: lengths are code points, and counted no further than they must be', () => {
  fc.assert(
    fc.property(any, fc.nat(25), (text, max) => {
      const points = Array.from(text)
      assert.equal(codePoints(text), points.length)
      assert.equal(isLongerThan(text, max), points.length > max)
      assert.equal(cut(text, max), points.slice(0, max).join(''))
    }),
    { numRuns: 3000 },
  )
  assert.ok(isLongerThan('x'.repeat(1e7), 10))
  assert.ok(!isLongerThan('🙂'.repeat(10), 10))
})

Deno.test('text: a check names the field and the rule', () => {
  for (
    const [text, rule, limit] of [
      ['a\0', 'text', undefined],
      ['\ud800', 'text', undefined],
      ['abcd', 'too_long', 3],
      ['🙂🙂🙂🙂', 'too_long', 3],
    ] as const
  ) {
    assert.throws(() => checkText('name', text, 3), (error) => {
      assert.ok(error instanceof DirectoryError)
      assert.equal(error.code, 'invalid')
      assert.deepEqual(error.violations, [{ field: 'name', rule, ...(limit && { limit }) }])
      return true
    })
  }
  checkText('name', '🙂🙂🙂', 3)
  checkText('name', '', 0)
})
