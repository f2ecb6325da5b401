/**
 * A directory in memory, as naive as can be: what the store must agree with. Members carry a position in the group and a
 * place in the person's list, both from one counter, so that what comes back comes back to where it was.
 */
export interface ModelMember {
  readonly kind: 'person' | 'phone' | 'group'
  readonly ref?: number | ModelGroup
  name?: string
  a?: string | null
  position: number
  place: number
  home: boolean
}

export interface ModelGroup {
  number: number
  code: string
  name: string
  description: string | null
  type: number | null
  state: 'live' | 'trashed' | 'stub'
  members: ModelMember[]
  /** Where it was contained when it was trashed. */
  left: { container: ModelGroup; member: ModelMember }[]
}

export interface ModelPerson {
  state: 'live' | 'trashed' | 'stub'
  name: string
  left: { group: ModelGroup; member: ModelMember }[]
}

/** A refusal that the command must answer with too. */
export class Refused extends Error {}

export class Model {
  readonly groups: ModelGroup[] = []
  readonly people = new Map<number, ModelPerson>()
  readonly types = new Map<number, string>()
  #counter = 0

  get live(): ModelGroup[] {
    return this.groups.filter((group) => group.state === 'live')
  }

  parentOf(group: ModelGroup): ModelGroup | undefined {
    return this.groups.find((one) => one.members.some((member) => member.ref === group && member.home))
  }

  isAbove(above: ModelGroup, group: ModelGroup): boolean {
    return above === group ||
      above.members.some((member) => isGroup(member.ref) && this.isAbove(member.ref, group))
  }

  byCode(code: string): ModelGroup | undefined {
    return this.groups.find((group) => group.state !== 'trashed' && group.code === code)
  }

  stub(code: string): ModelGroup {
    const there = this.byCode(code)
    if (there) return there
    const group: ModelGroup = { ...blank(), number: 0, code, state: 'stub' }
    this.groups.push(group)
    return group
  }

  create(fields: Partial<ModelGroup>, parent: ModelGroup | undefined): ModelGroup {
    const holder = fields.code === undefined ? undefined : this.byCode(fields.code)
    if (holder && holder.state !== 'stub') throw new Refused('code')
    const group: ModelGroup = { ...blank(), ...fields }
    if (holder) holder.code = ''
    this.groups.push(group)
    if (parent) this.contain(parent, group, true)
    if (holder) this.#absorb(holder, group)
    return group
  }

  rename(group: ModelGroup, code: string): void {
    const holder = this.byCode(code)
    if (holder === group) return
    if (holder && holder.state !== 'stub') throw new Refused('code')
    group.code = code
    if (holder) this.#absorb(holder, group)
  }

