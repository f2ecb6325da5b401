/**
 * What `$select` names: names in lower case, each with what is named below it, or null for the whole of it. Null
 * instead of a map: everything.
 */
export type Selection = ReadonlyMap<string, Selection> | null

type Names = Map<string, Names | null>

/** A body with everything unselected nulled out. */
export type Selected<T> = { readonly [K in keyof T]: T[K] | null }

/**
 * The fields that a `$select` asks for: names separated by commas, without regard to case and blanks, nested with `/`.
 * A name of the whole wins over names below it. No names are all fields. spec/superoffice.md §8
 */
export function decodeSelect(text: string | null): Selection {
  const paths = (text ?? '').split(',').map(decodePath).filter((path) => path.length > 0)
  if (paths.length === 0) return null
  const selection: Names = new Map()
  for (const path of paths) include(selection, path)
  return selection
}

/**
 * The body with every unselected field nulled out; the fields stay, and unknown names are ignored. An array has each of
 * its items so treated. The vendor: "Other fields are then nulled out to reduce payload size".
 */
export function applySelect<T extends object>(wire: T, selection: Selection): Selected<T> {
  return nulled(wire, selection) as Selected<T>
}

function decodePath(text: string): string[] {
  return text.split('/').map((name) => name.trim().toLowerCase()).filter((name) => name !== '')
}

function include(selection: Names, path: readonly string[]): void {
  let names = selection
  for (const [index, name] of path.entries()) {
    const below = names.get(name)
    if (below === null) return
    const next: Names | null = index === path.length - 1 ? null : below ?? new Map()
    names.set(name, next)
    if (next === null) return
    names = next
  }
}

function nulled(value: unknown, selection: Selection): unknown {
  if (selection === null || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => nulled(item, selection))
  return Object.fromEntries(
    Object.entries(value).map(([name, below]) => {
      const names = selection.get(name.toLowerCase())
      return [name, names === undefined ? null : nulled(below, names)]
    }),
  )
}
