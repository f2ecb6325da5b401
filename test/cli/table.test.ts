import assert from 'node:assert/strict'
import { printable, record, table, widthOf } from '../../src/cli/table.ts'

for (
  const [name, text, width] of [
    ['Latin', 'Team', 4],
    ['a combining accent', 'e\u0301te\u0301', 3],
    ['ideographs', '漢字', 4],
    ['Hangul', '그룹', 4],
    ['full-width letters', 'ＡＢ', 4],
    ['an emoji', '🎉', 2],
    ['a family of emoji', '👩‍👩‍👧‍👦', 2],
    ['an emoji by its selector', '❤️', 2],
    ['Arabic', 'عربى', 4],
    ['nothing', '', 0],
  ] as const
) {
  Deno.test(`table: knows the width of ${name}`, () => assert.equal(widthOf(text), width))
}

for (
  const [name, text, shown] of [
    ['an escape sequence', 'a\u001b[31mb', 'a\\u{1b}[31mb'],
    ['a line end', 'a\r\nb', 'a\\u{d}\\u{a}b'],
    ['a turned line', 'a\u202eb', 'a\\u{202e}b'],
    ['the joiner of an emoji', '👩‍👧', '👩‍👧'],
    ['plain text', 'Äther\\u{1b}', 'Äther\\u{1b}'],
  ] as const
) {
  Deno.test(`table: shows ${name} as what it is`, () => assert.equal(printable(text), shown))
}

const columns = [
  { title: 'id', of: (row: readonly [number, string, string | null]) => row[0] },
  { title: 'name', of: (row: readonly [number, string, string | null]) => row[1], cut: true },
  { title: 'code', of: (row: readonly [number, string, string | null]) => row[2] },
]

Deno.test('table: aligns its columns, numbers to the right', () => {
  const rows = [[7, '漢字', 'x'], [12345, 'abcdef', null]] as const
  assert.deepEqual(table(rows, columns, 80).split('\n'), [
    '   ID  NAME    CODE',
    '    7  漢字    x',
    '12345  abcdef  -',
  ])
  assert.equal(table([], columns, 80), 'ID  NAME  CODE')
})

Deno.test('table: cuts only what may be cut, and not below ten places', () => {
  const long = '漢字'.repeat(100)
  const [, row] = table([[1, long, 'code']], columns, 40).split('\n')
  assert.match(row ?? '', /^ 1 {2}(漢字)+漢?… +code$/)
  assert.ok(widthOf(row ?? '') <= 40)
  assert.equal(
    table([[1, 'n'.repeat(99), 'c'.repeat(99)]], columns, 40).split('\n')[1]?.length,
    2 + 2 + 10 + 2 + 99,
  )
})

Deno.test('table: shows a record without what is not there', () => {
  assert.equal(record([['name', 'x'], ['description', null], ['rank', 0]]), 'name  x\nrank  0')
})
