import type { NewThing, Thing, ThingFields } from '../person.ts'
import { blankThing } from '../references.ts'
import type { Writing } from '../store.ts'
import { changeThing, createThing, trashThing } from '../things.ts'
import { createType } from '../types.ts'
import type { ThingLine, TypeLine } from './decode.ts'
import { oidFrom, withoutIdentity } from './identity.ts'
import { inside } from './inside.ts'
import { type Done, type Outcome, present, type Scene, staysAsItIs } from './scene.ts'

/** Types are known by their names; their numbers are given here. */
export async function mergeType(scene: Scene, { number, name = '' }: TypeLine): Promise<Outcome> {
  const { store, tx, principal, numbers, source } = scene
  const there = (await tx.types()).find((one) => one.name === name)
  const type = there ?? await createType(inside(store, tx), principal, name)
  numbers.note('type', source, number, type.number)
  return there ? 'unchanged' : 'made'
}

/** Makes or changes a device or endpoint, which is known by its oid; its number is given here. */
export async function mergeThing(scene: Scene, given: ThingLine): Promise<Outcome> {
  const { tx, numbers, source } = scene
  const { kind = 'device', number } = given
  const oid = given.oid ??
    (source !== null && number !== undefined ? oidFrom(source, kind, number) : undefined)
  if (oid === undefined) throw withoutIdentity('thing', 'an oid, or a number in a file with a source')
  const thing = await tx.thing(kind, { oid })
  const { number: own, outcome } = thing && thing.state !== 'stub'
    ? await changeThingTo(scene, thing, given)
    : await makeThing(scene, thing, { ...given, kind, oid })
  numbers.note(kind, source, number, own)
  return outcome
}

async function changeThingTo({ store, tx, principal }: Scene, thing: Thing, given: ThingLine): Promise<Done> {
  const { kind, number, version } = thing
  if (staysAsItIs(kind, thing, given.state)) return { number, outcome: 'unchanged' }
  const set = thingFields(given)
  const after = await changeThing(inside(store, tx), principal, { kind, number }, () => ({ set }))
  return { number, outcome: after.version === version ? 'unchanged' : 'changed' }
}

async function makeThing(
  { store, tx, principal }: Scene,
  stub: Thing | undefined,
  { kind, oid, state = 'live', ...given }: ThingLine & Pick<Thing, 'kind' | 'oid'>,
): Promise<Done> {
  if (state === 'stub' && stub) return { number: stub.number, outcome: 'unchanged' }
  const fields: NewThing = { ...thingFields(given), kind, oid }
  if (state === 'stub') return { number: await makeThingStub(tx, fields), outcome: 'made' }
  const { number } = await createThing(inside(store, tx), principal, fields)
  if (state === 'trashed') await trashThing(inside(store, tx), principal, { kind, number })
  return { number, outcome: 'made' }
}

async function makeThingStub(tx: Writing, { kind, oid }: NewThing): Promise<number> {
  const number = tx.takeThingNumber()
  await tx.insertThing({ ...blankThing(tx.now), ...present({ oid }), kind, number, state: 'stub' })
  return number
}

function thingFields({ name, data, tags, extras }: ThingLine): Partial<ThingFields> {
  return present<ThingFields>({ name, data, tags, extras })
}
