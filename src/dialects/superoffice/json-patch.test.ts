import assert from 'node:assert/strict'
import fc from 'fast-check'
import fastJsonPatch from 'fast-json-patch'
import specTests from 'json-patch-test-suite/spec_tests.json' with { type: 'json' }
import suiteTests from 'json-patch-test-suite/tests.json' with { type: 'json' }
import { DirectoryError } from '../../core/error.ts'
import type { Json } from '../../core/json.ts'
import { applyPatch, mergeJson, type PatchMode } from './json-patch.ts'
import { decodePatch } from './patch.ts'

/** One record of the suite of the format's authors. */
interface Case {
  readonly comment?: string
  readonly doc: unknown
  readonly patch: unknown
  readonly expected?: unknown
  readonly error?: string
  readonly disabled?: boolean
}

const SUITE: readonly Case[] = suiteTests
const SPEC: readonly Case[] = specTests

/** What becomes of a document: the new one, or the code of the refusal. */
function outcome(doc: unknown, patch: unknown, mode: PatchMode): unknown {
  try {
    return applyPatch(jsonOf(doc), decodePatch(patch, mode), mode)
  } catch (error) {
    if (error instanceof DirectoryError) return error.code
    throw error
  }
}

function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

function movesOrCopies({ patch }: Case): boolean {
  return Array.isArray(patch) && patch.some(({ op }) => op === 'move' || op === 'copy')
}

function passes({ doc, patch, expected, error }: Case, mode: PatchMode): boolean {
  const result = outcome(doc, patch, mode)
  if (error !== undefined) return result === 'invalid' || result === 'test_failed'
  try {
    assert.deepEqual(result, expected ?? doc)
    return true
  } catch {
    return false
  }
}

for (
  const [name, records, counts] of [
    // The package holds 78 records; the repository has grown since, and the tables below have what it added.
    ['tests', SUITE, { passed: 65, refused: 10, disabled: 3 }],
    ['spec_tests', SPEC, { passed: 14, refused: 2, disabled: 1 }],
  ] as const
) {
  for (const strict of [true, false]) {
    Deno.test(`superoffice json patch: the suite's ${name} pass ${strict ? 'strictly' : "in the vendor's way"}`, () => {
      const enabled = records.filter(({ disabled }) => !disabled)
      const plain = enabled.filter((record) => !movesOrCopies(record))
      assert.deepEqual(plain.filter((record) => !passes(record, { strict })), [])
      const moving = enabled.filter(movesOrCopies)
      assert.ok(moving.every(({ doc, patch }) => outcome(doc, patch, { strict }) === 'invalid'))
      const disabled = records.length - enabled.length
      assert.deepEqual({ passed: plain.length, refused: moving.length, disabled }, counts)
    })
  }
}

/** Document, patch, what comes of it strictly, and in the vendor's way where that differs. */
type Row = readonly [name: string, doc: unknown, patch: unknown, strict: unknown, vendor?: unknown]

