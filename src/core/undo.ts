import { type Act, following, newTally, recordGroup } from './act.ts'
import { DirectoryError, notFound, taken } from './error.ts'
import type { Event, SubjectKind } from './event.ts'
import type { Group } from './group.ts'
import { sameJson } from './json.ts'
import { dismiss, recordPerson, refuseTakenUserName } from './people.ts'
import type { ThingKind } from './person.ts'
import { allow, type Permission, type Principal } from './principal.ts'
import type { Store, Writing } from './store.ts'
import { absorbStub, isEmptied } from './stubs.ts'
import { recordThing, scrap } from './things.ts'
import { freeKeys, othersOf, trash } from './trash.ts'
import { tellChildren } from './tree.ts'
import { recordType, removeType } from './types.ts'
import { beginEnded, endBegun } from './undo-spells.ts'
import { mayRead } from './visible.ts'

/**
 * Takes one event back, with all that followed from it in the same write: what it set and is still so becomes what it
 * was before, what it began and still runs ends, what it ended begins again. What others have changed since stays. The
 * undoing is made of events like any other and can be undone. Throws `forbidden`, `not_found`, and `conflict` where
 * nothing of the event is left, or where a key, a cycle or the trash is in the way.
 */
export async function undo(store: Store, principal: Principal, sequence: number): Promise<void> {
  await store.write(principal.directory, async (tx) => {
    const named = await tx.event(sequence)
    const event = named?.cause ? await tx.event(named.cause) : named
    if (!event) throw notFound(`event ${sequence}`)
    await checkMay(tx, principal, event)
    const first = tx.nextSequence()
    const undoing = new Undoing({ tx, principal, cause: null }, event.sequence, first)
    for (const one of await inOrder(tx, event)) await undoing.take(one)
    if (tx.nextSequence() === first) {
      throw new DirectoryError('conflict', `nothing of event ${sequence} is left to undo`)
    }
  })
}

const NEEDED = {
  group: 'group.change',
  person: 'person.change',
  device: 'thing.change',
  endpoint: 'thing.change',
  type: 'type.change',
} as const satisfies Record<SubjectKind, Permission>

/** Throws `forbidden` without the permission for the subject, and `not_found` for a group that may not be seen. */
async function checkMay(tx: Writing, principal: Principal, { sequence, subject }: Event): Promise<void> {
  allow(principal, NEEDED[subject.kind])
  if (!await mayRead(tx, principal, subject)) throw notFound(`event ${sequence}`)
}

/**
 * The events of one write in the order in which they are taken back: the last first, so that what was ended before
 * something began is free again. A type stands before the groups that had it; a stub after the group that has its code.
 */
async function inOrder(tx: Writing, event: Event): Promise<Event[]> {
  const followers: Event[] = []
  for await (const one of othersOf(tx, event)) followers.push(one)
  if (event.subject.kind === 'type') return [event, ...followers.toReversed()]
  const [stubs, others] = [[] as Event[], [] as Event[]]
  for (const one of followers.toReversed()) (await isStub(tx, one) ? stubs : others).push(one)
  return [...others, event, ...stubs]
}

async function isStub(tx: Writing, { subject }: Event): Promise<boolean> {
  return subject.kind === 'group' && (await tx.group({ number: subject.number }))?.state === 'stub'
}

/** One undoing: the first event that it writes is the main one, the others are its consequences. */
class Undoing {
  readonly #act: Act
  readonly #undoes: number
  readonly #first: number

  constructor(act: Act, undoes: number, first: number) {
    this.#act = act
    this.#undoes = undoes
    this.#first = first
  }

