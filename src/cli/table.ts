/** One column of a table: its title and what it shows of a row. Numbers stand to the right; null shows as a dash. */
export interface Column<T> {
  readonly title: string
  readonly of: (row: T) => string | number | null
  /** Whether its texts may be cut where the line would be too long. */
  readonly cut?: boolean
}

const gap = '  '
/** A column is not cut below this width. */
const cutMin = 10

/** Rows under their titles, aligned by what a terminal shows. Cuts columns that may be cut to keep to `width`. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], width = terminalWidth()): string {
  const cells = columns.map((column) => rows.map((row) => column.of(row)))
  const titles = columns.map(({ title }) => title.toUpperCase())
  const texts = cells.map((column) => column.map((cell) => printable(String(cell ?? '-'))))
  const widths = texts.map((column, at) => Math.max(...[titles[at]!, ...column].map(widthOf)))
  fit(widths, columns, width)
  const line = (parts: readonly string[], numeric: (column: number) => boolean) =>
    parts.map((text, at) => padded(cut(text, widths[at]!), widths[at]!, numeric(at))).join(gap).trimEnd()
  const isNumeric = cells.map((column) => column.some((cell) => typeof cell === 'number'))
  return [
    line(titles, (at) => isNumeric[at]!),
    ...rows.map((_, row) => line(texts.map((column) => column[row]!), (at) => isNumeric[at]!)),
  ].join('\n')
}

/** Names and values under each other; those that are null are left out. */
export function record(fields: readonly (readonly [name: string, value: string | number | null])[]): string {
  const shown = fields.filter(([, value]) => value !== null)
  const width = Math.max(0, ...shown.map(([name]) => widthOf(name)))
  return shown.map(([name, value]) => `${padded(name, width, false)}${gap}${printable(String(value))}`).join(
    '\n',
  )
}

/** A text without what would move the cursor or turn the line around: such characters are shown by their codes. */
export function printable(text: string): string {
  return text.replaceAll(
    /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (one) => `\\u{${one.codePointAt(0)!.toString(16)}}`,
  )
}

/** A time to the minute, in UTC; null for none. */
export function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
}

/** A day, in UTC; null for none. */
export function dayOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().slice(0, 10)
}

function terminalWidth(): number {
  return Deno.stdout.isTerminal() ? Math.max(80, Deno.consoleSize().columns) : 80
}

/** Takes what is too much off the widest column that may be cut. */
function fit(widths: number[], columns: readonly Column<never>[], width: number): void {
  const total = () => widths.reduce((sum, one) => sum + one, gap.length * (widths.length - 1))
  for (let over = total() - width; over > 0; over--) {
    let widest = -1
    columns.forEach((column, at) => {
      if (column.cut && widths[at]! > Math.max(cutMin, widths[widest] ?? 0)) widest = at
    })
    if (widest < 0) return
    widths[widest]!--
  }
}

function padded(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return right ? space + text : text + space
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    if (widthOf(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const NARROW = /^[ -~]*$/
const NO_WIDTH = /^[\p{M}\u200c\u200d]+$/u
/** What takes two places in a terminal: emoji, and the wide forms of East Asian scripts. */
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

/** How many places a text takes in a terminal. */
export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    width += NO_WIDTH.test(segment) ? 0 : WIDE.test(segment) ? 2 : 1
  }
  return width
}
