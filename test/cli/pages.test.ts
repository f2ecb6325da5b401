import assert from 'node:assert/strict'
import { pageOf } from '../../src/cli/pages.ts'
import { pageMax } from '../../src/core/store.ts'

const full = Array.from({ length: pageMax }, (_, at) => at)

for (
  const [name, found, limit, rows, last] of [
    ['one row more than is shown', [1, 2, 3], 2, 2, 2],
    ['just as many as are shown', [1, 2], 2, 2, null],
    ['fewer', [1], 2, 1, null],
    ['none', [], 2, 0, null],
    ['as many as the core gives', full, pageMax, pageMax, pageMax - 1],
  ] as const
) {
  Deno.test(`pages: knows whether there are more: ${name}`, () => {
    const page = pageOf<number>(found, limit)
    assert.deepEqual([page.rows.length, page.last], [rows, last])
  })
}
