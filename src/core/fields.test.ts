import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DirectoryError } from './error.ts'
import { changedFields, checkBag } from './fields.ts'
import type { JsonObject } from './json.ts'
import { isStorable } from './text.ts'

const text = fc.string({
  unit: fc.constantFrom(
    'a',
    'u',
    '0',
    'd',
    '8',
    '\\',
    '"',
    '/',
    '\0',
    '\ud800',
    '\udc00',
    '🙂',
    '\u2028',
    'é',
  ),
  maxLength: 8,
})

const bags = fc.object({
  key: text,
  values: [text, fc.integer(), fc.boolean(), fc.constant(null)],
  maxDepth: 3,
}) as fc.Arbitrary<JsonObject>

/** Whether every key and every text inside can be stored, found without the text of the JSON. */
function isSound(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, one]) => isStorable(key) && isSound(one))
}

function ruleOf(bag: JsonObject, max: number): string | undefined {
  try {
    checkBag('extras', bag, max)
    return undefined
  } catch (error) {
    assert.ok(error instanceof DirectoryError)
    return error.violations[0]?.rule
  }
}

Deno.test('fields: a bag is refused exactly if a text in it cannot be stored', () => {
  let refused = 0
  fc.assert(
    fc.property(bags, (bag) => {
      const sound = isSound(bag)
      if (!sound) refused++
      assert.equal(ruleOf(bag, 1e6), sound ? undefined : 'text')
    }),
    { numRuns: 5000 },
  )
  assert.ok(refused > 500)
})

Deno.test('fields: what looks like an escape in a text is no escape', () => {
  for (const plain of ['\\u0000', '\\\\u0000', '\\ud800', 'u0000', '\\0', '🙂', '\\\\\\ud83d']) {
    assert.equal(ruleOf({ k: plain }, 100), undefined, plain)
    assert.equal(ruleOf({ [plain]: [{ k: plain }] }, 100), undefined, plain)
    assert.equal(ruleOf({ k: `${plain}\0` }, 100), 'text', plain)
    assert.equal(ruleOf({ k: `${plain}\udc00` }, 100), 'text', plain)
  }
})

Deno.test('fields: a bag is as long as its JSON', () => {
  assert.equal(ruleOf({ k: 'x' }, 9), undefined)
  assert.equal(ruleOf({ k: 'xy' }, 9), 'too_long')
})

Deno.test('fields: only what differs has changed', () => {
  const current = { a: 1, b: null as number | null, c: { x: [1, 2] }, d: 'x' }
  for (
    const [set, changed] of [
      [{}, {}],
      [{ a: 1, b: null, c: { x: [1, 2] } }, {}],
      [{ a: 2, d: 'x' }, { a: 2 }],
      [{ b: 0 }, { b: 0 }],
      [{ c: { x: [2, 1] } }, { c: { x: [2, 1] } }],
    ] as const
  ) {
    assert.deepEqual(
      changedFields<{ a: number; b: number | null; c: object; d: string }>(current, set),
      changed,
    )
  }
})
