import assert from 'node:assert/strict'
import { AGAIN, againIn, countsOf, parted } from './main.ts'
import { ROOT } from './process.ts'

/** What of `test/` is run once: it stands on no store, on both databases by itself, or on what only one of them is. */
const ONCE = [
  'boundaries.test.ts', // reads sources
  'cli', // its commands on PostgreSQL are in cli/postgres.test.ts and cli/copy.test.ts
  'deploy', // reads documents
  'faults', // breaks a file, a disk, a process; PostgreSQL's own are in store/outages.test.ts and faults/storm.test.ts
  'http', // the requests' way to a dialect, but for two files
  'main.test.ts',
  'processes', // several servers on one PostgreSQL
  'store', // registers each test for both
  'transfer', // the commands' words and files, but for the files that ask what is in the store
]

Deno.test('tests: each file and folder is run on both databases, or there is a reason', () => {
  const entries = Array.from(Deno.readDirSync(`${ROOT}test`))
    .filter(({ name, isDirectory }) => isDirectory || name.endsWith('.test.ts'))
    .map(({ name }) => name)
  const again = AGAIN.map((path) => path.replace('test/', '')).filter((name) => !name.includes('/'))
  assert.deepEqual(entries.sort(), [...again, ...ONCE].sort())
})

for (
  const [given, expected] of [
    ['test/lox24', ['test/lox24']],
    ['./test/lox24/edit.test.ts', ['test/lox24/edit.test.ts']],
    ['test/crossing.test.ts', ['test/crossing.test.ts']],
    ['test/http/', ['test/http/expiry-job.test.ts', 'test/http/operations.test.ts']],
    ['test/http/main.test.ts', []],
    ['test/store', []],
    ['test', AGAIN],
    ['.', AGAIN],
    ['src/core', []],
  ] as const
) {
  Deno.test(`tests: of ${given} it is run on PostgreSQL what stands on the store`, () => {
    assert.deepEqual(againIn(given), expected)
  })
}

Deno.test('tests: what is no option, and no value of one, is a file', () => {
  const { options, files } = parted([
    '--filter',
    'test',
    'test/lox24',
    '--fail-fast',
    'src/core/json.test.ts',
  ])
  assert.deepEqual(options, ['--filter', 'test', '--fail-fast'])
  assert.deepEqual(files, ['test/lox24', 'src/core/json.test.ts'])
})

Deno.test('tests: the count is that of the last line, whatever its colours', () => {
  const line =
    '\x1b[0m\x1b[31mFAILED\x1b[0m | 12 passed (3 steps) | 1 failed | 4 ignored (2 steps) \x1b[0m(3s)'
  assert.deepEqual(countsOf(`ok | 7 passed | 0 failed (1s)\n${line}\n\nerror: Test failed\n`), {
    passed: 12,
    failed: 1,
    ignored: 4,
  })
  assert.equal(countsOf('it was broken off'), undefined)
})
