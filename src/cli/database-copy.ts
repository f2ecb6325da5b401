import { dirname } from 'node:path'
import type { Command } from 'commander'
import { copyDatabase, type CopyWay, type DatabaseCopy, type Stage } from '../store/copy.ts'
import type { Driver, Totals } from '../store/driver.ts'
import { fileOf, isFile } from '../store/open.ts'
import { Failure, withoutPassword } from './failure.ts'
import { openDriverThere, openForCopy } from './opening.ts'
import { address } from './options.ts'
import type { Answer } from './output.ts'
import type { PerformOn } from './perform.ts'
import { newProgress, type Progress } from './progress.ts'
import { counted, totalsText } from './totals.ts'

/** `database copy`. */
export function addCopy(noun: Command, performOn: PerformOn): void {
  noun.command('copy').description(
    'copy everything into an empty database, such as from SQLite to PostgreSQL',
  )
    .option('--from <address>', "where from; the configuration's database unless given", address)
    .option('--to <address>', "where to; the configuration's database unless given", address)
    .action(({ from, to }: Partial<Sides>) =>
      performOn((database) => copy(sidesOf({ from, to }, database)), [from, to])
    )
}

interface Sides {
  readonly from: string
  readonly to: string
}

function sidesOf({ from, to }: { [side in keyof Sides]: string | undefined }, database: string): Sides {
  if (from === undefined && to === undefined) {
    throw new Failure('usage', 'Say with --to where to copy the database, or with --from which one to copy.')
  }
  const sides = { from: from ?? database, to: to ?? database }
  if (sides.from !== sides.to) return sides
  throw new Failure(
    'usage',
    `${withoutPassword(sides.to)} is where to copy from and where to; name another one.`,
  )
}

async function copy(sides: Sides): Promise<Answer> {
  const from = await openDriverThere(sides.from)
  try {
    if (isFile(sides.to)) await makeFile(fileOf(sides.to))
    const to = await openForCopy(sides.to)
    try {
      return answerOf(sides, await copyTold(from, to))
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
}

/** It will hold the hashes of passwords: nobody else may read it. */
async function makeFile(path: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 })
  using _ = await Deno.open(path, { write: true, create: true, mode: 0o600 })
}

const SAYS = {
  reading: 'Reading again what was copied',
  copying: 'Copying',
  comparing: 'Comparing',
} as const satisfies Record<Stage, string>

/** Copies a database, and says how far it has come. */
export async function copyTold(from: Driver, to: Driver): Promise<DatabaseCopy> {
  let progress: (Progress & { readonly stage: Stage }) | undefined
  const at = (stage: Stage) => {
    if (progress?.stage === stage) return progress
    progress?.end()
    return progress = { stage, ...newProgress(SAYS[stage], 'rows') }
  }
  try {
    return await copyDatabase({ from, to, told: ({ stage, done, all }) => at(stage).update(done, all) })
  } finally {
    progress?.end()
  }
}

function answerOf(sides: Sides, { way, tables, isBehind }: DatabaseCopy): Answer {
  const [from, to] = [withoutPassword(sides.from), withoutPassword(sides.to)]
  const totals = totalsOf(tables)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const same = `${counted(rows, 'row')} in ${counted(tables.length, 'table')}, the same on both sides.`
  const sentences = [
    ...WAYS[way],
    `${to} holds what ${from} holds: ${totalsText(totals)}; ${same}`,
    ...(isBehind ? [behind(from)] : []),
  ]
  return { json: { from, to, way, behind: isBehind, totals, tables }, text: sentences.join('\n') }
}

const WAYS: Readonly<Record<CopyWay, readonly string[]>> = {
  new: [],
  resumed: ['The copy that was interrupted went on where it had stopped.'],
  again: ['What is copied has changed since the copy was interrupted, so that it began again.'],
}

function behind(from: string): string {
  return `Meanwhile ${from} was written to: what came after the copy's beginning is not in it. For all of it, stop the ` +
    'servers and copy again, into an empty database.'
}

function totalsOf(tables: DatabaseCopy['tables']): Totals {
  const rows = (name: string) => tables.find((table) => table.name === name)?.rows ?? 0
  return {
    directories: rows('directory'),
    groups: rows('groups'),
    people: rows('person'),
    things: rows('thing'),
    members: rows('member'),
    events: rows('event'),
  }
}
