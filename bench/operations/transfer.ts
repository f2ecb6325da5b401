import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { CheckOperation, Done, ProgramOperation } from '../operation.ts'
import { musterCommand, runToEnd, runWatched, startProgram } from '../process.ts'
import { copyOf, databaseOf, newFolder, type Scene, type Size } from '../scene.ts'

/** Import and export of a million memberships by the command line. */
export function transfer({ million }: Size): (ProgramOperation | CheckOperation)[] {
  const many = million.toLocaleString('en')
  return [
    {
      kind: 'program',
      name: `import of ${many} memberships`,
      ours: importOnce,
      floor: insertOnce,
      ratio: 0.5,
    },
    {
      kind: 'program',
      name: `export of ${many} memberships`,
      ours: exportOnce,
      floor: selectOnce,
      ratio: 0.5,
    },
    {
      kind: 'check',
      name: `import of ${many} memberships, killed and resumed`,
      target: 'same digest',
      check: killAndResume,
    },
  ]
}

/** The directory of memberships as our own export writes it. */
export async function fileOf(scene: Scene): Promise<string> {
  const file = `${scene.folder}/memberships.ndjson`
  if (await Deno.stat(file).then(() => false, () => true)) await exportTo(scene, file)
  return file
}

async function exportTo(scene: Scene, file: string): Promise<void> {
  const data = await copyOf(scene, 'memberships')
  await runToEnd(musterCommand(data, scene.folder, 'export', file))
  await Deno.remove(data, { recursive: true })
}

async function importOnce(scene: Scene): Promise<Done> {
  const data = await newFolder(scene)
  const file = await fileOf(scene)
  const { ms, peakMib } = await runWatched(musterCommand(data, scene.folder, 'import', file))
  checkMembers(data, scene)
  await Deno.remove(data, { recursive: true })
  return { count: scene.million, ms, peakMib }
}

function checkMembers(data: string, { million }: Scene): void {
  const found = membersIn(data)
  if (found !== million) throw new Error(`the import has left ${found} members of ${million}`)
}

function membersIn(data: string): number {
  const database = new DatabaseSync(`${data}/muster.db`, { readOnly: true })
  const row = database.prepare('select count(*) as members from member').get()
  database.close()
  return Number(row?.['members'])
}

/** Rows that are decoded already; only their inserts and commits are counted. */
async function insertOnce(scene: Scene): Promise<Done> {
  const source = await databaseOf(scene, 'memberships')
  const folder = await newFolder(scene)
  const folders = `.,${scene.folder},${scene.kept}`
  const text = await runToEnd({
    run: ['bench/programs/insert.ts', source, `${folder}/floor.db`],
    options: [`--allow-read=${folders}`, `--allow-write=${folders}`],
  })
  await Deno.remove(folder, { recursive: true })
  return JSON.parse(text)
}

async function exportOnce(scene: Scene): Promise<Done> {
  const data = await copyOf(scene, 'memberships')
  const { ms, peakMib } = await runWatched(musterCommand(data, scene.folder, 'export', `${data}/out.ndjson`))
  await Deno.remove(data, { recursive: true })
  return { count: scene.million, ms, peakMib }
}

async function selectOnce(scene: Scene): Promise<Done> {
  const data = await copyOf(scene, 'memberships')
  const folders = `.,${data}`
  const { ms, peakMib } = await runWatched({
    run: ['bench/programs/select.ts', `${data}/muster.db`, `${data}/out.ndjson`],
    options: [`--allow-read=${folders}`, `--allow-write=${folders}`],
  })
  await Deno.remove(data, { recursive: true })
  return { count: scene.million, ms, peakMib }
}

/** Imports once without a break and once with one, and compares what both export with the file itself. */
async function killAndResume(scene: Scene): Promise<{ right: boolean; seen: string }> {
  const file = await fileOf(scene)
  const whole = await newFolder(scene)
  const broken = await newFolder(scene)
  await runToEnd(musterCommand(whole, scene.folder, 'import', file))
  await importHalf(scene, broken, file)
  const there = membersIn(broken)
  await runToEnd(musterCommand(broken, scene.folder, 'import', file))
  const digests = [await digestOf(file), await exported(scene, whole), await exported(scene, broken)]
  for (const data of [whole, broken]) await Deno.remove(data, { recursive: true })
  const same = new Set(digests).size === 1
  const seen = `killed with ${there.toLocaleString('en')} members there; ${
    same ? 'all exports are the file' : digests.join(', ')
  }`
  return { right: same && there > 0 && there < scene.million, seen }
}

/** Imports until half of the members are there, and then takes the process away. */
async function importHalf(scene: Scene, data: string, file: string): Promise<void> {
  const child = await startProgram(musterCommand(data, scene.folder, 'import', file))
  const output = child.output()
  const ended = output.then(() => true)
  while (membersSoFar(data) < scene.million / 2) {
    if (await Promise.race([ended, later(lookMs)])) {
      throw new Error('the import has ended before it was killed')
    }
  }
  child.kill('SIGKILL')
  await output
}

/** How often an import that is to be killed is looked at. */
const lookMs = 50

function later(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms))
}

function membersSoFar(data: string): number {
  try {
    return membersIn(data)
  } catch {
    // The database is not there yet, or has no tables.
    return 0
  }
}

async function exported(scene: Scene, data: string): Promise<string> {
  const file = `${data}/out.ndjson`
  await runToEnd(musterCommand(data, scene.folder, 'export', file))
  return await digestOf(file)
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of (await Deno.open(file)).readable) hash.update(chunk)
  return hash.digest('hex').slice(0, 16)
}