const ROWS: readonly Row[] = [
  ['an object becomes an array at the root', { a: 1 }, [{ op: 'add', path: '', value: [] }], []],
  ['an array becomes an object at the root', [1], [{ op: 'replace', path: '', value: {} }], {}],
  ['appended to the root', [], [{ op: 'add', path: '/-', value: 'x' }], ['x']],
  [
    'nothing replaced below a missing name',
    { a: 'b' },
    [{ op: 'replace', path: '/c/d', value: 0 }],
    'invalid',
  ],
  ['an index of two zeros', ['a', 'b'], [{ op: 'test', path: '/00', value: 'a' }], 'test_failed'],
  ['an index with a leading zero', ['a', 'b'], [{ op: 'test', path: '/01', value: 'b' }], 'test_failed'],
  ['a leading zero to add at', ['a'], [{ op: 'add', path: '/01', value: 'b' }], 'invalid'],
  ['a missing name removed', { a: 'b' }, [{ op: 'remove', path: '/c' }], 'invalid'],
  ['a missing name below a name removed', { a: { b: 1 } }, [{ op: 'remove', path: '/a/c/d' }], 'invalid'],
  ['a missing index removed', ['a', 'b'], [{ op: 'remove', path: '/2' }], 'invalid'],
  ['the place behind the last replaced', ['a'], [{ op: 'replace', path: '/-', value: 1 }], 'invalid'],
  ['the place behind the last tested', ['a'], [{ op: 'test', path: '/-', value: 1 }], 'test_failed'],
  ['a missing name tested', { a: 1 }, [{ op: 'test', path: '/b', value: null }], 'test_failed'],
  ['below a missing name tested', { a: 1 }, [{ op: 'test', path: '/b/c', value: null }], 'test_failed'],
  ['below a null tested', { a: null }, [{ op: 'test', path: '/a/c', value: null }], 'test_failed'],
  ['below a scalar tested', { a: 1 }, [{ op: 'test', path: '/a/c', value: null }], 'invalid'],
  ['below a scalar added', { a: 'b' }, [{ op: 'add', path: '/a/c', value: null }], 'invalid'],
  ['the whole document tested', { a: 1 }, [{ op: 'test', path: '', value: { a: 1.0 } }], { a: 1 }],
  ['the whole document removed', { a: 1 }, [{ op: 'remove', path: '' }], 'invalid'],
  ['two names for two things', { A: 1, a: 2 }, [{ op: 'remove', path: '/a' }], { A: 1 }],
  ['an inherited name', {}, [{ op: 'test', path: '/toString', value: null }], 'test_failed'],
  ['the length of an array', ['a'], [{ op: 'replace', path: '/length', value: 0 }], 'invalid'],
  ['an escape that is none', { '~2': 1 }, [{ op: 'test', path: '/~2', value: 1 }], 'invalid'],
  ['no slash', { a: 'b' }, [{ op: 'add', path: 'c', value: 'd' }], 'invalid', { a: 'b', c: 'd' }],
  ['no slash, two names', { a: { b: 1 } }, [{ op: 'replace', path: 'A/B', value: 2 }], 'invalid', {
    a: { b: 2 },
  }],
  ['another case', { a: 'b' }, [{ op: 'add', path: '/A', value: 'c' }], { a: 'b', A: 'c' }, { a: 'c' }],
  ['another case in a value', { a: 'b' }, [{ op: 'test', path: '/a', value: 'B' }], 'test_failed'],
  ['the same spelling first', { A: 1, a: 2 }, [{ op: 'replace', path: '/a', value: 3 }], { A: 1, a: 3 }],
  ['members in another case', { a: 1 }, [{ Op: 'remove', PATH: '/a' }], 'invalid', {}],
  ['a path that is null', {}, [{ op: 'add', path: null, value: 1 }], 'invalid'],
  ['an empty path of a merge', { a: 1 }, { '': 2 }, { a: 1, '': 2 }],
  ['a slash in a name of a merge', { a: 1 }, { '/a': 2, 'a/b': 3, '~': 4 }, {
    a: 1,
    '/a': 2,
    'a/b': 3,
    '~': 4,
  }],
  ['a merge in another case', { a: 1 }, { A: 2 }, { a: 1, A: 2 }, { a: 2 }],
  ['a merge that removes in another case', { a: 1 }, { A: null }, { a: 1 }, {}],
  ['an object merged into an array', { a: [1] }, { a: { b: null, c: 2 } }, { a: { c: 2 } }, {
    a: [1, { c: 2 }],
  }],
  ['an array merged into an array', { a: [1] }, { a: [2] }, { a: [2] }],
]

for (const [name, doc, patch, strict, vendor = strict] of ROWS) {
  Deno.test(`superoffice json patch: ${name}`, () => {
    assert.deepEqual(outcome(doc, patch, { strict: true }), strict)
    assert.deepEqual(outcome(doc, patch, {}), vendor)
  })
}

/** RFC 7396, appendix A. */
const MERGES: readonly (readonly [original: Json, patch: Json, result: Json])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [['a', 'b'], ['c', 'd'], ['c', 'd']],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

for (const [original, patch, result] of MERGES) {
  const isObject = typeof patch === 'object' && patch !== null && !Array.isArray(patch)
  const name = `${JSON.stringify(patch)} merged into ${JSON.stringify(original)}`
  Deno.test(`superoffice json patch: ${name}`, () => {
    for (const mode of [{ strict: true }, {}]) {
      assert.deepEqual(mergeJson(original, patch, mode), result)
      // As a body, what is no object is an array of operations or nothing at all. spec/superoffice.md §6.2
      assert.deepEqual(outcome(original, patch, mode), isObject ? result : 'invalid')
    }
  })
}

