import { notFound } from '../../core/error.ts'
import { isUuid } from '../../core/ids.ts'
import { lookUpPeople } from '../../core/lookup.ts'
import { changePersonWith, createPersonWith, trashPerson } from '../../core/people.ts'
import { allPeople, findPersonWith, type PlacedPerson } from '../../core/people-queries.ts'
import type { PersonKey } from '../../core/person.ts'
import { linksMax } from '../../core/placements.ts'
import { allow } from '../../core/principal.ts'
import type { Call, Operation, Route } from '../../http/dialect.ts'
import { answerFound, answerJson, answerList, answerNothing } from './answer.ts'
import { readBody, readKey } from './body.ts'
import { fromWire, newFromWire, toListed, toWire } from './contact.ts'
import { decodeContactChange, decodeNewContact } from './decode.ts'
import { contactKeys } from './lookup.ts'
import { shape } from './mask.ts'
import { decodeContactList, decodeView } from './parameters.ts'
import type { IncoplaxSettings } from './settings.ts'

const CONTACTS = '/rest/v1/addressbook/contacts'

/** Codes that no group has are groups of a contact, too. spec/incoplax.md §6.7 */
const LINKS = { stubs: true } as const

/** spec/incoplax.md §5.7 */
export function contactRoutes({ strict }: IncoplaxSettings): readonly Route[] {
  const addContact: Operation = (call) => createContact(call, strict)
  const patchContact: Operation = (call) => changeContact(call, strict)
  return [
    ['POST', CONTACTS, addContact],
    ['GET', CONTACTS, listContacts],
    ['LOOKUP', CONTACTS, lookUpContact],
    ['GET', `${CONTACTS}/:id`, readContact],
    ['PATCH', `${CONTACTS}/:id`, patchContact],
    ['DELETE', `${CONTACTS}/:id`, deleteContact],
  ]
}

/** Groups may have had its autokey before it was there: none of them is taken away. spec/incoplax.md §6.7 */
async function createContact(call: Call, strict: boolean): Promise<Response> {
  allow(call.principal, 'person.create')
  const { fields, groups } = newFromWire(decodeNewContact(await readBody(call)))
  const options = { ...LINKS, groups, shown: 0, strict }
  return answerContact(await createPersonWith(call.store, call.principal, fields, options))
}

async function listContacts({ store, principal, url }: Call): Promise<Response> {
  allow(principal, 'person.list')
  const { view, ...walk } = decodeContactList(url.searchParams)
  const pages = await allPeople(store, principal, { ...walk, ...LINKS })
  return await answerList(pages, ({ person, groups }) => shape(toListed(person, groups), view))
}

async function lookUpContact(call: Call): Promise<Response> {
  allow(call.principal, 'person.find')
  const keys = contactKeys(await readKey(call))
  return answerFound(await lookUpPeople(call.store, call.principal, keys))
}

async function readContact(call: Call): Promise<Response> {
  allow(call.principal, 'person.get')
  const view = decodeView(call.url.searchParams)
  const { person, groups } = await findPersonWith(call.store, call.principal, personKey(call), LINKS)
  return answerJson(shape(toWire(person, groups), view))
}

async function changeContact(call: Call, strict: boolean): Promise<Response> {
  allow(call.principal, 'person.change')
  const key = personKey(call)
  const body = await readBody(call)
  const changed = await changePersonWith(call.store, call.principal, key, (current, groups) => ({
    ...fromWire(decodeContactChange(body, toWire(current, groups)), current),
    shown: linksMax,
    strict,
  }), LINKS)
  return answerContact(changed)
}

async function deleteContact(call: Call): Promise<Response> {
  allow(call.principal, 'person.delete')
  await trashPerson(call.store, call.principal, personKey(call))
  return answerNothing()
}

function personKey({ params }: Call): PersonKey {
  const uuid = (params['id'] ?? '').toLowerCase()
  if (!isUuid(uuid)) throw notFound('person')
  return { uuid }
}

function answerContact({ person, groups }: PlacedPerson): Response {
  return answerJson(toWire(person, groups))
}
