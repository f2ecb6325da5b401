import { ROOT } from '../process.ts'

/** A file of the program, by its path from the program's folder. */
export function read(path: string): Promise<string> {
  return Deno.readTextFile(`${ROOT}${path}`)
}

export interface Source {
  /** From the program's folder. */
  readonly path: string
  readonly text: string
}

/** Every module of the program that is not a test. */
export async function sources(folder = 'src'): Promise<Source[]> {
  const found: Source[] = []
  for (const { name, isDirectory } of Deno.readDirSync(`${ROOT}${folder}`)) {
    const path = `${folder}/${name}`
    if (isDirectory) found.push(...await sources(path))
    else if (/(?<!\.test)\.tsx?$/.test(name)) found.push({ path, text: await read(path) })
  }
  return found
}

/** The rows of the one table of docs/operations.md that begins with this column, without its head: the texts of the cells. */
export async function rowsOf(column: string): Promise<string[][]> {
  const lines = (await read('docs/operations.md')).split('\n')
  const head = lines.findIndex((line) => new RegExp(`^\\| ${column} +\\|`).test(line))
  if (head < 0) throw new Error(`docs/operations.md has no table that begins with ${column}`)
  const end = lines.findIndex((line, at) => at > head && !line.startsWith('|'))
  return lines.slice(head + 2, end).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
}

/** What stands between backticks in a cell. */
export function codesIn(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}