Deno.test('superoffice json patch: a name of the prototype is a name like any other', () => {
  const evil = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
  for (
    const patch of [
      JSON.parse(evil),
      [{ op: 'add', path: '/__proto__', value: { polluted: true } }],
      [{ op: 'add', path: '/a', value: JSON.parse(evil) }],
    ]
  ) {
    const result = outcome({ a: {} }, patch, {})
    assert.equal(Reflect.get({}, 'polluted'), undefined)
    assert.equal(Object.getPrototypeOf(result), Object.prototype)
    assert.match(JSON.stringify(result), /"__proto__":\{"polluted":true\}/)
  }
  const below = [{ op: 'add', path: '/__proto__/polluted', value: true }]
  assert.equal(outcome({}, below, {}), 'invalid')
  assert.equal(Reflect.get({}, 'polluted'), undefined)
})

Deno.test('superoffice json patch: a value that was added and then changed stays as it was in the patch', () => {
  for (const [first, path] of [['add', '/b'], ['add', '/a/-'], ['replace', '/a'], ['add', '']] as const) {
    const patch = frozen([
      { op: first, path, value: { c: [] } },
      { op: 'add', path: `${path.replace('-', '0')}/c/0`, value: 1 },
    ])
    assert.match(JSON.stringify(outcome(frozen({ a: [] }), patch, {})), /\{"c":\[1\]\}/)
  }
  assert.deepEqual(outcome(frozen({}), frozen({ a: { b: {} }, A: { b: { c: 1 } } }), {}), {
    a: { b: { c: 1 } },
  })
  assert.deepEqual(outcome({}, frozen({ a: [1], A: { b: 2 } }), {}), { a: [1, { b: 2 }] })
})

const names = fc.constantFrom('a', 'A', 'b', 'c/d', '~', '', '0', '-')
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, false, 0, 1, -1.5, '', 'a', 'A'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(names, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const objects = fc.dictionary(names, json, { maxKeys: 6, noNullPrototype: true })

Deno.test('superoffice json patch: what another library finds between two documents makes one of the other', () => {
  fc.assert(fc.property(objects, objects, fc.boolean(), (before, after, tested) => {
    const patch = fastJsonPatch.compare(before, after, tested)
    assert.deepEqual(outcome(before, patch, { strict: true }), after)
  }))
})

const paths = fc.oneof(
  fc.array(
    fc.oneof(names, fc.constantFrom('__proto__', 'constructor', '~0', '~1', '~2', '01', '1e0', 'length')),
    {
      maxLength: 4,
    },
  ).map((parts) => parts.map((part) => `/${part}`).join('')),
  fc.string(),
)
const operations = fc.record({
  op: fc.oneof(fc.constantFrom('add', 'replace', 'remove', 'test', 'move', 'copy', 'Add'), json),
  path: fc.oneof({ weight: 9, arbitrary: paths }, { weight: 1, arbitrary: json }),
  value: json,
}, { requiredKeys: [] })
const patches = fc.oneof(
  fc.array(fc.record({ op: fc.constantFrom('add', 'replace', 'remove', 'test'), path: paths, value: json })),
  fc.array(fc.oneof(operations, json), { maxLength: 5 }),
  json,
)

Deno.test('superoffice json patch: any patch gives a document or a refusal, and leaves the given one as it is', () => {
  fc.assert(fc.property(json, patches, fc.boolean(), (document, patch, strict) => {
    const before = [JSON.stringify(document), JSON.stringify(patch)]
    try {
      const result = applyPatch(frozen(document), decodePatch(frozen(patch), { strict }), { strict })
      assert.deepEqual(JSON.parse(JSON.stringify(result)), result)
    } catch (error) {
      assert.ok(
        error instanceof DirectoryError && /^(?:invalid|test_failed)$/.test(error.code),
        String(error),
      )
    }
    assert.deepEqual([JSON.stringify(document), JSON.stringify(patch)], before)
    assert.deepEqual(Object.keys(Object.prototype), [])
  }))
})

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}
