import type { Line, Side } from './comparing.ts'
import { hasProgram } from './load.ts'
import { readProc } from './process.ts'
import type { Database, Size } from './scene.ts'

/** A run as it is kept. */
export interface Results {
  /** When it began, ISO 8601. */
  readonly at: string
  readonly quick: boolean
  readonly database: Database
  readonly size: Size
  readonly machine: Machine
  readonly lines: readonly Line[]
}

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGib: number
  readonly system: string
  readonly deno: string
  readonly load: string
  readonly pinned: boolean
  /** How long one write of 4 KiB and its `fsync` take on the disk, in milliseconds: the median of many. */
  readonly fsyncMs: number
  /** How many processes wanted a core in the minute before the run. */
  readonly before: number
}

/** What there is to know of this machine; `folder` lies on the disk that is measured. */
export async function machineOf(folder: string): Promise<Machine> {
  const found = async (file: string, pattern: RegExp) => pattern.exec(await readProc(file))?.[1]
  const kernel = await found('sys/kernel/osrelease', /^([\d.]+)/)
  return {
    processor: await found('cpuinfo', /^model name\s*: (.*)$/m) ?? 'unknown',
    cores: navigator.hardwareConcurrency,
    memoryGib: Math.round(Number(await found('meminfo', /^MemTotal:\s*(\d+)/)) / 2 ** 20),
    system: `${Deno.build.os} ${kernel ?? ''}`,
    deno: Deno.version.deno,
    load: await hasProgram('wrk') ? 'wrk' : 'autocannon',
    pinned: await hasProgram('taskset'),
    fsyncMs: fsyncMs(`${folder}/fsync`),
    before: Number(await found('loadavg', /^(\S+)/)),
  }
}

function fsyncMs(path: string): number {
  using file = Deno.openSync(path, { write: true, create: true })
  const page = new Uint8Array(4096)
  const times = Array.from({ length: 200 }, () => {
    const begun = performance.now()
    file.writeSync(page)
    file.syncDataSync()
    return performance.now() - begun
  })
  Deno.removeSync(path)
  return times.toSorted((one, other) => one - other)[100]!
}

/** Writes a run to `bench/results/` and gives the file's path. */
export async function keep(results: Results): Promise<string> {
  await Deno.mkdir('bench/results', { recursive: true })
  const file = `bench/results/${results.at.replaceAll(':', '-')}.json`
  await Deno.writeTextFile(file, JSON.stringify(results, null, 2) + '\n')
  return file
}

const HEADER = [
  'operation',
  'clients',
  'ours',
  'floor',
  'ratio',
  'target',
  'met',
  'p50 ms',
  'p99 ms',
  'floor p50',
  'floor p99',
  'note',
]

/** The cells of a line, as texts. */
function cellsOf({ operation, clients, unit, ours, floor, ratio, target, met, note }: Line): string[] {
  const peaks = [ours?.peakMib, floor?.peakMib].map((mib) => mib === undefined ? '' : `${mib.toFixed(0)} MiB`)
  return [
    operation,
    clients === undefined ? '' : String(clients),
    figure(ours, unit),
    figure(floor, unit),
    ratio === undefined ? '' : ratio.toFixed(2),
    target,
    met === undefined ? '–' : met ? 'yes' : 'NO',
    ...[ours?.p50, ours?.p99, floor?.p50, floor?.p99].map((ms) => ms === undefined ? '' : ms.toFixed(2)),
    note ?? (ours?.peakMib === undefined ? '' : `at most ${peaks.filter(Boolean).join(', floor ')}`),
  ]
}

function figure(side: Side | undefined, unit: string): string {
  if (side === undefined) return ''
  const digits = Math.round(side.value).toLocaleString('en')
  return unit === '/s' ? `${digits}/s` : `${digits} ${unit}`
}

/** The lines as a table for a terminal. */
export function tableOf(lines: readonly Line[]): string {
  const rows = [HEADER, ...lines.map(cellsOf)]
  const widths = HEADER.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows.map((row) =>
    row.map((cell, at) => isText(at) ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)).join('  ')
      .trimEnd()
  ).join('\n')
}

function isText(column: number): boolean {
  return column === 0 || column === HEADER.length - 1
}

/** A run as Markdown, for docs/performance.md. */
export function markdownOf({ at, quick, database, size, machine, lines }: Results): string {
  const { processor, cores, memoryGib, system, deno, load, pinned, fsyncMs, before } = machine
  const table = [HEADER, HEADER.map((_, at) => isText(at) ? '---' : '--:'), ...lines.map(cellsOf)]
  return `${quick ? 'A quick run' : 'A full run'} of ${at.slice(0, 10)} on ${
    database === 'postgres' ? 'PostgreSQL' : 'SQLite'
  }: ${size.pairs} pairs of ${size.seconds} s each,
${
    size.million.toLocaleString('en')
  } for a million. ${processor}, ${cores} cores, ${memoryGib} GiB; ${system}; Deno ${deno}; load by ${load},
${pinned ? 'server and load on a core each' : 'nothing pinned'}; ${
    fsyncMs.toFixed(2)
  } ms for a write of 4 KiB and its fsync;
${before.toFixed(2)} processes on average in the minute before.

${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`
}
