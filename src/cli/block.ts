import { isIP } from 'node:net'
import type { Command } from 'commander'
import { liftBlock } from '../core/blocks.ts'
import type { Store } from '../core/store.ts'
import { fold } from '../core/text.ts'
import { Failure } from './failure.ts'
import type { Answer } from './output.ts'
import type { Perform } from './perform.ts'

/** The blocks of addresses that sent wrong credentials: `lift`. */
export function addBlock(program: Command, perform: Perform): void {
  const noun = program.command('block').description('the blocks of addresses that sent wrong credentials')
  noun.command('lift').description('let an address in again before its time')
    .argument('<address>', 'the address of the caller, as the server sees it')
    .option('--login <login>', 'also the lock of this login or e-mail for that address')
    .action((address: string, options: LiftOptions) => perform((store) => lift(store, address, options)))
}

interface LiftOptions {
  readonly login?: string
}

/** The rules that count an address, by their names in the dialects, and those that count it a login. */
const ADDRESS_RULES = ['lox24', 'losant', 'incoplax', 'hive'] as const
const LOGIN_RULES = ['losant-login', 'hive-login'] as const

async function lift(store: Store, named: string, { login }: LiftOptions): Promise<Answer> {
  const address = addressIn(named)
  const counters = ADDRESS_RULES.map((name) => ({ name, who: address }))
  const all = login === undefined
    ? counters
    : [...counters, ...LOGIN_RULES.map((name) => ({ name, who: `${address} ${fold(login)}` }))]
  const found: boolean[] = []
  for (const { name, who } of all) found.push(await liftBlock(store, { name }, who))
  const lifted = found.includes(true)
  const text = lifted
    ? `${address} is no longer blocked.`
    : `${address} was not blocked; its failures are forgotten.`
  return { json: { address, lifted }, text }
}

/** The one text by which the server knows an address: IPv6 as short as it goes. */
function addressIn(text: string): string {
  switch (isIP(text)) {
    case 4:
      return text
    case 6:
      return new URL(`http://[${text}]`).hostname.slice(1, -1)
    default:
      throw new Failure('invalid', `"${text}" is no address such as 203.0.113.5 or 2001:db8::1.`)
  }
}
