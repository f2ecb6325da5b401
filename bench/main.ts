/**
 * Ratios, never bare times: each operation beside its floor, in one run on one machine. bench/README.md says how to use
 * it, docs/performance.md what it has shown.
 */
import { compare, type Line } from './comparing.ts'
import { operationsOf } from './operations/index.ts'
import { type Options, optionsOf } from './options.ts'
import { startPostgres } from './postgres.ts'
import { profile } from './profile.ts'
import { keep, machineOf, markdownOf, type Results, tableOf } from './results.ts'
import type { Scene } from './scene.ts'

try {
  await run(optionsOf(Deno.args))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  Deno.exit(1)
}

async function run(options: Options): Promise<void> {
  if (options.report !== undefined) return console.log(await report(options.report))
  const dir = options.folder
  if (dir !== undefined) await Deno.mkdir(dir, { recursive: true })
  const folder = await Deno.makeTempDir({
    prefix: 'muster-bench-',
    ...(dir === undefined ? {} : { dir }),
  })
  const kept = await Deno.realPath(dir ?? folder)
  try {
    await using postgres = options.database === 'postgres' ? await startPostgres(dir) : undefined
    const own = postgres === undefined ? {} : { postgres }
    const scene: Scene = { ...options.size, folder: await Deno.realPath(folder), kept, ...own }
    await (options.profile ? profile(scene, options) : measureAll(scene, options))
  } finally {
    await Deno.remove(folder, { recursive: true })
  }
}

async function report(file: string): Promise<string> {
  const results: Results = JSON.parse(await Deno.readTextFile(file))
  return markdownOf(results)
}

async function measureAll(scene: Scene, { size, database, quick, only }: Options): Promise<void> {
  const at = new Date().toISOString()
  const machine = await machineOf(scene.folder)
  if (machine.before > 0.5) console.error('Something else runs on this machine; the figures will suffer.')
  const operations = operationsOf(size, database).filter(({ name }) => name.includes(only))
  if (operations.length === 0) throw new Error(`no operation has "${only}" in its name`)
  const lines: Line[] = []
  for (const operation of operations) {
    console.error(operation.name)
    lines.push(...await compare(scene, operation).catch((error) => [failed(operation.name, error)]))
  }
  console.log(tableOf(lines))
  console.log(`\nwritten to ${await keep({ at, quick, database, size, machine, lines })}`)
}

/** One operation that could not be measured does not take the others' figures with it. */
function failed(operation: string, error: unknown): Line {
  Deno.exitCode = 1
  const reason = error instanceof Error ? error.message : String(error)
  console.error(reason)
  return {
    operation,
    unit: '',
    target: '',
    met: false,
    note: `failed: ${reason.split('\n')[0]!.slice(-100)}`,
  }
}
