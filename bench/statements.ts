import { readConfig } from '../src/config.ts'
import { dialects } from '../src/dialects/index.ts'
import { newMetrics } from '../src/http/metrics.ts'
import { serve } from '../src/http/pipeline.ts'
import { newLog } from '../src/log.ts'
import type { Connection, Driver, Value } from '../src/store/driver.ts'
import { openDriver } from '../src/store/open.ts'
import { SqlStore } from '../src/store/sql-store.ts'
import { filled } from './load.ts'
import type { Ask } from './operation.ts'

/** A statement that the server has read with. */
export interface Asked {
  readonly sql: string
  readonly values: readonly Value[]
}

/** How often a request is asked, each time with another number. */
const times = 100

/** What the server reads for a request, in order, for each of some numbers in it. */
export async function statementsOf(database: string, ask: Ask): Promise<Asked[][]> {
  const driver = openDriver(database)
  const asked: Asked[][] = []
  const store = new SqlStore(telling(driver, (one) => asked.at(-1)?.push(one)), Date.now)
  const config = readConfig({}, undefined)
  const pipeline = {
    store,
    log: newLog({ level: 'error', write: console.error }),
    metrics: newMetrics(),
    limits: { ...config, stopping: () => false },
    cors: undefined,
    logRequests: false,
  }
  const handler = serve(dialects(config), pipeline)
  try {
    for (let n = 0; n < times; n++) {
      asked.push([])
      const response = await handler(requestOf(ask, n), '127.0.0.1')
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`${ask.method} ${ask.path}: ${response.status}`)
    }
  } finally {
    await store.close()
  }
  return asked
}

function requestOf({ method, path, headers, body }: Ask, n: number): Request {
  const given = body === undefined ? {} : { body: filled(body, n) }
  return new Request(`http://localhost${filled(path, n)}`, { method, headers: { ...headers }, ...given })
}

/** A driver that tells what is read through it, in transactions that only read. */
function telling(driver: Driver, tell: (asked: Asked) => void): Driver {
  return {
    name: driver.name,
    facts: driver.facts,
    read: (work) => driver.read((connection) => work(tellingOf(connection, tell))),
    write: (work) => driver.write(work),
    statements: () => driver.statements(),
    bytes: () => driver.bytes(),
    logBytes: () => driver.logBytes(),
    damages: () => driver.damages(),
    copyTo: (file, told) => driver.copyTo(file, told),
    close: () => driver.close(),
  }
}

function tellingOf(connection: Connection, tell: (asked: Asked) => void): Connection {
  return {
    all(sql, values = []) {
      tell({ sql, values })
      return connection.all(sql, values)
    },
    run: (sql, values) => connection.run(sql, values),
    runEach: (sql, rows) => connection.runEach(sql, rows),
    settle: () => connection.settle(),
    script: (sql) => connection.script(sql),
    hasTable: (name) => connection.hasTable(name),
  }
}
