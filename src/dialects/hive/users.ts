import { pageGroupPeople } from '../../core/group-people.ts'
import type { Member } from '../../core/member.ts'
import type { Person } from '../../core/person.ts'
import { allow } from '../../core/principal.ts'
import { fold } from '../../core/text.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { answer } from './envelope.ts'
import { groupKey } from './keys.ts'
import { aliasOf, roleOf, toWire } from './member.ts'

/** spec/enterprise-hive.md §5 E9 */
export const userRoutes: readonly Route[] = [
  ['GET', '/api/v1/:locale/user/list/:groupId', listUsers],
]

const pageSizeDefault = 15
const pageSizeMax = 100

/** For who may change the group. The offset is the id of the last user that the caller has seen. §8 */
async function listUsers(call: Call): Promise<Response> {
  allow(call.principal, 'group.change')
  const { searchParams } = call.url
  const offset = searchParams.get('offset') ?? ''
  const wants = wantsOf(searchParams)
  const people = await pageGroupPeople(call.store, call.principal, groupKey(call.params), {
    after: offset.toLowerCase(),
    limit: pageSizeOf(searchParams.get('pageSize')),
    ...(wants ? { wants } : {}),
  })
  const members = people.map(toWire)
  return answer(call, {
    message: 'Users listed.',
    object: { offset: members.at(-1)?.id ?? offset, members },
  })
}

function pageSizeOf(text: string | null): number {
  const size = /^\d{1,9}$/.test(text ?? '') ? Number(text) : pageSizeDefault
  return Math.min(Math.max(size, 1), pageSizeMax)
}

/** Who is asked for, by role and by a part of the name or the e-mail; undefined for everybody. */
function wantsOf(parameters: URLSearchParams): ((person: Person, member: Member) => boolean) | undefined {
  const part = fold(parameters.get('filter') ?? '')
  const role = parameters.get('role') || '0'
  if (part === '' && role === '0') return undefined
  const target = parameters.get('target')
  return (person, member) => {
    if (role !== '0' && role !== String(roleOf(member).id)) return false
    return textsOf(person, target).some((text) => fold(text).includes(part))
  }
}

/** Where the filter looks: in what `target` names, and in both where it names neither. */
function textsOf(person: Person, target: string | null): string[] {
  const email = person.email ?? ''
  switch (target) {
    case 'name':
      return [aliasOf(person)]
    case 'email':
      return [email]
    default:
      return [aliasOf(person), email]
  }
}
