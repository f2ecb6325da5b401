import { changePerson, createPerson, trashPerson } from '../people.ts'
import type { NewPerson, Person, PersonFields } from '../person.ts'
import { blankPerson } from '../references.ts'
import type { Reading, Writing } from '../store.ts'
import type { PersonLine } from './decode.ts'
import { clash, type GivenIds, oneOf, uuidFrom, withoutIdentity } from './identity.ts'
import { inside } from './inside.ts'
import { type Done, type Outcome, present, type Scene, staysAsItIs } from './scene.ts'

/** Makes or changes a person. Throws what is wrong with the line. */
export async function mergePerson(scene: Scene, given: PersonLine): Promise<Outcome> {
  const { source, numbers } = scene
  const ids = personIds(given, source)
  const person = await findPerson(scene.tx, ids, source)
  const { number, outcome } = person && person.state !== 'stub'
    ? await changeOne(scene, person, given)
    : await makeOne(scene, person, { ...given, ...present(ids) })
  numbers.note('person', source, given.number, number)
  return outcome
}

function personIds({ number, uuid, oid }: PersonLine, source: string | null): GivenIds {
  if (number === undefined && uuid === undefined && oid === undefined) {
    throw withoutIdentity('person', 'a number, uuid or oid')
  }
  const made = source !== null && number !== undefined ? uuidFrom(source, 'person', number) : undefined
  return { number, uuid: uuid ?? made, oid }
}

async function findPerson(
  tx: Reading,
  { number, uuid, oid }: GivenIds,
  source: string | null,
): Promise<Person | undefined> {
  // With a source the number is that vendor's and means no row here.
  const counts = source === null ? number : undefined
  return await oneOf('person', { number: counts, uuid, oid }, (key) => tx.person(key))
}

async function changeOne({ store, tx, principal }: Scene, person: Person, given: PersonLine): Promise<Done> {
  const { number, version } = person
  if (!staysAsItIs('person', person, given.state)) {
    const set = personFields(given)
    const after = await changePerson(inside(store, tx), principal, { number }, () => ({ set }))
    return { number, outcome: after.version === version ? 'unchanged' : 'changed' }
  }
  return { number, outcome: 'unchanged' }
}

async function makeOne(
  { store, tx, principal, source }: Scene,
  stub: Person | undefined,
  given: PersonLine,
): Promise<Done> {
  const { number, uuid, oid, createdAt, updatedAt, state = 'live' } = given
  if (!stub && source !== null && number !== undefined) await refuseTakenNumber(tx, number)
  if (state === 'stub') {
    return { number: stub?.number ?? await makeStub(tx, given), outcome: stub ? 'unchanged' : 'made' }
  }
  const fields = present<NewPerson>({ ...personFields(given), number, uuid, oid, createdAt, updatedAt })
  const made = await createPerson(
    inside(store, tx),
    principal,
    stub ? { ...fields, number: stub.number } : fields,
  )
  if (state === 'trashed') await trashPerson(inside(store, tx), principal, { number: made.number })
  return { number: made.number, outcome: 'made' }
}

async function refuseTakenNumber(tx: Reading, number: number): Promise<void> {
  const other = await tx.person({ number })
  if (other) throw clash(`number ${number} belongs to another person`)
}

/** A person of whom only the ids are known: hidden until somebody is made with one of them. */
async function makeStub(tx: Writing, { number, uuid, oid }: PersonLine): Promise<number> {
  const own = number ?? tx.takePersonNumber()
  await tx.insertPerson({ ...blankPerson(tx.now), ...present({ uuid, oid }), number: own, state: 'stub' })
  return own
}

function personFields(
  { displayName, phone, email, userName, data, extras }: PersonLine,
): Partial<PersonFields> {
  return present<PersonFields>({ displayName, phone, email, userName, data, extras })
}
