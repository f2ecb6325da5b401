/** One phone of a group as it was promised; the id is null until it has been told. */
export interface Entry {
  readonly id: string | null
  readonly phone: string
  readonly a: string | null
}

/** A group as it was promised. */
export interface Remembered {
  /** 0 until it has been told. */
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly phones: readonly Entry[]
}

/** A change that was sent: what was there before, and what there is to be; undefined: no group. */
export interface Change {
  readonly before: Remembered | undefined
  readonly after: Remembered | undefined
}

/** What differs between a group that was promised and the one that is there; undefined: nothing. */
export function difference(
  promised: Remembered | undefined,
  found: Remembered | undefined,
): string | undefined {
  if (!promised || !found) {
    return promised === found ? undefined : `${shown(promised)} was promised, and there is ${shown(found)}`
  }
  for (const key of ['name', 'description'] as const) {
    if (promised[key] !== found[key]) return `${key} is ${found[key]} and not ${promised[key]}`
  }
  if (promised.phones.length !== found.phones.length) {
    return `there are ${found.phones.length} phones and not ${promised.phones.length}`
  }
  const at = promised.phones.findIndex((one, index) => !isSame(one, found.phones[index]!))
  return at < 0
    ? undefined
    : `phone ${at} is ${JSON.stringify(found.phones[at])} and not ${JSON.stringify(promised.phones[at])}`
}

function isSame(promised: Entry, found: Entry): boolean {
  return (promised.id === null || promised.id === found.id) && promised.phone === found.phone &&
    promised.a === found.a
}

function shown(group: Remembered | undefined): string {
  return group ? `group ${group.id} "${group.name}" with ${group.phones.length} phones` : 'no group'
}
