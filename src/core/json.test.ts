import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sameJson } from './json.ts'

Deno.test('json: two values are the same whatever the order of their keys', () => {
  for (
    const [a, b, same] of [
      [1, 1, true],
      [1, '1', false],
      [null, null, true],
      [null, undefined, false],
      [null, {}, false],
      [[], {}, false],
      [[], [], true],
      [[1, 2], [2, 1], false],
      [[1], [1, 1], false],
      [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
      [{ a: 1 }, { a: 1, b: undefined }, false],
      [{ a: undefined }, { b: undefined }, false],
      [{ a: { b: [{ c: null }] } }, { a: { b: [{ c: null }] } }, true],
      [{ a: { b: [{ c: null }] } }, { a: { b: [{ c: 0 }] } }, false],
      [{ toString: 1 }, {}, false],
      [JSON.parse('{"__proto__":1}'), {}, false],
      [JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}'), true],
      [JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":2}}'), false],
      [true, 1, false],
      ['', 0, false],
    ] as const
  ) {
    assert.equal(sameJson(a, b), same, `${JSON.stringify(a)} and ${JSON.stringify(b)}`)
    assert.equal(sameJson(b, a), same)
  }
})

Deno.test('json: sameness is that of the JSON with sorted keys', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
      assert.equal(sameJson(a, structuredClone(a)), true)
      assert.equal(sameJson(a, b), JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
    }),
    { numRuns: 1000 },
  )
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value
  const entries = Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1)
  return { entries: entries.map(([key, one]) => [key, sorted(one)]) }
}