  #absorb(stub: ModelGroup, group: ModelGroup): void {
    this.groups.splice(this.groups.indexOf(stub), 1)
    for (const member of stub.members.toSorted(byPosition)) {
      if (group.members.some((one) => one.ref === member.ref)) continue
      group.members.push({ ...member, position: ++this.#counter })
    }
  }

  contain(container: ModelGroup, group: ModelGroup, home: boolean): void {
    if (this.isAbove(group, container)) throw new Refused('cycle')
    const there = container.members.find((member) => member.ref === group)
    if (there) there.home ||= home
    else container.members.push(this.#member({ kind: 'group', ref: group, home }))
  }

  move(group: ModelGroup, parent: ModelGroup | undefined): void {
    if (parent && this.isAbove(group, parent)) throw new Refused('cycle')
    const before = this.parentOf(group)
    if (before === parent) return
    if (before) before.members = before.members.filter((member) => member.ref !== group)
    if (parent) this.contain(parent, group, true)
  }

  join(group: ModelGroup, ref: number): void {
    if (!this.people.has(ref)) this.people.set(ref, { state: 'stub', name: '', left: [] })
    if (group.members.some((member) => member.ref === ref)) return
    group.members.push(this.#member({ kind: 'person', ref }))
  }

  phone(group: ModelGroup, name: string, a: string | null): void {
    group.members.push(this.#member({ kind: 'phone', name, a }))
  }

  #member(member: Partial<ModelMember> & Pick<ModelMember, 'kind'>): ModelMember {
    const at = ++this.#counter
    return { position: at, place: at, home: false, ...member }
  }

  replacePeople(group: ModelGroup, refs: readonly number[]): void {
    const wanted = new Set(refs)
    group.members = group.members.filter((member) =>
      member.kind !== 'person' || wanted.has(Number(member.ref))
    )
    let last = 0
    for (const ref of wanted) {
      this.join(group, ref)
      const member = group.members.find((one) => one.ref === ref)!
      if (member.position < last) member.position = ++this.#counter
      last = member.position
    }
  }

  replacePhones(group: ModelGroup, phones: readonly { name: string; a?: string | null }[]): void {
    const before = group.members.filter((member) => member.kind === 'phone').sort(byPosition)
    group.members = group.members.filter((member) => member.kind !== 'phone')
    for (const phone of phones) {
      const at = before.findIndex((one) => one.name === phone.name)
      const matched = at < 0 ? undefined : before.splice(at, 1)[0]
      if (matched) group.members.push({ ...matched, ...(phone.a === undefined ? {} : { a: phone.a }) })
      else this.phone(group, phone.name, phone.a ?? null)
    }
  }

  replaceGroupsOf(ref: number, codes: readonly string[]): void {
    const wanted = new Set(codes.map((code) => this.stub(code)))
    for (const group of this.groups) {
      if (group.state !== 'trashed' && !wanted.has(group)) leave(group, ref)
    }
    let last = 0
    for (const group of wanted) {
      this.join(group, ref)
      const member = group.members.find((one) => one.ref === ref)!
      if (member.place < last) member.place = ++this.#counter
      last = member.place
    }
  }

  trash(group: ModelGroup): void {
    const parent = this.parentOf(group)
    const children = group.members.filter((member) => member.kind === 'group').sort(byPosition)
    group.members = group.members.filter((member) => member.kind !== 'group')
    group.left = []
    for (const container of this.groups) {
      const member = container.members.find((one) => one.ref === group)
      if (!member) continue
      group.left.push({ container, member })
      container.members = container.members.filter((one) => one !== member)
    }
    group.state = 'trashed'
    for (const child of children) {
      if (child.home && parent && isGroup(child.ref)) this.contain(parent, child.ref, true)
    }
  }

  /** `taken`: the code that the group gets if somebody has its own by now. */
  restore(group: ModelGroup, taken: string): void {
    const holder = this.byCode(group.code)
    group.state = 'live'
    if (holder && holder.state !== 'stub') group.code = taken
    for (const { container, member } of group.left) {
      if (container.state === 'live') container.members.push(member)
    }
    if (holder?.state === 'stub') this.#absorb(holder, group)
  }

  trashPerson(ref: number): void {
    const person = this.people.get(ref)!
    person.state = 'trashed'
    person.left = this.groups.flatMap((group) =>
      group.members.filter((member) => member.ref === ref).map((member) => ({ group, member }))
    )
    for (const group of this.groups) leave(group, ref)
  }

  restorePerson(ref: number): void {
    const person = this.people.get(ref)!
    person.state = 'live'
    for (const { group, member } of person.left) {
      if (this.groups.includes(group) && !group.members.some((one) => one.ref === ref)) {
        group.members.push(member)
      }
    }
  }

  /** What a caller can see, in a form that can be compared. */
  view(): unknown {
    return {
      groups: this.live.sort((a, b) => a.number - b.number).map((group) => ({
        number: group.number,
        code: group.code,
        name: group.name,
        description: group.description,
        type: group.type,
        parent: this.parentOf(group)?.number ?? null,
        people: of(group, 'person').map((member) => member.ref),
        phones: of(group, 'phone').map((member) => [member.name, member.a ?? null]),
        groups: of(group, 'group').map((member) => isGroup(member.ref) ? member.ref.number : 0),
      })),
      people: [...this.people].filter(([, person]) => person.state === 'live').sort(([a], [b]) => a - b)
        .map(([number, { name }]) => ({ number, name, groups: this.#codesOf(number) })),
      types: [...this.types].map(([number, name]) => ({ number, name })),
    }
  }

  #codesOf(ref: number): string[] {
    return this.groups.filter((group) => group.state !== 'trashed')
      .flatMap((group) =>
        group.members.filter((one) => one.ref === ref).map((one) => ({ code: group.code, one }))
      )
      .sort((a, b) => a.one.place - b.one.place).map(({ code }) => code)
  }
}

export function of(group: ModelGroup, kind: ModelMember['kind']): ModelMember[] {
  return group.members.filter((member) => member.kind === kind).sort(byPosition)
}

function leave(group: ModelGroup, ref: number): void {
  group.members = group.members.filter((member) => member.ref !== ref)
}

function isGroup(ref: ModelMember['ref']): ref is ModelGroup {
  return typeof ref === 'object'
}

function byPosition(a: ModelMember, b: ModelMember): number {
  return a.position - b.position
}

function blank(): ModelGroup {
  return {
    number: 0,
    code: '',
    name: '',
    description: null,
    type: null,
    state: 'live',
    members: [],
    left: [],
  }
}
