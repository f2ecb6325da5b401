import type { Command } from 'commander'
import { changeMember } from '../core/groups.ts'
import { type MemberData, memberIdMax } from '../core/member.ts'
import type { Store } from '../core/store.ts'
import { directoryFor, operatorOf } from './choose.ts'
import { Failure } from './failure.ts'
import { memberJson } from './members.ts'
import { directoryOption, instantOrNone, optOutReason, place } from './options.ts'
import type { Answer } from './output.ts'
import type { Perform } from './perform.ts'
import { timeOf } from './table.ts'

type Consent = Pick<MemberData, 'optedInAt' | 'optedOutAt' | 'optOutReason'>

interface ChangeOptions {
  readonly directory?: string
  readonly optedIn?: { readonly at: number | null }
  readonly optedOut?: { readonly at: number | null }
  readonly reason?: number
}

/** The phones of groups: `change`, for what a vendor's caller may read and not write. */
export function addPhone(program: Command, perform: Perform): void {
  const noun = program.command('phone').description('the phones of the groups')
  noun.command('change').description('note that somebody has subscribed or unsubscribed')
    .argument('<id>', 'its id, as group show --members phone gives it', place)
    .addOption(directoryOption())
    .option('--opted-in <time>', 'when, or none', instantOrNone)
    .option('--opted-out <time>', 'when, or none; none takes the reason with it', instantOrNone)
    .option('--reason <number>', 'why, from 1 to 6 as LOX24 counts them', optOutReason)
    .action((id: number, options: ChangeOptions) => perform((store) => changePhone(store, id, options)))
}

async function changePhone(store: Store, id: number, options: ChangeOptions): Promise<Answer> {
  const data = consentOf(options)
  if (Object.keys(data).length === 0) {
    throw new Failure('usage', 'Nothing to change: name --opted-in, --opted-out or --reason.')
  }
  if (id > memberIdMax) throw new Failure('not_found', `There is no phone ${id}.`)
  const principal = operatorOf(await directoryFor(store, options.directory))
  const { member } = await changeMember(store, principal, { kind: 'phone', id }, () => ({ data }))
  const { optedInAt = null, optedOutAt = null } = member.data
  const text = `${member.name}: opted in ${timeOf(optedInAt) ?? '-'}, opted out ${timeOf(optedOutAt) ?? '-'}`
  return { json: memberJson(member), text }
}

function consentOf({ optedIn, optedOut, reason }: ChangeOptions): Consent {
  return {
    ...(optedIn ? { optedInAt: optedIn.at } : {}),
    ...(optedOut ? { optedOutAt: optedOut.at } : {}),
    ...(optedOut?.at === null ? { optOutReason: null } : {}),
    ...(reason === undefined ? {} : { optOutReason: reason }),
  }
}
