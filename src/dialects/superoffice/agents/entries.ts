import type { GroupKey } from '../../../core/group.ts'
import type { Member } from '../../../core/member.ts'
import type { Wire, Wires } from '../answer.ts'
import type { Fields } from '../decode.ts'
import type { SentEntry } from '../entry.ts'
import { inPages, mapped, walkEntries } from '../entry-queries.ts'
import { addEntry, changeEntry, saveEntries } from '../item-changes.ts'
import { entryRights, type Lens } from '../lens.ts'
import type { AgentCall } from './method.ts'

/** What methods on items and on headings have alike. */

/** All of a list, deleted ones if they are asked for. Throws `forbidden`, `not_found`. */
export async function allEntries(
  call: AgentCall,
  list: GroupKey,
  { lens, deleted }: { readonly lens: Lens; readonly deleted: boolean },
): Promise<Wires> {
  const { pages } = await walkEntries(call, list, { kind: lens.kind, deleted })
  return wiresOf(call, lens, pages)
}

/** Makes an entry without an id, and changes another. Throws `forbidden`, `not_found`, `invalid`, `conflict`. */
export async function saveEntry(
  call: AgentCall,
  list: GroupKey,
  { lens, sent }: { readonly lens: Lens; readonly sent: SentEntry },
): Promise<Wire> {
  const { store, principal } = call
  const { kind } = lens
  const { id, ...entry } = sent
  const { member } = id === null
    ? await addEntry(store, principal, list, { kind, entry })
    : await changeEntry(store, principal, list, { kind, id, entry })
  return entryWire(call, lens, member)
}

/** Makes or changes many in one write; gives them in the order sent. Throws as `saveEntry`. */
export async function saveAllEntries(
  call: AgentCall,
  list: GroupKey,
  { lens, bodies }: { readonly lens: Lens; readonly bodies: readonly Fields[] },
): Promise<Wires> {
  const { kind } = lens
  const entries = bodies.map((body) => lens.fromWire(body))
  const { members } = await saveEntries(call.store, call.principal, list, { kind, entries })
  return wiresOf(call, lens, inPages(members))
}

/** One as it is shown. */
export function entryWire({ principal }: AgentCall, lens: Lens, member: Member): Wire {
  return { root: lens.root, value: lens.toWire(member, entryRights(principal, lens)) }
}

function wiresOf({ principal }: AgentCall, lens: Lens, pages: AsyncIterable<readonly Member[]>): Wires {
  const rights = entryRights(principal, lens)
  return { root: lens.root, pages: mapped(pages, (member) => lens.toWire(member, rights)) }
}
