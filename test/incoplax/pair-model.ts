/**
 * The relation of groups and contacts, as naive as can be: pairs, each at its place in both orders. A code that no group
 * has, and a key that no contact has, stand for what may come.
 */
export interface Pair {
  readonly group: Slot
  readonly key: number
  position: number
  place: number
}

/** What a code stands for: a group, or what may become one. */
export interface Slot {
  id: string
  code: string
  state: 'live' | 'trashed' | 'stub'
}

export interface Person {
  id: string
  state: 'live' | 'trashed' | 'stub'
  /** The pairs that ended when it was deleted. */
  left: Pair[]
}

export class Model {
  slots: Slot[] = []
  pairs: Pair[] = []
  readonly people = new Map<number, Person>()
  #counter = 0

  slotOf(code: string): Slot {
    const there = this.slots.find((slot) => slot.state !== 'trashed' && slot.code === code)
    if (there) return there
    const stub: Slot = { id: '', code, state: 'stub' }
    this.slots.push(stub)
    return stub
  }

  /** Whether a group that is there has the code. */
  isTaken(code: string, except?: Slot): boolean {
    return this.slots.some((slot) => slot.state === 'live' && slot.code === code && slot !== except)
  }

  /** A group has come to have a code: what stood under it before gives its pairs over. */
  take(slot: Slot, code: string): void {
    const stub = this.slots.find((one) => one.state === 'stub' && one.code === code && one !== slot)
    slot.code = code
    if (!stub) return
    const moved = this.pairs.filter((pair) => pair.group === stub).toSorted((a, b) => a.position - b.position)
    this.slots = this.slots.filter((one) => one !== stub)
    this.pairs = this.pairs.filter((pair) => pair.group !== stub)
    for (const pair of moved) {
      if (this.pairs.some((one) => one.group === slot && one.key === pair.key)) continue
      this.pairs.push({ ...pair, group: slot, position: ++this.#counter })
    }
  }

  /** All members of a group become these, in this order. */
  setMembers(slot: Slot, keys: readonly number[]): void {
    this.pairs = this.pairs.filter((pair) => pair.group !== slot || keys.includes(pair.key))
    let last = 0
    for (const key of keys) {
      const there = this.pairs.find((pair) => pair.group === slot && pair.key === key)
      const pair = there ?? this.#join(slot, key)
      if (pair.position < last) pair.position = ++this.#counter
      last = pair.position
    }
  }

  /** The groups of a contact become these, in this order; of the trash nothing is seen. */
  setGroups(key: number, codes: readonly string[]): void {
    const wanted = codes.map((code) => this.slotOf(code))
    this.pairs = this.pairs.filter((pair) =>
      pair.key !== key || pair.group.state === 'trashed' || wanted.includes(pair.group)
    )
    this.join(key, codes)
  }

  /** These are among the groups of a contact, in this order. */
  join(key: number, codes: readonly string[]): void {
    const wanted = [...new Set(codes)].map((code) => this.slotOf(code))
    let last = 0
    for (const slot of wanted) {
      const there = this.pairs.find((pair) => pair.group === slot && pair.key === key)
      const pair = there ?? this.#join(slot, key)
      if (pair.place < last) pair.place = ++this.#counter
      last = pair.place
    }
  }

  #join(group: Slot, key: number): Pair {
    const at = ++this.#counter
    const pair = { group, key, position: at, place: at }
    this.pairs.push(pair)
    return pair
  }

  trashPerson(key: number): void {
    const person = this.people.get(key)!
    person.state = 'trashed'
    person.left = this.pairs.filter((pair) => pair.key === key)
    this.pairs = this.pairs.filter((pair) => pair.key !== key)
  }

  restorePerson(key: number): void {
    const person = this.people.get(key)!
    person.state = 'live'
    for (const pair of person.left) {
      if (!this.slots.includes(pair.group)) continue
      if (this.pairs.some((one) => one.group === pair.group && one.key === key)) continue
      this.pairs.push(pair)
    }
    person.left = []
  }

  members(slot: Slot): number[] {
    const own = this.pairs.filter((pair) => pair.group === slot)
    return own.toSorted((a, b) => a.position - b.position).map(({ key }) => key)
  }

  codes(key: number): string[] {
    const own = this.pairs.filter((pair) => pair.key === key && pair.group.state !== 'trashed')
    return own.toSorted((a, b) => a.place - b.place).map(({ group }) => group.code)
  }
}
