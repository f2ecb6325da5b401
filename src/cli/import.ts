import { type Command, Option } from 'commander'
import { createDirectory } from '../core/directories.ts'
import type { Directory } from '../core/directory.ts'
import { operator } from '../core/principal.ts'
import type { Store } from '../core/store.ts'
import { type ImportFile, openFile } from '../core/transfer/file.ts'
import { type Header, type HeaderDirectory, linesOf } from '../core/transfer/format.ts'
import { type Imported, importInto, type Vendor, VENDORS } from '../core/transfer/import.ts'
import { checkDirectory, type Finding } from '../store/check.ts'
import { directoryFor, directoryNamed } from './choose.ts'
import { withCopy } from './dry-run.ts'
import { Failure, failureOf } from './failure.ts'
import { openInput } from './files.ts'
import { answerOf } from './import-answer.ts'
import { openAny, openOrMake } from './opening.ts'
import { directoryOption, given } from './options.ts'
import type { Answer } from './output.ts'
import type { PerformOn } from './perform.ts'
import { newProgress, type Progress } from './progress.ts'

/** A file into a directory: `import`. */
export function addImport(program: Command, performOn: PerformOn, asJson: () => boolean): void {
  program.command('import')
    .description('read a file into a directory: restores an export, merges any other file')
    .argument('[file]', 'what to read; standard input unless given')
    .addOption(directoryOption())
    .option('--dry-run', 'say what would happen and change nothing: it is done to a copy of the database')
    .addOption(
      new Option('--renumber <vendor>', "give this vendor's groups another number where theirs is taken")
        .choices(VENDORS),
    )
    .option('--check', 'check the directory after a restore, even where the file adds up')
    .action((file: string | undefined, options: ImportOptions) =>
      performOn((database) => importFrom(database, file, { ...options, isQuiet: asJson() }))
    )
}

interface ImportOptions {
  readonly directory?: string
  readonly dryRun?: true
  readonly renumber?: Vendor
  readonly check?: true
}

interface Wish extends ImportOptions {
  /** Whether refused lines are only in the answer. */
  readonly isQuiet: boolean
}

async function importFrom(database: string, path: string | undefined, wish: Wish): Promise<Answer> {
  const file = await openFile(await openInput(path))
  if (!wish.dryRun) return await importOn(database, file, wish)
  return await withCopy(database, (copy) => importOn(copy, file, wish))
}

async function importOn(database: string, file: ImportFile, wish: Wish): Promise<Answer> {
  const store = await openOrMake(database)
  const progress = newProgress(wish.dryRun ? 'Trying' : 'Importing', 'lines')
  try {
    const directory = await directoryOf(store, file.header, wish.directory)
    const imported = await importAs(store, directory, { database, file, wish, progress })
    return answerOf(imported, { directory, isDryRun: wish.dryRun === true })
  } finally {
    progress.end()
    await store.close()
  }
}

interface Scene {
  readonly database: string
  readonly file: ImportFile
  readonly wish: Wish
  readonly progress: Progress
}

function importAs(
  store: Store,
  directory: Directory,
  { database, file, wish, progress }: Scene,
): Promise<Imported<readonly Finding[]>> {
  const all = linesIn(file.header)
  return importInto(store, operator(directory.id, 'import'), file, {
    renumber: wish.renumber ?? null,
    onProgress: (lines) => progress.update(lines, all),
    onRefusal: ({ line, reason }) => {
      if (!wish.isQuiet) progress.say(`line ${line}: ${failureOf(reason).message}`)
    },
    check: (repair) => check(database, directory, repair),
    isCheckedAlways: wish.check === true,
  })
}

/** How many lines an export says that it has, with its header and its end. */
function linesIn({ total }: Header): number | null {
  return total && linesOf(total)
}

/** The directory that is named, else the one that the header names, which is made if there is none, else the only one. */
async function directoryOf(store: Store, { directory: told }: Header, named?: string): Promise<Directory> {
  if (named !== undefined) return await directoryNamed(store, named)
  if (!told) return await directoryFor(store, undefined)
  const { name, number, oid, settings } = told
  const there = await store.readInstallation((tx) => tx.directory({ name }))
  if (there) return there
  await refuseTakenIds(store, told)
  return await createDirectory(store, { name, ...given({ number, oid, settings }) })
}

/** A directory that has been renamed since the export still has its number and oid. */
async function refuseTakenIds(store: Store, { name, number, oid }: HeaderDirectory): Promise<void> {
  const other = await store.readInstallation(async (tx) => {
    const byNumber = number === undefined ? undefined : await tx.directory({ number })
    return byNumber ?? (oid === undefined ? undefined : await tx.directory({ oid }))
  })
  if (!other) return
  throw new Failure(
    'conflict',
    `The file is of the directory "${name}", whose number or oid "${other.name}" has here; say with --directory ` +
      'which one to import into.',
  )
}

async function check(database: string, { id }: Directory, repair: boolean): Promise<readonly Finding[]> {
  const { driver } = await openAny(database)
  try {
    return await checkDirectory(driver, id, { repair })
  } finally {
    await driver.close()
  }
}
