/** The fields that have parts, named with a dot: `opts.priority`. */
export const COMPOSITES = ['opts', 'ext'] as const

/** How an entity is shown: with which fields, and whether the parts of composites stand at the top. */
export interface View {
  /** Names of fields, of parts, and of composites with all of their parts; all of them unless given. */
  readonly mask?: ReadonlySet<string>
  readonly flat: boolean
}

/** The names of a mask; undefined where it names none. spec/incoplax.md §8 */
export function decodeMask(text: string): ReadonlySet<string> | undefined {
  const names = text.split(',').map((name) => name.trim()).filter((name) => name !== '')
  return names.length === 0 ? undefined : new Set(names)
}

/** Whether a field, or a part of one, is shown if the entity has it. */
export function isShown({ mask }: Pick<View, 'mask'>, name: string): boolean {
  if (mask === undefined || mask.has(name)) return true
  const composite = compositeOf(name)
  return composite !== undefined && mask.has(composite)
}

/** The entity as the view has it. What a mask names and the entity has not is passed over. */
export function shape(entity: object, view: View): object {
  if (view.mask === undefined) return view.flat ? flat(entity) : entity
  const masked = Object.entries(flat(entity)).filter(([name]) => isShown(view, name))
  return view.flat ? Object.fromEntries(masked) : nest(Object.fromEntries(masked))
}

/** The parts of composites at the top, under their dotted names; what the parts hold stays as it is. */
export function flat(entity: object): object {
  return Object.fromEntries(
    Object.entries(entity).flatMap(([name, value]) => {
      if (!isComposite(name)) return [[name, value]]
      return Object.entries(Object(value)).map(([part, held]) => [`${name}.${part}`, held])
    }),
  )
}

/** The other way round. */
export function nest(flat: object): object {
  const nested = new Map<string, unknown>()
  const parts = new Map<string, Map<string, unknown>>()
  for (const [name, value] of Object.entries(flat)) {
    const composite = compositeOf(name)
    if (composite === undefined) {
      nested.set(name, value)
      continue
    }
    // The first part makes the place of the composite among the fields.
    const held = parts.get(composite) ?? new Map<string, unknown>()
    nested.set(composite, undefined)
    parts.set(composite, held.set(name.slice(composite.length + 1), value))
  }
  for (const [composite, held] of parts) nested.set(composite, Object.fromEntries(held))
  return Object.fromEntries(nested)
}

/** The composite of which this is a part. Of a part's own dots nothing is said: `ext.a.b` is the key `a.b`. */
export function compositeOf(name: string): string | undefined {
  return COMPOSITES.find((composite) => name.startsWith(`${composite}.`))
}

export function isComposite(name: string): boolean {
  return COMPOSITES.some((composite) => composite === name)
}
