import type { Permission, Principal } from '../../core/principal.ts'

/** What the caller may do with lists, or with one field. `Reason` is empty where nothing is denied. */
export interface TableRight {
  readonly Mask: string
  readonly Reason: string
}

/** A field's type in .NET's words, its length, and what the caller may do with it. */
export interface FieldProperty {
  readonly FieldRight: TableRight | null
  readonly FieldType: string
  readonly FieldLength: number
}

/** What a carrier says of the caller's rights: null and nothing where they are not restricted. spec/superoffice.md §4.1 */
export interface Rights {
  readonly TableRight: TableRight | null
  readonly FieldProperties: Readonly<Record<string, FieldProperty>>
}

export const UNRESTRICTED: Rights = { TableRight: null, FieldProperties: {} }

/** A field of an entity, for its property. */
export type Field = readonly [name: string, type: 'String' | 'Int32' | 'Boolean', length: number]

/** The words of `TableRight.Mask` in the order of their bits, and the permission behind each. spec/superoffice.md §3 */
export type Mask = readonly (readonly [word: string, permission: Permission])[]

const LIST_MASK: Mask = [
  ['Select', 'group.get'],
  ['Update', 'group.change'],
  ['Insert', 'group.create'],
  ['Delete', 'group.delete'],
]

/**
 * The rights of a caller on entities with these fields. The vendor's npm client cannot decode `FULL` for a field, so that a
 * field that may be changed says `Update`. spec/superoffice.md §3
 */
export function rightsOf(
  { permissions, name }: Principal,
  fields: readonly Field[],
  mask: Mask = LIST_MASK,
): Rights {
  const denied = mask.filter(([, permission]) => !permissions.has(permission)).map(([word]) => word)
  if (denied.length === 0) return UNRESTRICTED
  const allowed = mask.map(([word]) => word).filter((word) => !denied.includes(word))
  const FieldRight = allowed.includes('Update')
    ? { Mask: 'Update', Reason: '' }
    : { Mask: allowed.includes('Select') ? 'Read' : 'None', Reason: reasonOf(name, ['Update']) }
  return {
    TableRight: { Mask: allowed.join(', ') || 'None', Reason: reasonOf(name, denied) },
    FieldProperties: Object.fromEntries(
      fields.map(([field, type, FieldLength]) => [
        field,
        { FieldRight, FieldType: `System.${type}`, FieldLength },
      ]),
    ),
  }
}

function reasonOf(name: string, denied: readonly string[]): string {
  return `${name} lacks ${denied.join(', ')}`
}