  get #step(): Act {
    const { tx } = this.#act
    return tx.nextSequence() === this.#first ? this.#act : following(this.#act, this.#first)
  }

  async take(event: Event): Promise<void> {
    switch (event.subject.kind) {
      case 'group':
        return await this.#takeGroup(event)
      case 'person':
        return await this.#takePerson(event)
      case 'device':
      case 'endpoint':
        return await this.#takeThing(event, event.subject.kind)
      case 'type':
        return await this.#takeType(event)
    }
  }

  async #takeGroup(event: Event): Promise<void> {
    const { tx } = this.#act
    const group = await tx.group({ number: event.subject.number })
    if (!group) return
    // The home follows from the containments that are taken back; a type may be gone.
    const { parent: _, type, ...back } = fieldsBack(group, event)
    const set = type === undefined || !await isType(tx, type) ? back : { ...back, type }
    if (set.state === 'trashed') return await this.#trash(group, set)
    const { freed, stub } = await freeFor(tx, group, set)
    const tally = newTally(tx.nextSequence())
    const act = this.#step
    await endBegun(act, event, tally)
    if (!isEmptied({ ...group, ...set })) await beginEnded(act, group, event, tally)
    const changed = { ...set, ...freed }
    if (Object.keys(changed).length + tally.beganTotal + tally.endedTotal === 0) return
    const after = await recordGroup(act, group, {
      kind: 'group.undo',
      tally,
      set: changed,
      undoes: this.#undoes,
    })
    await tellChildren(act, after, tally)
    if (stub) await absorbStub(this.#step, stub, after)
  }

  async #trash(group: Group, set: Partial<Group>): Promise<void> {
    if (group.state === 'live') {
      await trash(this.#step, group, { kind: 'group.undo', set, undoes: this.#undoes })
    }
  }

  async #takePerson(event: Event): Promise<void> {
    const person = await this.#act.tx.person({ number: event.subject.number })
    if (!person) return
    const set = fieldsBack(person, event)
    if (Object.keys(set).length === 0) return
    const entry = { kind: 'person.undo', set, undoes: this.#undoes } as const
    if (isCreation(event)) return await dismiss(this.#step, person, entry)
    if (set.state === 'live' || set.userName) await refuseTakenUserName(this.#act.tx, { ...person, ...set })
    await recordPerson(this.#step, person, entry)
  }

  async #takeThing(event: Event, kind: ThingKind): Promise<void> {
    const thing = await this.#act.tx.thing(kind, { number: event.subject.number })
    if (!thing) return
    const set = fieldsBack(thing, event)
    if (Object.keys(set).length === 0) return
    const entry = { kind: `${kind}.undo`, set, undoes: this.#undoes } as const
    if (isCreation(event)) return await scrap(this.#step, thing, entry)
    await recordThing(this.#step, thing, entry)
  }

  async #takeType({ subject: { number }, before, after }: Event): Promise<void> {
    const { tx } = this.#act
    const entry = { kind: 'type.undo', undoes: this.#undoes } as const
    const type = await tx.type(number)
    if (type && type.name !== after?.['name']) return
    if (type && before === null) return void await removeType(this.#step, type, entry)
    if (typeof before?.['name'] !== 'string') return
    const back = { number, name: before['name'] }
    if (type) await tx.updateType(back)
    else await tx.insertType(back)
    await recordType(this.#step, { ...entry, before: type ?? null, after: back })
  }
}

/**
 * What an event set and is still so, as it was before; a creation goes to the trash. The time in the trash goes with the
 * state.
 */
function fieldsBack<T extends { readonly state: string }>(current: T, { before, after }: Event): Partial<T> {
  const set: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(after ?? {})) {
    if (key === 'trashedAt' || !sameJson(Reflect.get(current, key), value)) continue
    if (before !== null) set[key] = before[key]
    else if (key === 'state') set[key] = 'trashed'
  }
  if (set['state'] !== undefined && 'trashedAt' in current) set['trashedAt'] = before?.['trashedAt'] ?? null
  return set as Partial<T>
}

/** Whether an event made something out of nothing: what it made goes to the trash, with all that has come to it. */
function isCreation({ kind, before }: Event): boolean {
  return kind.endsWith('.create') && before === null
}

async function isType(tx: Writing, type: number | null): Promise<boolean> {
  return type === null || await tx.type(type) !== undefined
}

/** What else must change so that a group can have its old code and slug back; and the stub that stands for the code. */
async function freeFor(
  tx: Writing,
  group: Group,
  set: Partial<Group>,
): Promise<{ freed: Partial<Group>; stub: Group | undefined }> {
  if (set.state === 'live') {
    const { set: freed, stub } = await freeKeys(tx, { ...group, ...set })
    return { freed, stub }
  }
  if (set.code === undefined && !set.slug) return { freed: {}, stub: undefined }
  const { set: freed, stub } = await freeKeys(tx, { ...group, ...set })
  for (const field of ['code', 'slug'] as const) {
    if (freed[field] !== undefined) throw taken(field, set[field])
  }
  return { freed: {}, stub }
}
