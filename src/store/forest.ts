/** All containments: the one at an index lies in the container at the same index. */
export interface Edges {
  readonly containers: Int32Array
  readonly groups: Int32Array
}

/**
 * All containments of a directory in memory, some forty bytes each: finds cycles and levels. Groups are taken away from
 * the top, once nothing is left above them; what cannot be taken lies on a cycle or below one.
 */
export class Forest {
  readonly #numbers: Int32Array
  /** For each containment, where its container and its group stand among the numbers. */
  readonly #container: Int32Array
  readonly #group: Int32Array
  readonly #below: Lists
  readonly #above: Lists
  readonly #removed: Uint8Array
  readonly #done: Uint8Array
  readonly #left: Int32Array
  readonly #level: Int32Array
  readonly #free: number[] = []
  #cursor = 0

  constructor({ containers, groups }: Edges) {
    this.#numbers = distinct(containers, groups)
    const count = this.#numbers.length
    this.#container = containers.map((number) => placeOf(number, this.#numbers))
    this.#group = groups.map((number) => placeOf(number, this.#numbers))
    this.#below = new Lists(count, this.#container)
    this.#above = new Lists(count, this.#group)
    this.#removed = new Uint8Array(groups.length)
    this.#done = new Uint8Array(count)
    this.#left = this.#above.sizes()
    this.#level = new Int32Array(count)
    this.#left.forEach((left, at) => {
      if (left === 0) this.#free.push(at)
    })
  }

  /** The containments of one cycle, as indexes of the edges, or undefined if there is none. */
  cycle(): number[] | undefined {
    this.#takeFree()
    while (this.#cursor < this.#done.length && this.#done[this.#cursor] === 1) this.#cursor++
    return this.#cursor < this.#done.length ? this.#walkUp(this.#cursor) : undefined
  }

  /** Takes one containment away. */
  remove(edge: number): void {
    this.#removed[edge] = 1
    this.#loosen(this.#group[edge]!)
  }

  /** The groups that have exactly this many levels above them, once there is no cycle any more. */
  atLevel(level: number): number[] {
    return Array.from(this.#numbers).filter((_, at) => this.#level[at] === level)
  }

  #takeFree(): void {
    for (let at = this.#free.pop(); at !== undefined; at = this.#free.pop()) {
      this.#done[at] = 1
      for (const edge of this.#below.of(at)) {
        if (this.#removed[edge] === 1) continue
        const below = this.#group[edge]!
        this.#level[below] = Math.max(this.#level[below]!, this.#level[at]! + 1)
        this.#loosen(below)
      }
    }
  }

  #loosen(at: number): void {
    this.#left[at]!--
    if (this.#left[at] === 0) this.#free.push(at)
  }

  /** Something is above each group that is left, so the way up comes back to where it was. */
  #walkUp(start: number): number[] {
    const seen = new Map<number, number>()
    const path: number[] = []
    for (let at = start;; at = this.#container[path.at(-1)!]!) {
      const before = seen.get(at)
      if (before !== undefined) return path.slice(before)
      seen.set(at, path.length)
      path.push(this.#edgeAbove(at))
    }
  }

  #edgeAbove(at: number): number {
    for (const edge of this.#above.of(at)) {
      const isThere = this.#removed[edge] === 0 && this.#done[this.#container[edge]!] === 0
      if (isThere) return edge
    }
    throw new Error('a group that is left has nothing above it')
  }
}

/** All numbers that occur, each once, in their order. */
function distinct(a: Int32Array, b: Int32Array): Int32Array {
  const all = new Int32Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all.sort().filter((number, at) => number !== all[at - 1])
}

/** Where a number stands among others that are sorted. */
function placeOf(number: number, numbers: Int32Array): number {
  let [low, high] = [0, numbers.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < number) low = middle + 1
    else high = middle
  }
  return low
}

/** For each of `count` keys the indexes of the items that have it, in two arrays. */
class Lists {
  readonly #starts: Int32Array
  readonly #items: Int32Array

  constructor(count: number, keys: Int32Array) {
    this.#starts = new Int32Array(count + 1)
    this.#items = new Int32Array(keys.length)
    for (const key of keys) this.#starts[key + 1]!++
    for (let key = 0; key < count; key++) this.#starts[key + 1]! += this.#starts[key]!
    const next = this.#starts.slice()
    keys.forEach((key, item) => {
      this.#items[next[key]!++] = item
    })
  }

  of(key: number): Int32Array {
    return this.#items.subarray(this.#starts[key], this.#starts[key + 1])
  }

  sizes(): Int32Array {
    return Int32Array.from(this.#starts.subarray(1), (end, key) => end - this.#starts[key]!)
  }
}
