import fc from 'fast-check'
import type { Direct } from './databases.ts'

/** What a stranger sends: generators for requests that are nearly right, and what they may not have changed. */

/** Everything that a request may change, of which a use of a token is no part. */
export async function stateOf(sql: Direct): Promise<string> {
  const tables = ['ledger', 'groups', 'member', 'person', 'thing', 'group_type', 'event', 'account']
  const selects = [
    ...tables.map((table) => `select * from ${table} order by 1, 2, 3`),
    'select oid, name, description, status, scopes, updated_at from token order by 1',
  ]
  return JSON.stringify(await Promise.all(selects.map((select) => sql.rows(select))))
}

const ODD = ['', '\u0000', '\ud800', '__proto__', 'constructor', '%', '*', "'", 'null', 'x'.repeat(1500)]

/** Texts of every kind. */
export const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD) },
)

/** Anything that is JSON, of keys that mean something somewhere. */
export function anything(words: readonly string[]): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(
        text,
        fc.constantFrom(...words),
        fc.constant(null),
        fc.integer(),
        fc.double(),
        fc.maxSafeInteger(),
        fc.boolean(),
      ),
      fc.dictionary(fc.oneof(fc.constantFrom(...words), text), tie('json'), { maxKeys: 4 }),
      fc.array(tie('json'), { maxLength: 4 }),
    ),
  })).json
}

/** One of the right ones, and now and then one of the others. */
export function mostly<T, U>(
  right: fc.Arbitrary<T>,
  other: fc.Arbitrary<U>,
  weight = 20,
): fc.Arbitrary<T | U> {
  return fc.oneof({ weight, arbitrary: right }, { weight: 1, arbitrary: other })
}

/** A text as it is; anything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? ''
}
