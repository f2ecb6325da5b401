import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ask } from './asks.ts'
import { type Answer, apiOf, type Ask, G, GROUPS, MORE, NOW, P } from './client.ts'
import { type Direct, direct } from '../databases.ts'
import { startMuster } from '../support.ts'

/** How many requests are sent. */
const requests = 700

/** Everything that a request may change, of which a use of a token is no part. */
async function stateOf(sql: Direct): Promise<string> {
  const tables = ['ledger', 'groups', 'member', 'person', 'thing', 'tag', 'selector', 'event', 'account']
  const tokens = 'oid, name, description, status, scopes, updated_at'
  const selects = [
    ...tables.map((table) => `select * from ${table} order by 1, 2, 3`),
    `select ${tokens} from token order by 1`,
  ]
  return JSON.stringify(await Promise.all(selects.map((select) => sql.rows(select))))
}

type Odd = typeof ask extends fc.Arbitrary<infer T> ? T : never

interface Request {
  readonly method: string
  readonly path: string
  readonly sent: Ask
}

/** What was made, by its collection. */
type Made = Map<string, readonly string[]>

/** The request as it is sent, with the ids of what was made. */
function requestOf(one: Odd, made: Made): Request {
  const known = (text: string, ids: readonly string[] = [...made.values()].flat()) =>
    text.replace(/made (\d+)/g, (_, at) => ids[Number(at) % ids.length] ?? G)
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(one.parameters ?? {})) search.append(key, known(textOf(value)))
  const id = one.id === null ? '' : `/${known(one.id, made.get(one.collection) ?? [])}`
  const hasBody = one.body !== null && !['GET', 'HEAD', 'get'].includes(one.method)
  return {
    method: one.method,
    path: `${one.collection}${id}?${search}`,
    sent: { token: one.token, type: one.type, ...(hasBody ? { text: known(textOf(one.body)) } : {}) },
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? ''
}

/** A refusal is in the vendor's form. */
function assertRefused({ method }: Request, answer: Answer): void {
  assert.ok(answer.status < 500, answer.text)
  if (method === 'HEAD') return
  const { type, message } = answer.object
  assert.deepEqual([typeof type, typeof message], ['string', 'string'], answer.text)
}

Deno.test('losant hostile: whatever is asked, the server stands, and a refusal changes nothing', async () => {
  await using running = await startMuster({ fixtures: MORE, now: NOW })
  await using sql = direct(running.database)
  const api = apiOf(running)
  const made: Made = new Map([[GROUPS, [G, P]]])
  let done = 0
  const property = fc.asyncProperty(ask, async (one) => {
    const request = requestOf(one, made)
    const before = await stateOf(sql)
    const answer = await api.send(request.method, request.path, request.sent)
    if (answer.status >= 400) {
      assertRefused(request, answer)
      return assert.equal(await stateOf(sql), before, `${answer.status} ${answer.text}`)
    }
    done++
    if (answer.status === 201) {
      made.set(one.collection, [...made.get(one.collection) ?? [], String(answer.object.id)])
    }
    if (request.method !== 'PATCH') return
    const [path = ''] = request.path.split('?')
    assert.partialDeepStrictEqual((await api.get(path)).object, answer.object)
  })
  await fc.assert(property, { numRuns: requests, endOnFailure: true })
  assert.ok(done > requests / 12, `only ${done} requests were well-formed`)
  const levels = running.lines.map((line) => JSON.parse(line).level)
  assert.equal(levels.includes('error'), false, running.lines.join())
})
