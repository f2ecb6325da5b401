import assert from 'node:assert/strict'
import { readConfig } from '../../src/config.ts'
import { TOKEN } from '../lox24/client.ts'
import { ROOT } from '../process.ts'
import { breakDatabase, type Running, startMuster } from '../support.ts'
import type { Recorded } from './recorder.ts'

const fixtures = ['lox24', 'acceptance/lox24']
const config = { logLevel: 'debug', logRequests: true } as const

/** The facts of a line about a request. */
const REQUEST_FACTS = [
  'time',
  'level',
  'event',
  'id',
  'method',
  'path',
  'dialect',
  'operation',
  'status',
  'seconds',
]
/** Shorter texts of a request may stand in a line by chance. */
const textMin = 8

/** All requests of the LOX24 acceptance tests. */
async function acceptanceTraffic(): Promise<Recorded[]> {
  const file = await Deno.makeTempFile({ prefix: 'muster-traffic-' })
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      'test',
      '--no-check',
      '--allow-all',
      '--config',
      `${ROOT}deno.json`,
      '--preload',
      `${ROOT}test/faults/recorder.ts`,
      `${ROOT}test/lox24`,
    ],
    env: { MUSTER_TEST_RECORD: file, NO_COLOR: '1' },
  }).output()
  assert.equal(code, 0, new TextDecoder().decode(stdout))
  const lines = (await Deno.readTextFile(file)).trim().split('\n')
  await Deno.remove(file)
  return lines.map((line) => JSON.parse(line))
}

async function replay(muster: Running, traffic: readonly Recorded[]): Promise<Set<number>> {
  const statuses = new Set<number>()
  for (const { method, path, headers, body } of traffic) {
    const sent = { method, headers: headers.map(([name, value]): [string, string] => [name, value]) }
    const hasBody = method !== 'GET' && method !== 'HEAD' && body !== ''
    const answer = await fetch(muster.url + path, hasBody ? { ...sent, body } : sent)
    await answer.body?.cancel()
    statuses.add(answer.status)
  }
  return statuses
}

/** Every text of a request that has no business in a line: of headers, queries and bodies. */
function secretsOf(traffic: readonly Recorded[]): Set<string> {
  const texts = traffic.flatMap(({ path, headers, body }) => [
    ...headers.map(([, value]) => value),
    ...headers.flatMap(([, value]) => value.split(':')),
    ...path.split('?').slice(1),
    ...(body.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map((text) => text.slice(1, -1)),
    body.slice(0, 200),
  ])
  return new Set(texts.filter((text) => text.length >= textMin))
}

/** Fails for a line that tells more than it may. */
function checkLines(lines: readonly string[], traffic: readonly Recorded[]): void {
  const paths = new Set(traffic.map(({ path }) => path.split('?')[0]))
  const secrets = [...secretsOf(traffic)].filter((text) => !paths.has(text))
  for (const line of lines) {
    const facts = JSON.parse(line)
    if (facts.event === 'request') assert.deepEqual(Object.keys(facts), REQUEST_FACTS)
    const rest = JSON.stringify({ ...facts, path: '', stack: '' })
    // A stack has names of our files and functions, and begins with the message of its error.
    const told = secrets.filter((secret) => rest.includes(JSON.stringify(secret).slice(1, -1)))
    assert.deepEqual(told, [], line)
    assert.ok(!line.includes(TOKEN.split(':')[1]!), line)
    assert.ok(!String(facts.path ?? '').includes('?'), line)
  }
}

Deno.test('faults: no line of the log has a secret, a header, a query or a body, in errors neither', async () => {
  const traffic = await acceptanceTraffic()
  assert.ok(traffic.length > 500, `${traffic.length} requests`)
  const { lox24 } = readConfig({ MUSTER_LOX24_BLOCK: 'false' }, undefined)
  await using muster = await startMuster({ fixtures, config: { ...config, lox24 } })
  const statuses = await replay(muster, traffic)
  for (const status of [200, 201, 204, 400, 401, 403, 404, 405, 415]) {
    assert.ok(statuses.has(status), String(status))
  }
  assert.ok(muster.lines.length > traffic.length)
  const before = muster.lines.length
  await breakDatabase(muster)
  assert.ok((await replay(muster, traffic.slice(0, 200))).has(500))
  assert.ok(muster.lines.slice(before).some((line) => line.includes('"event":"internal"')))
  checkLines(muster.lines, traffic)
})

Deno.test('faults: what a blocked address sends is not told either', async () => {
  await using muster = await startMuster({ fixtures, config })
  const wrong: Recorded = {
    method: 'POST',
    path: '/groups?secret=in-the-query',
    headers: [['x-lox24-auth-token', '1234567:a-key-that-is-wrong'], ['content-type', 'application/json']],
    body: '{"name":"a name that is told"}',
  }
  const statuses = await replay(muster, Array.from({ length: 8 }, () => wrong))
  assert.deepEqual(statuses, new Set([401, 429]))
  checkLines(muster.lines, [wrong])
})
