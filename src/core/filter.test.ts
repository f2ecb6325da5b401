import assert from 'node:assert/strict'
import { ALL, and, type Filter, NONE } from './filter.ts'

const one: Filter = { is: 'compare', field: 'number', with: '=', value: 1 }
const two: Filter = { is: 'has-label', key: 'k', value: null }

Deno.test('filter: both of two filters is no more than it must be', () => {
  for (
    const [parts, expected] of [
      [[], ALL],
      [[ALL, ALL], ALL],
      [[one], one],
      [[ALL, one, ALL], one],
      [[one, two], { is: 'and', of: [one, two] }],
      [[one, ALL, two], { is: 'and', of: [one, two] }],
      [[NONE], NONE],
      [[one, NONE, two], NONE],
      [[ALL, NONE], NONE],
    ] as const
  ) {
    assert.deepEqual(and(...parts), expected)
  }
})
