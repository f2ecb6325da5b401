import { groupsThenPeople } from '../../core/lookup.ts'
import { allow } from '../../core/principal.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { answerList } from './answer.ts'
import { contactToCombined, groupToCombined } from './combined.ts'
import { CONTACT_ORDER, GROUP_ORDER } from './order.ts'
import { decodeCombinedList } from './parameters.ts'

/** spec/incoplax.md §5.8 */
export const combinedRoutes: readonly Route[] = [
  ['GET', '/rest/v1/addressbook/combined_contacts', listCombinedContacts],
]

/** Groups stand before contacts, and offset and limit run over both. */
async function listCombinedContacts({ store, principal, url }: Call): Promise<Response> {
  allow(principal, 'group.list')
  allow(principal, 'person.list')
  const { groups, people, ...slice } = decodeCombinedList(url.searchParams)
  const pages = await groupsThenPeople(store, principal, {
    groups: { filter: groups, order: GROUP_ORDER },
    people: { filter: people, order: CONTACT_ORDER },
    ...slice,
  })
  return await answerList(
    pages,
    (one) => one.is === 'group' ? groupToCombined(one.group) : contactToCombined(one.person),
  )
}
