import { type Config, loadConfig } from './config.ts'
import { DirectoryError } from './core/error.ts'
import { alone } from './core/lease.ts'
import type { Store } from './core/store.ts'
import { checkDemoFolder, demoWelcome, loadDemo } from './demo.ts'
import { firstStart } from './first-start.ts'
import { lockFolder } from './lock.ts'
import { newLog, show } from './log.ts'
import { startServer } from './serve.ts'
import { isFile, openingErrorOf, openStore } from './store/open.ts'
import { translated } from './store/sqlite-errors.ts'

type Stop = () => Promise<void>

const COMMANDS: ReadonlyMap<string, (config: Config) => Promise<Stop>> = new Map([
  ['start', start],
  ['demo', demo],
])

if (import.meta.main) {
  const started = run(Deno.args)
  stopOnSignals(started)
  started.catch((error) => {
    console.error(sentenceOf(error))
    Deno.exit(1)
  })
}

async function run([command = 'start', ...more]: readonly string[]): Promise<Stop> {
  const config = await loadConfig()
  const begin = more.length === 0 ? COMMANDS.get(command) : undefined
  if (!begin) throw new DirectoryError('invalid', 'the commands are start and demo, without arguments')
  try {
    return await begin(config)
  } catch (error) {
    const isUnavailable = error instanceof DirectoryError && error.code === 'unavailable'
    throw isUnavailable ? openingErrorOf(error, config.database) : error
  }
}

async function start(config: Config): Promise<Stop> {
  if (isFile(config.database)) await lockFolder(config.data)
  const store = await openStore({ database: config.database })
  const prepare = (url: string) => aloneOn(config, store, () => firstStart(store, url, show))
  const { stop } = await startServer({ config, store, log: newLog({ level: config.logLevel }), prepare })
  return stop
}

/** Does what fills an empty database. The folder's lock keeps other servers from a file. */
function aloneOn({ database }: Config, store: Store, work: () => Promise<void>): Promise<void> {
  return isFile(database) ? work() : alone(store, 'first-start', work)
}

async function demo(config: Config): Promise<Stop> {
  await checkDemoFolder(config.data)
  const clean = () => Deno.remove(config.data, { recursive: true })
  try {
    const stop = await startDemo(config)
    return () => stop().then(clean)
  } catch (error) {
    await clean()
    throw error
  }
}

async function startDemo(config: Config): Promise<Stop> {
  const store = await openStore({ database: config.database })
  await aloneOn(config, store, () => loadDemo(store))
  const prepare = (url: string) => Promise.resolve(show(demoWelcome(url, config.database)))
  const { stop } = await startServer({ config, store, log: newLog({ level: config.logLevel }), prepare })
  return stop
}

/** Signals within this time are one: a terminal's Ctrl-C comes twice, from it and from the task that runs the server. */
const sameSignalMs = 250

/** The first signal stops the server, as soon as it has started; a second one does not wait. */
function stopOnSignals(started: Promise<Stop>): void {
  let first: number | undefined
  const onSignal = async () => {
    if (first !== undefined && performance.now() - first > sameSignalMs) Deno.exit(1)
    if (first !== undefined) return
    first = performance.now()
    const stop = await started
    await stop()
    Deno.exit(0)
  }
  Deno.addSignalListener('SIGTERM', onSignal)
  Deno.addSignalListener('SIGINT', onSignal)
}

function sentenceOf(thrown: unknown): string {
  const error = translated(thrown)
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof DirectoryError && error.code === 'unavailable') {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
    return `muster: ${reason}${cause}; see that its disk has room and can be written, and start again`
  }
  const denied = error instanceof Deno.errors.NotCapable
  return `muster: ${
    denied ? `${reason}. Files must lie in the folder of the program or in MUSTER_DATA.` : reason
  }`
}
