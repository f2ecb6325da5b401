import type { Row } from './driver.ts'

/** What the JSON of a column must be. */
export type Shape = 'object' | 'array'

/** The columns whose text is not JSON of their shape; `null` cells are nothing. */
export function brokenColumns(row: Row, shapes: Readonly<Record<string, Shape>>): string[] {
  return Object.entries(shapes).filter(([column, shape]) => !isJson(row[column], shape)).map(([column]) =>
    column
  )
}

function isJson(cell: Row[string] | undefined, shape: Shape): boolean {
  if (cell === null || cell === undefined || cell === '{}') return shape === 'object' || cell !== '{}'
  const value = parsed(String(cell))
  if (shape === 'array') return Array.isArray(value)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
