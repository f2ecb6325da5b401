import { invalid } from '../../../core/error.ts'
import type { GroupKey } from '../../../core/group.ts'
import { membersAddedMax } from '../../../core/member.ts'
import { queryOf } from '../answer.ts'
import {
  booleanOf,
  coerce,
  type Fields,
  fieldsOf,
  integerMax,
  integerMin,
  integerOf,
  itemsOf,
  textOf,
} from '../decode.ts'
import { badParameter, noEntity } from '../error.ts'
import type { Link } from '../item-links.ts'
import { listKey, namedListKey } from '../list-key.ts'
import { linkFromWire } from '../selectable.ts'
import type { AgentCall } from './method.ts'

/** What the methods' parameters say. All throw `invalid` with the parameter's name. */

type OnList<T> = (call: AgentCall, list: GroupKey) => Promise<T>

/** A method whose list is given by its id; a negative one is a table's number. */
export function byId<T>(
  method: OnList<T>,
  parameter = 'UdListDefinitionId',
): (call: AgentCall) => Promise<T> {
  return (call) => method(call, listWithId(call.parameters, parameter))
}

/** A method whose list is given by its name. */
export function byName<T>(
  method: OnList<T>,
  parameter = 'UdListDefinitionName',
): (call: AgentCall) => Promise<T> {
  return (call) => method(call, namedListKey(givenText(call.parameters, parameter)))
}

/** The list whose id this parameter is. */
export function listWithId(parameters: Fields, name: string): GroupKey {
  return listKey(String(givenInteger(parameters, name)), { tables: true })
}

/** An integer that must be there. */
export function givenInteger(parameters: Fields, name: string): number {
  const value = integerOf(parameters, name)
  if (value === undefined || value === null) throw invalid(name, 'required')
  return value
}

/** A text that must be there; it may be empty. */
export function givenText(parameters: Fields, name: string): string {
  const value = textOf(parameters, name)
  if (value === undefined || value === null) throw invalid(name, 'required')
  return value
}

/** A flag: false where it is absent, as .NET reads it. */
export function flagIn(parameters: Fields, name: string): boolean {
  return booleanOf(parameters, name) ?? false
}

/** The entity that a parameter is. */
export function entityIn(parameters: Fields, name: string): Fields {
  const value = parameters.get(name.toLowerCase())
  if (value === undefined || value === null) throw noEntity(name)
  return fieldsOf(value, name)
}

/** The entities that a parameter is an array of. */
export function entitiesIn(parameters: Fields, name: string): readonly Fields[] {
  return elementsIn(parameters, name).map((one, at) => fieldsOf(one, `${name}[${at}]`))
}

/** The ids that a parameter is an array of. */
export function idsIn(parameters: Fields, name: string): readonly number[] {
  return elementsIn(parameters, name).map((one, at) => {
    const id = coerce(one, 'integer', `${name}[${at}]`)
    if (id === null) throw invalid(`${name}[${at}]`, 'type', { value: one })
    return id
  })
}

/** What selectable entities choose. Throws `not_found` for an id that is none. */
export function linksIn(parameters: Fields, name: string): readonly Link[] {
  return entitiesIn(parameters, name).map(linkFromWire)
}

/** The id in the query. */
export function idInQuery({ url }: AgentCall, name: string): number {
  const text = queryOf(url, name)?.trim() ?? ''
  const id = /^[+-]?\d+$/.test(text) ? Number(text) : NaN
  if (!(id >= integerMin && id <= integerMax)) throw badParameter(name, text)
  return id
}

function elementsIn(parameters: Fields, name: string): readonly unknown[] {
  const value = parameters.get(name.toLowerCase())
  if (value === undefined || value === null) throw invalid(name, 'required')
  return itemsOf(value, { field: name, max: membersAddedMax })
}
