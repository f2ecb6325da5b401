import { type Command, Option } from 'commander'
import { MEMBER_KINDS, type MemberKind } from '../core/member.ts'
import { operator } from '../core/principal.ts'
import type { Store } from '../core/store.ts'
import { ALL_KINDS, eachMember, importMembers } from '../core/transfer/members.ts'
import { Report } from '../core/transfer/report.ts'
import { directoryFor, groupNamed, operatorOf } from './choose.ts'
import { withCopy } from './dry-run.ts'
import { failureOf } from './failure.ts'
import { openInput, withOutput } from './files.ts'
import { membersAnswer } from './import-answer.ts'
import { headerText, rowsText } from './member-columns.ts'
import { readMembers } from './member-rows.ts'
import { openThere } from './opening.ts'
import { directoryOption } from './options.ts'
import type { Answer } from './output.ts'
import type { Perform, PerformOn } from './perform.ts'
import { newProgress } from './progress.ts'
import { record } from './table.ts'

/** The members of one group as a table: `export`, `import`. */
export function addMember(
  program: Command,
  { perform, performOn, asJson }: { perform: Perform; performOn: PerformOn; asJson: () => boolean },
): void {
  const noun = program.command('member').description('the members of a group, as a table (CSV)')
  noun.command('export').description('write the members of a group as CSV')
    .argument('<group>', 'its number, uuid, oid, code or slug')
    .argument('[file]', 'where to; standard output unless given')
    .addOption(directoryOption())
    .addOption(kindOption('only those of one kind'))
    .action((group: string, file: string | undefined, options: Options) =>
      perform((store) => exportTo(store, { group, file, ...options }))
    )
  noun.command('import').description(
    'add and change members of a group from CSV; those that are not named stay',
  )
    .argument('<group>', 'its number, uuid, oid, code or slug')
    .argument('[file]', 'what to read; standard input unless given')
    .addOption(directoryOption())
    .addOption(kindOption('the kind of rows without one'))
    .option('--dry-run', 'say what would happen and change nothing: it is done to a copy of the database')
    .action((group: string, file: string | undefined, options: Options) =>
      performOn((database) => importFrom(database, { group, file, ...options, isQuiet: asJson() }))
    )
}

const kindOption = (words: string) => new Option('--kind <kind>', words).choices(MEMBER_KINDS)

interface Options {
  readonly directory?: string
  readonly kind?: MemberKind
  readonly dryRun?: true
}

interface Wish extends Options {
  readonly group: string
  readonly file: string | undefined
}

async function exportTo(store: Store, { directory, group: named, kind, file }: Wish): Promise<Answer | null> {
  const principal = operatorOf(await directoryFor(store, directory))
  const group = await groupNamed(store, principal, named)
  const progress = newProgress('Exporting', 'rows')
  const encoder = new TextEncoder()
  let rows = 0
  try {
    await withOutput(file, async ({ write }) => {
      await write(encoder.encode(headerText()))
      await eachMember(store, principal, group, {
        kinds: kind ? [kind] : ALL_KINDS,
        async take(page) {
          await write(encoder.encode(rowsText(page)))
          progress.update(rows += page.length, null)
        },
      })
    })
  } finally {
    progress.end()
  }
  if (file === undefined || file === '-') return null
  return {
    json: { file, group: group.number, rows },
    text: record([['file', file], ['group', group.number], ['rows', rows]]),
  }
}

interface ImportWish extends Wish {
  /** Whether refused lines are only in the answer. */
  readonly isQuiet: boolean
}

async function importFrom(database: string, wish: ImportWish): Promise<Answer> {
  const input = await openInput(wish.file)
  return wish.dryRun
    ? await withCopy(database, (copy) => importOn(copy, wish, input))
    : await importOn(database, wish, input)
}

async function importOn(
  database: string,
  { directory: named, group: text, kind, dryRun, isQuiet }: ImportWish,
  input: AsyncIterable<Uint8Array>,
): Promise<Answer> {
  const store = await openThere(database)
  const progress = newProgress(dryRun ? 'Trying' : 'Importing', 'lines')
  try {
    const directory = await directoryFor(store, named)
    const group = await groupNamed(store, operatorOf(directory), text)
    const report = new Report(({ line, reason }) => {
      if (!isQuiet) progress.say(`line ${line}: ${failureOf(reason).message}`)
    })
    const members = readMembers(input, { kind, report, onProgress: (lines) => progress.update(lines, null) })
    await importMembers(store, operator(directory.id, 'import'), group, { members, report })
    return membersAnswer(report, { group, isDryRun: dryRun === true })
  } finally {
    progress.end()
    await store.close()
  }
}
