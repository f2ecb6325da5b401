import assert from 'node:assert/strict'
import { newMetrics } from '../../src/http/metrics.ts'

const STORE = { queue: 3, commits: 5, writes: 8, bytes: 4096 }

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
  const buckets = [...text.matchAll(/le="([^"]+)"\} (\d+)/g)].map(([, bound, count]) => `${bound}:${count}`)
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
  assert.ok(text.endsWith('\n'))
})

Deno.test('metrics: gives every family its type, once', () => {
  const types = [...newMetrics().text(STORE).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name]) => name)
  assert.equal(new Set(types).size, types.length)
  assert.equal(types.length, 7)
})
