import { type Command, Option } from 'commander'
import { ALL, type Filter } from '../core/filter.ts'
import type { Group } from '../core/group.ts'
import { type Counts, MEMBER_KINDS, type MemberKind } from '../core/member.ts'
import type { Principal } from '../core/principal.ts'
import { findGroup, pageGroups } from '../core/queries.ts'
import { blankGroup } from '../core/references.ts'
import type { Store } from '../core/store.ts'
import { directoryFor, groupNamed, operatorOf } from './choose.ts'
import { Failure } from './failure.ts'
import { history } from './history.ts'
import { membersOf } from './members.ts'
import { directoryOption, limitOption, number, place } from './options.ts'
import { type Answer, withTimes } from './output.ts'
import { pageOf } from './pages.ts'
import type { Perform } from './perform.ts'
import { record, table, timeOf } from './table.ts'

/** The groups of a directory: `list`, `show`, `history`. */
export function addGroup(program: Command, perform: Perform): void {
  const noun = program.command('group').description('the groups of a directory')
  noun.command('list').description('list the groups, in the order of their numbers')
    .addOption(directoryOption())
    .option(
      '--name <pattern>',
      'only those with such a name: * is any text, ? one character; without regard to case',
    )
    .addOption(limitOption())
    .option('--after <number>', 'go on behind the group with this number', number)
    .action((options: ListOptions) => perform((store) => list(store, options)))
  noun.command('show').description('show one group')
    .argument('<group>', 'its number, uuid, oid, code or slug')
    .addOption(directoryOption())
    .addOption(
      new Option('--members <kind>', 'its members of one kind, too').choices(
        MEMBER_KINDS,
      ),
    )
    .addOption(limitOption())
    .option('--after <position>', 'go on behind the member at this position', place)
    .action((named: string, options: ShowOptions) => perform((store) => show(store, named, options)))
  noun.command('history').description('show what happened to a group, the newest first; in the trash, too')
    .argument('<group>', 'its number; or its uuid, oid, code or slug')
    .addOption(directoryOption())
    .addOption(limitOption())
    .option('--before <sequence>', 'go on with what was before this event', place)
    .action((named: string, options) => perform((store) => history(store, named, options)))
}

interface ListOptions {
  readonly directory?: string
  readonly name?: string
  readonly limit: number
  readonly after?: number
}

interface ShowOptions {
  readonly directory?: string
  readonly members?: MemberKind
  readonly limit: number
  readonly after?: number
}

async function list(store: Store, options: ListOptions): Promise<Answer> {
  const principal = operatorOf(await directoryFor(store, options.directory))
  const { name, limit, after } = options
  const filter: Filter = name === undefined ? ALL : { is: 'like', field: 'name', pattern: name, folded: true }
  // Of the group behind which the page begins, the order's field is all that matters.
  const from = after === undefined ? {} : { after: { ...blankGroup(0), number: after } }
  const { groups, total } = await pageGroups(store, principal, {
    filter,
    order: [{ field: 'number' }],
    ...from,
    limit: limit + 1,
  })
  const { rows, last } = pageOf(groups, limit)
  const next = last?.number ?? null
  return { json: { groups: rows.map(withTimes), total, next }, text: listText(rows, total, next) }
}

function listText(groups: readonly Group[], total: number, next: number | null): string {
  const shown = table(groups, [
    { title: 'number', of: ({ number }) => number },
    { title: 'name', of: ({ name }) => name, cut: true },
    { title: 'code', of: ({ code, uuid }) => code === uuid ? null : code, cut: true },
    { title: 'members', of: ({ counts }) => MEMBER_KINDS.reduce((sum, kind) => sum + counts[kind], 0) },
    { title: 'home', of: ({ parent }) => parent },
    { title: 'updated (UTC)', of: ({ updatedAt }) => timeOf(updatedAt) },
  ])
  const more = next === null ? '' : `; the next ones: --after ${next}`
  return `${shown}\n\n${groups.length} of ${total} groups${more}`
}

async function show(store: Store, named: string, options: ShowOptions): Promise<Answer> {
  const { members: kind, limit, after } = options
  if (kind === undefined && after !== undefined) {
    throw new Failure('usage', 'Say which members to show behind that position: --members with a kind.')
  }
  const principal = operatorOf(await directoryFor(store, options.directory))
  const group = await groupNamed(store, principal, named)
  const text = await groupText(store, principal, group)
  if (kind === undefined) return { json: withTimes(group), text }
  const { json, text: membersText } = await membersOf(store, principal, {
    group,
    kind,
    limit,
    after: after ?? 0,
  })
  return { json: { ...withTimes(group), ...json }, text: `${text}\n\n${membersText}` }
}

async function groupText(store: Store, principal: Principal, group: Group): Promise<string> {
  const home = group.parent === null ? null : await findGroup(store, principal, { number: group.parent })
  return record([
    ['number', group.number],
    ['name', group.name],
    ['short name', group.shortName || null],
    ['title', group.title || null],
    ['description', group.description],
    ['code', group.code],
    ['slug', group.slug],
    ['uuid', group.uuid],
    ['oid', group.oid],
    ['home', home && `${home.number} ${home.name}`],
    ['members', countsText(group.counts)],
    ['columns', group.columns.map((column) => column ?? '-').join(', ') || null],
    ['labels', Object.entries(group.labels).map(([key, value]) => `${key}=${value}`).join(', ') || null],
    ['rank', group.rank],
    ['type', group.type],
    ['expires', isoOf(group.expiresAt)],
    ['created', isoOf(group.createdAt)],
    ['updated', isoOf(group.updatedAt)],
    ['version', group.version],
  ])
}

function countsText(counts: Counts): string {
  const there = MEMBER_KINDS.filter((kind) => counts[kind] > 0)
  return there.map((kind) => `${kind} ${counts[kind]}`).join(', ') || 'none'
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
