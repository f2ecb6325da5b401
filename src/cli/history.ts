import type { Event } from '../core/event.ts'
import { historyOf } from '../core/queries.ts'
import type { Store } from '../core/store.ts'
import { directoryFor, groupNamed, noGroup, numberIn, operatorOf } from './choose.ts'
import { type Answer, withTimes } from './output.ts'
import { pageOf } from './pages.ts'
import { table } from './table.ts'

export interface HistoryOptions {
  readonly directory?: string
  readonly limit: number
  readonly before?: number
}

/** What happened to a group, the newest first; by its number, also to one in the trash. Throws `not_found`. */
export async function history(store: Store, named: string, options: HistoryOptions): Promise<Answer> {
  const { limit, before = Number.MAX_SAFE_INTEGER } = options
  const principal = operatorOf(await directoryFor(store, options.directory))
  const number = numberIn(named) ?? (await groupNamed(store, principal, named)).number
  const subject = { kind: 'group', number } as const
  const found = await historyOf(store, principal, subject, { limit: limit + 1, before })
  const { rows, last } = pageOf(found, limit)
  if (rows.length === 0 && options.before === undefined) throw noGroup(named)
  const next = last?.sequence ?? null
  return { json: { events: rows.map(eventJson), next }, text: historyText(rows, next) }
}

function historyText(events: readonly Event[], next: number | null): string {
  const shown = table(events, [
    { title: 'event', of: ({ sequence }) => sequence },
    { title: 'time (UTC)', of: ({ at }) => new Date(at).toISOString().slice(0, 19).replace('T', ' ') },
    { title: 'actor', of: ({ actor }) => actor, cut: true },
    { title: 'dialect', of: ({ dialect }) => dialect },
    { title: 'what', of: ({ kind }) => kind },
    { title: 'changed', of: changesOf, cut: true },
  ])
  return next === null ? shown : `${shown}\n\nEarlier ones: --before ${next}`
}

/** The names of the fields that an event set, and how many members came and went. */
function changesOf({ after, members, undoes }: Event): string | null {
  const parts = [...Object.keys(after ?? {})]
  if (members?.beganTotal) parts.push(`+${members.beganTotal}`)
  if (members?.endedTotal) parts.push(`-${members.endedTotal}`)
  if (undoes !== null) parts.push(`(undoes ${undoes})`)
  return parts.join(' ') || null
}

function eventJson(event: Event): object {
  const { before, after } = event
  return { ...withTimes(event), before: before && withTimes(before), after: after && withTimes(after) }
}
