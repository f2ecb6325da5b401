import assert from 'node:assert/strict'
import parsePrometheus from 'parse-prometheus-text-format'
import { type Histogram, newHistogram, record } from '../../src/core/histogram.ts'
import type { StoreStatistics } from '../../src/core/store.ts'
import { newMetrics } from '../../src/http/metrics.ts'

const STORE: StoreStatistics = {
  queue: 3,
  commits: 5,
  writes: 8,
  commitWrites: filled([1, 2, 64], [1, 1, 1, 2, 3]),
  commitSeconds: filled([0.001, 0.1], [0.0005, 0.05, 3]),
  bytes: 4096,
  logBytes: 512,
  schema: 7,
}

function filled(bounds: readonly number[], values: readonly number[]): Histogram {
  const histogram = newHistogram(bounds)
  for (const value of values) record(histogram, value)
  return histogram
}

/** What `parse-prometheus-text-format` makes of a text. */
interface Parsed {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly metrics: readonly {
    readonly labels?: Readonly<Record<string, string>>
    readonly value?: string
    readonly buckets?: Readonly<Record<string, string>>
    readonly count?: string
    readonly sum?: string
  }[]
}

function parsed(text: string): readonly Parsed[] {
  return parsePrometheus(text)
}

Deno.test('metrics: counts requests by dialect, operation and class of status', () => {
  const metrics = newMetrics()
  for (const status of [200, 204, 404]) {
    metrics.begin()
    metrics.end({ dialect: 'lox24', operation: 'read', status, seconds: 0.002 })
  }
  const text = metrics.text(STORE)
  assert.match(text, /^muster_requests_total\{dialect="lox24",operation="read",status="2xx"\} 2$/m)
  assert.match(text, /^muster_requests_total\{dialect="lox24",operation="read",status="4xx"\} 1$/m)
})

Deno.test('metrics: sorts latencies into rising buckets', () => {
  const metrics = newMetrics()
  for (const seconds of [0.0005, 0.002, 0.002, 60]) {
    metrics.begin()
    metrics.end({ dialect: 'd', operation: 'o', status: 200, seconds })
  }
  const text = metrics.text(STORE)
  const buckets = [...text.matchAll(/request_seconds_bucket.*le="([^"]+)"\} (\d+)/g)].map((
    [, bound, count],
  ) => `${bound}:${count}`)
  assert.deepEqual(buckets, ['0.001:1', '0.005:3', '0.025:3', '0.1:3', '0.5:3', '2.5:3', '10:3', '+Inf:4'])
  assert.match(text, /^muster_request_seconds_count\{.*\} 4$/m)
  assert.match(text, /^muster_request_seconds_sum\{.*\} 60\.0045$/m)
})

Deno.test('metrics: shows what is under way and what the store does', () => {
  const metrics = newMetrics()
  metrics.begin()
  metrics.begin()
  metrics.end({ dialect: 'd', operation: 'o', status: 200, seconds: 1 })
  const text = metrics.text(STORE)
  assert.match(text, /^muster_requests_in_flight 1$/m)
  assert.match(text, /^muster_store_queue 3$/m)
  assert.match(text, /^muster_store_commits_total 5$/m)
  assert.match(text, /^muster_store_writes_total 8$/m)
  assert.match(text, /^muster_database_bytes 4096$/m)
  assert.match(text, /^muster_database_wal_bytes 512$/m)
  assert.match(text, /^muster_build_info\{schema="7",deno="\d+\.\d+\.\d+"\} 1$/m)
  assert.ok(text.endsWith('\n'))
})

Deno.test('metrics: tells how many writes shared a commit, and how long commits took', () => {
  const families = new Map(parsed(newMetrics().text(STORE)).map((one) => [one.name, one]))
  const [writes] = families.get('muster_store_commit_writes')?.metrics ?? []
  assert.deepEqual(writes?.buckets, { 1: '3', 2: '4', 64: '5', '+Inf': '5' })
  assert.deepEqual([writes?.count, writes?.sum], ['5', '8'])
  const [seconds] = families.get('muster_store_commit_seconds')?.metrics ?? []
  assert.deepEqual(seconds?.buckets, { '0.001': '1', '0.1': '2', '+Inf': '3' })
})

Deno.test('metrics: tells of the process what every process tells', () => {
  const value = (name: string) =>
    Number(parsed(newMetrics().text(STORE)).find((one) => one.name === name)?.metrics[0]?.value)
  assert.ok(value('process_resident_memory_bytes') > 1e7)
  const started = value('process_start_time_seconds')
  assert.ok(started <= Date.now() / 1000 && started > Date.now() / 1000 - 3600)
  assert.ok(Math.abs(started + value('muster_uptime_seconds') - Date.now() / 1000) < 60)
})

Deno.test('metrics: what labels hold cannot break the text', () => {
  const metrics = newMetrics()
  metrics.begin()
  metrics.end({ dialect: 'a"b', operation: 'c\\d\ne', status: 200, seconds: 1 })
  const [total] = parsed(metrics.text(STORE))
  assert.deepEqual(total?.metrics.map(({ labels }) => labels), [
    { dialect: 'a"b', operation: 'c\\d\ne', status: '2xx' },
  ])
})

Deno.test('metrics: gives every family its help and type once, before its samples, and by conventions', () => {
  const metrics = newMetrics()
  metrics.begin()
  metrics.end({ dialect: 'lox24', operation: 'read', status: 200, seconds: 0.002 })
  const lines = metrics.text(STORE).split('\n')
  assert.equal(lines.pop(), '')
  const told = new Map<string, string>()
  let family = ''
  for (const [at, line] of lines.entries()) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') {
      assert.ok(!told.has(name), `${name} is told of twice`)
      assert.match(rest, /^[A-Z].*\.$/)
      assert.match(lines[at + 1] ?? '', new RegExp(`^# TYPE ${name} (counter|gauge|histogram)$`))
      family = name
    } else if (kind === 'TYPE') told.set(name, rest)
    else {
      assert.match(line, /^[a-z_]+(\{([a-z]+="[^"]*",?)+\})? -?[\d.e+-]+$/)
      const suffix = told.get(family) === 'histogram' ? '_(bucket|sum|count)' : ''
      assert.match(line, new RegExp(`^${family}${suffix}[{ ]`))
    }
  }
  for (const [name, type] of told) assert.equal(name.endsWith('_total'), type === 'counter', name)
  assert.equal(told.size, 14)
})
