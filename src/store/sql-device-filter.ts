import {
  type Alternative,
  alternativesOf,
  type DeviceFilter,
  type Lookup,
  type TextSet,
} from '../core/device-filter.ts'
import type { Values } from './statement.ts'

/** How many parts one compound statement has; databases bound it. */
const compoundMax = 400

/**
 * A statement that gives the numbers of the live devices that a filter finds, some of them more than once; the first of
 * its values is the directory. Each alternative begins at the ids or tags that it names; those that name none look at
 * every device, together and once.
 */
export function sqlOfDevices(filter: DeviceFilter, values: Values): string {
  const sql = new DeviceSql(values)
  const alternatives = alternativesOf(filter)
  const alone = alternatives.filter(({ lookup, rest }) => lookup && rest.is === 'all')
  const pairs = alone.flatMap(({ lookup }) => pairsOf(lookup))
  const others = alternatives.filter((one) => !(alone.includes(one) && pairsOf(one.lookup).length > 0))
  const scans = others.filter(({ lookup }) => !lookup)
  return compound([
    ...(pairs.length === 0 ? [] : [sql.ofPairs(pairs)]),
    ...others.flatMap(({ lookup, rest }) => lookup ? sql.ofLookup(lookup, rest) : []),
    ...(scans.length === 0 ? [] : [sql.ofScans(scans)]),
  ])
}

interface Pair {
  readonly key: string
  readonly value: string
}

/** The tags that a condition names one by one: many queries ask for one key, so that they are looked up together. */
function pairsOf(lookup: Lookup | undefined): Pair[] {
  if (lookup?.is !== 'tag' || lookup.key.is !== 'in' || lookup.value.is !== 'in') return []
  const [key, ...others] = lookup.key.texts
  return key === undefined || others.length > 0 ? [] : lookup.value.texts.map((value) => ({ key, value }))
}

function compound(parts: readonly string[]): string {
  if (parts.length === 0) return 'select 0 as number where 1 = 0'
  if (parts.length <= compoundMax) return parts.join(' union all ')
  const size = Math.ceil(parts.length / compoundMax)
  const nested = Array.from(
    { length: Math.ceil(parts.length / size) },
    (_, at) => `select number from (${compound(parts.slice(at * size, (at + 1) * size))}) part`,
  )
  return compound(nested)
}

/** Puts the statement together; a text that is named twice is one value, so that equal parts are equal text. */
class DeviceSql {
  readonly #values: Values
  readonly #names = new Map<string, string>()

  constructor(values: Values) {
    this.#values = values
  }

  ofPairs(pairs: readonly Pair[]): string {
    const rows = pairs.map(({ key, value }) => `(${this.#name(key)}, ${this.#name(value)})`)
    return `select x.number from (with pair (key, value) as (values ${
      rows.join(', ')
    }) select key, value from pair) pair
      cross join tag x where x.directory_id = ?1 and x.key = pair.key and x.value = pair.value`
  }

  /** What begins at an id or a tag: the rest is asked of each device that is found there. */
  ofLookup(lookup: Lookup, rest: DeviceFilter): string {
    const where = [`t.directory_id = ?1`, `t.kind = 'device'`, `t.state = 'live'`]
    const others = rest.is === 'all' ? [] : [this.#condition(rest, 'each')]
    if (lookup.is === 'id-in') {
      return `select t.number from thing t where ${
        [...where, this.#within('t.oid', lookup.ids), ...others].join(' and ')
      }`
    }
    const tag = `x.directory_id = ?1 and ${this.#ofTag('x', lookup)}`
    // The tags of live devices alone are there to be searched.
    if (rest.is === 'all') return `select x.number from tag x where ${tag}`
    return `select t.number from tag x cross join thing t where ${tag} and ${where.join(' and ')}
      and t.number = x.number and ${others.join(' and ')}`
  }

  ofScans(scans: readonly Alternative[]): string {
    const conditions = scans.map(({ rest }) => this.#condition(rest, 'all'))
    return `select t.number from thing t where t.directory_id = ?1 and t.kind = 'device' and t.state = 'live'
      and ${halved(conditions, 'or')}`
  }

  /** A condition on `thing t`: asked of `each` device that is found, or of `all` that there are, with lists made once. */
  #condition(filter: DeviceFilter, of: 'each' | 'all'): string {
    switch (filter.is) {
      case 'all':
        return '1 = 1'
      case 'none':
        return '1 = 0'
      case 'and':
      case 'or':
        return this.#joined(filter.of, filter.is, of)
      case 'not':
        return `not (${this.#condition(filter.of, of)})`
      case 'id':
        return `t.oid ${filter.with} ${this.#name(filter.id)}`
      case 'id-in':
        return this.#within('t.oid', filter.ids)
      case 'tag':
        return of === 'each'
          ? `exists (select 1 from tag y where y.directory_id = ?1 and y.number = t.number and ${
            this.#ofTag('y', filter)
          })`
          : `t.number in (select y.number from tag y where y.directory_id = ?1 and ${
            this.#ofTag('y', filter)
          })`
    }
  }

  #joined(parts: readonly DeviceFilter[], by: 'and' | 'or', of: 'each' | 'all'): string {
    return halved(parts.map((part) => this.#condition(part, of)), by)
  }

  #ofTag(table: string, { key, value }: DeviceFilter & { is: 'tag' }): string {
    return `${this.#ofSet(`${table}.key`, key)} and ${this.#ofSet(`${table}.value`, value)}`
  }

  #ofSet(column: string, set: TextSet): string {
    switch (set.is) {
      case 'any':
        return '1 = 1'
      case 'in':
        return this.#within(column, set.texts)
      case 'not-in':
        return `not (${this.#within(column, set.texts)})`
    }
  }

  #within(column: string, texts: readonly string[]): string {
    return texts.length === 0 ? '1 = 0' : `${column} in (${texts.map((text) => this.#name(text)).join(', ')})`
  }

  #name(text: string): string {
    let name = this.#names.get(text)
    if (!name) this.#names.set(text, name = this.#values.add(text))
    return name
  }
}

/** By halves: a database bounds how deep an expression may be, and takes a chain for a deep one. */
function halved(parts: readonly string[], by: 'and' | 'or'): string {
  if (parts.length === 0) return '1 = 1'
  if (parts.length < 3) return `(${parts.join(` ${by} `)})`
  const half = parts.length >> 1
  return `(${halved(parts.slice(0, half), by)} ${by} ${halved(parts.slice(half), by)})`
}
