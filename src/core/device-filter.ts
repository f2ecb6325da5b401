/** What a device query asks of a device's id and tags: a small algebra of its own, beside that of groups. */
export type DeviceFilter =
  | { readonly is: 'all' }
  | { readonly is: 'none' }
  | { readonly is: 'and'; readonly of: readonly DeviceFilter[] }
  | { readonly is: 'or'; readonly of: readonly DeviceFilter[] }
  | { readonly is: 'not'; readonly of: DeviceFilter }
  /** The device's oid against another. */
  | { readonly is: 'id'; readonly with: '<' | '>'; readonly id: string }
  | { readonly is: 'id-in'; readonly ids: readonly string[] }
  /** Whether one of the device's tags has such a key and such a value. */
  | { readonly is: 'tag'; readonly key: TextSet; readonly value: TextSet }

/** Texts that are meant: any, those that are listed, or all others. */
export type TextSet =
  | { readonly is: 'any' }
  | { readonly is: 'in'; readonly texts: readonly string[] }
  | { readonly is: 'not-in'; readonly texts: readonly string[] }

export const EVERY_DEVICE: DeviceFilter = { is: 'all' }
export const NO_DEVICE: DeviceFilter = { is: 'none' }

/** What meets all of the parts; every device if there are none. */
export function allOf(parts: readonly DeviceFilter[]): DeviceFilter {
  const of = parts.flatMap((part) => part.is === 'and' ? part.of : part).filter((part) => part.is !== 'all')
  if (of.some((part) => part.is === 'none')) return NO_DEVICE
  return of.length === 0 ? EVERY_DEVICE : of.length === 1 ? of[0]! : { is: 'and', of }
}

/** What meets one of the parts; no device if there are none. Lists of ids become one, and values of one key. */
export function anyOf(parts: readonly DeviceFilter[]): DeviceFilter {
  const of = merged(parts.flatMap((part) => part.is === 'or' ? part.of : part))
    .filter((part) => part.is !== 'none')
  if (of.some((part) => part.is === 'all')) return EVERY_DEVICE
  return of.length === 0 ? NO_DEVICE : of.length === 1 ? of[0]! : { is: 'or', of }
}

/** What meets none of the parts. */
export function noneOf(parts: readonly DeviceFilter[]): DeviceFilter {
  return not(anyOf(parts))
}

export function not(part: DeviceFilter): DeviceFilter {
  switch (part.is) {
    case 'all':
      return NO_DEVICE
    case 'none':
      return EVERY_DEVICE
    case 'not':
      return part.of
    case 'and':
    case 'or':
    case 'id':
    case 'id-in':
    case 'tag':
      return { is: 'not', of: part }
  }
}

/** Alternatives with those put together that ask for the same field: many groups ask for the values of one key. */
function merged(parts: readonly DeviceFilter[]): DeviceFilter[] {
  const alike = Map.groupBy(parts, mergingKey)
  return Array.from(alike, ([, group]) => group.reduce(together))
}

/** Parts of one key can be put together, or are the same. */
function mergingKey(part: DeviceFilter): string {
  if (part.is === 'id-in') return 'id-in'
  if (part.is === 'tag' && part.value.is === 'in') return `tag ${JSON.stringify(part.key)}`
  return JSON.stringify(part)
}

function together(one: DeviceFilter, other: DeviceFilter): DeviceFilter {
  if (one.is === 'id-in' && other.is === 'id-in') {
    return { is: 'id-in', ids: [...new Set([...one.ids, ...other.ids])] }
  }
  if (one.is === 'tag' && other.is === 'tag' && one.value.is === 'in' && other.value.is === 'in') {
    return { ...one, value: { is: 'in', texts: [...new Set([...one.value.texts, ...other.value.texts])] } }
  }
  return one
}

/** A condition that leads to its devices by an index: ids that are listed, or tags with a listed key or value. */
export type Lookup = DeviceFilter & { readonly is: 'id-in' | 'tag' }

/** Where an alternative of a filter begins, and what else must hold; without a lookup all devices are looked at. */
export interface Alternative {
  readonly lookup: Lookup | undefined
  readonly rest: DeviceFilter
}

/** The alternatives of a filter, each of which finds devices of its own; what begins at the same place is one. */
export function alternativesOf(filter: DeviceFilter): Alternative[] {
  const of = filter.is === 'or' ? filter.of : filter.is === 'none' ? [] : [filter]
  const alike = Map.groupBy(of.map(alternativeOf), ({ lookup, rest }) => JSON.stringify(lookup ?? rest))
  return Array.from(alike, ([, [first, ...others]]) => ({
    lookup: first!.lookup,
    rest: anyOf([first!, ...others].map(({ rest }) => rest)),
  }))
}

function alternativeOf(part: DeviceFilter): Alternative {
  const parts = part.is === 'and' ? part.of : [part]
  const lookups = parts.filter(isLookup)
  const lookup = lookups.find((one) => one.is === 'id-in') ?? lookups.find(isPair) ?? lookups[0]
  return { lookup, rest: allOf(parts.filter((one) => one !== lookup)) }
}

function isLookup(part: DeviceFilter): part is Lookup {
  if (part.is === 'id-in') return true
  if (part.is !== 'tag' || part.key.is === 'not-in' || part.value.is === 'not-in') return false
  return part.key.is === 'in' || part.value.is === 'in'
}

function isPair(part: Lookup): boolean {
  return part.is === 'tag' && part.key.is === 'in' && part.value.is === 'in'
}

/** How many conditions and values a filter has. */
export function deviceFilterSize(filter: DeviceFilter): number {
  switch (filter.is) {
    case 'all':
    case 'none':
    case 'id':
      return 1
    case 'and':
    case 'or':
      return filter.of.reduce((sum, part) => sum + deviceFilterSize(part), 1)
    case 'not':
      return 1 + deviceFilterSize(filter.of)
    case 'id-in':
      return 1 + filter.ids.length
    case 'tag':
      return 1 + sizeOf(filter.key) + sizeOf(filter.value)
  }
}

function sizeOf(set: TextSet): number {
  return set.is === 'any' ? 0 : set.texts.length
}
