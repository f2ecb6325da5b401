import type { Group } from '../../core/group.ts'
import type { Person } from '../../core/person.ts'
import { shownOf } from './contact.ts'

/** A group or a contact in the list of both. spec/incoplax.md §4.3 */
export type Combined =
  | {
    readonly id: string
    readonly key: string
    readonly type: 'contactgroup'
    readonly name: string
    readonly number: string
  }
  | {
    readonly id: string
    readonly key: number
    readonly type: 'contact'
    readonly name: string
    readonly number: string
  }

/** What stands before a group's code in the number by which all of its contacts are called. */
export const GROUP_NUMBER = 'group#'

export function groupToCombined({ uuid, code, name }: Group): Combined {
  return { id: uuid, key: code, type: 'contactgroup', name, number: GROUP_NUMBER + code }
}

export function contactToCombined(person: Person): Combined {
  const { displayname, number } = shownOf(person)
  return { id: person.uuid, key: person.number, type: 'contact', name: displayname, number }
}
