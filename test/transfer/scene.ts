import { createDirectory, findDirectory } from '../../src/core/directories.ts'
import { operator, type Principal } from '../../src/core/principal.ts'
import { exportDirectory } from '../../src/core/transfer/export.ts'
import { openFile } from '../../src/core/transfer/file.ts'
import { type Imported, importInto, type Vendor } from '../../src/core/transfer/import.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { type Opened, openTestedStore } from '../store/drivers.ts'
import { beginning, type Scene } from '../store/suite.ts'

/** A store with one directory, gone at the end. */
export interface Place extends Scene, AsyncDisposable {}

/** Opens a store on a database of its own, with the directory `first`. */
export async function newPlace(clock: { now: number } = { now: beginning }): Promise<Place> {
  const opened = await openTestedStore({ clock: () => clock.now })
  const { id } = await createDirectory(opened.store, { name: 'first' })
  return placeOf(opened, id, clock)
}

/** Opens a store on a database of its own and makes the directory of an export's header. */
export async function placeFor(text: string, clock: { now: number } = { now: beginning }): Promise<Place> {
  const opened = await openTestedStore({ clock: () => clock.now })
  const { header } = await openFile(bytesOf(text))
  const { name = 'first', ...more } = header.directory ?? {}
  const { id } = await createDirectory(opened.store, { name, ...more })
  return placeOf(opened, id, clock)
}

function placeOf(opened: Opened, directory: number, clock: { now: number }): Place {
  const principal: Principal = operator(directory, 'tester')
  return {
    opened,
    store: opened.store,
    directory,
    principal,
    clock,
    [Symbol.asyncDispose]: () => opened.close(),
  }
}

/** The export of a place's directory. */
export async function exported({ store, directory }: Pick<Place, 'store' | 'directory'>): Promise<string> {
  const parts: Uint8Array[] = []
  await exportDirectory(store, await findDirectory(store, { id: directory }), {
    write(part) {
      parts.push(part.slice())
      return Promise.resolve()
    },
  })
  return await new Blob(parts as BlobPart[]).text()
}

/** The lines of an export but for its first and its last, which hold the directory's own ids. */
export function contentOf(text: string): string[] {
  return text.trimEnd().split('\n').slice(1, -1)
}

export interface Options {
  readonly renumber?: Vendor
}

/** Imports a text, or bytes, into a place's directory; gives the refusals as `line: words`, too. */
export async function imported(
  { store, directory, opened }: Place,
  source: string | Uint8Array,
  { renumber }: Options = {},
): Promise<Imported & { readonly refusals: string[] }> {
  const refusals: string[] = []
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  const result = await importInto(store, operator(directory, 'import'), await openFile(inParts(bytes)), {
    renumber: renumber ?? null,
    onProgress: () => {},
    onRefusal: ({ line, reason }) => refusals.push(`${line}: ${reason.message}`),
    check: (repair) => checkDirectory(opened.driver, directory, { repair }),
    isCheckedAlways: true,
  })
  return { ...result, refusals }
}

/** A file of a header and these lines. */
export function file(lines: readonly (object | string)[], header: object = {}): string {
  return [{ muster: 1, ...header }, ...lines].map((one) =>
    typeof one === 'string' ? `${one}\n` : `${JSON.stringify(one)}\n`
  ).join('')
}

function bytesOf(text: string): AsyncIterable<Uint8Array> {
  return inParts(new TextEncoder().encode(text))
}

/** Parts of an odd size, so that lines and characters are cut. */
async function* inParts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 50021) yield bytes.subarray(at, at + 50021)
}

/** What is wrong with a place's directory. */
export async function findings({ opened, directory }: Place): Promise<string[]> {
  return (await checkDirectory(opened.driver, directory)).map(({ message }) => message)
}
