import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findDirectory } from '../../src/core/directories.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { openDriver } from '../../src/store/open.ts'
import { stateOf, textOf } from '../hostile.ts'
import { direct } from '../databases.ts'
import { startMuster } from '../support.ts'
import { request } from './asks.ts'
import { type Answer, type Api, apiOf, C, FULL, G, G007, G101, NOW, OPERATOR } from './client.ts'

/** How many requests are sent. */
const requests = 400

type Odd = typeof request extends fc.Arbitrary<infer T> ? T : never

/** The ids of what is there, by the path. */
type Made = Map<string, readonly string[]>

/** Sends one with the ids of what was made. */
function send(
  api: Api,
  { path, method, id, parameters, body, type, token }: Odd,
  made: Made,
): Promise<Answer> {
  const ids = made.get(path) ?? [G101]
  const known = (given: string) => given.replace(/made (\d+)/g, (_, at) => ids[Number(at) % ids.length]!)
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(parameters ?? {})) search.append(key, known(textOf(value)))
  const hasBody = !['GET', 'HEAD'].includes(method)
  return api.send(method, `${path}${id === null ? '' : `/${known(id)}`}?${search}`, {
    token,
    ...(type === undefined ? {} : { type }),
    ...(hasBody ? { text: known(textOf(body)) } : {}),
  })
}

function assertRefused({ method }: Odd, answer: Answer): void {
  assert.ok(answer.status < 500, answer.text)
  if (method === 'HEAD') return
  const { error_code, error_message } = answer.object
  assert.deepEqual([error_code, typeof error_message], [1000 + answer.status, 'string'], answer.text)
}

/** Whether the groups of every contact are those that show it. */
async function assertBothSides(api: Api): Promise<void> {
  const limit = 'limit=100000'
  const groups = await Promise.all(
    (await api.get(`${G}?${limit}`)).list.map(async ({ id }) => Object((await api.get(`${G}/${id}`)).object)),
  )
  for (const { autokey, opts } of (await api.get(`${C}?${limit}`)).list.map(Object)) {
    const fromGroups = groups.filter((one) => one.opts.abonents.includes(autokey)).map((one) => one.code)
    const live = opts.groups.filter((one: string) => groups.some((group) => group.code === one))
    assert.deepEqual(live.toSorted(), fromGroups.toSorted(), `contact ${autokey}`)
  }
  for (const { opts } of groups) assert.equal(opts.abonents.length, opts.abonentcount)
}

Deno.test('incoplax answers whatever is sent, and what it refuses has changed nothing', async () => {
  const config = { incoplax: { cookie: 'RSession', sessionMs: 3_600_000, ban: false, strict: false } }
  await using running = await startMuster({ fixtures: FULL, now: NOW, config })
  await using sql = direct(running.database)
  const api = apiOf(running, OPERATOR)
  const made: Made = new Map([[G, [G101, G007]], [C, (await api.get(C)).list.map(({ id }) => String(id))]])
  let done = 0
  const property = fc.asyncProperty(request, async (one) => {
    const before = await stateOf(sql)
    const answer = await send(api, one, made)
    if (answer.status >= 400) {
      assertRefused(one, answer)
      return assert.equal(await stateOf(sql), before, `${answer.status} ${answer.text}`)
    }
    done++
    if (!answer.text.startsWith('{') || !answer.object.opts || one.method === 'GET') return
    const path = `${one.path}/${answer.object.id}`
    if (one.method === 'POST') made.set(one.path, [...made.get(one.path) ?? [], String(answer.object.id)])
    assert.deepEqual((await api.get(path)).object, answer.object)
    const after = await stateOf(sql)
    const back = await api.patch(path, answer.object)
    assert.equal(back.status, 200, back.text)
    assert.equal(await stateOf(sql), after, 'what was shown has been taken for a change')
  })
  await fc.assert(property, { numRuns: requests, endOnFailure: true })
  assert.ok(done > requests / 8, `only ${done} requests were well-formed`)
  await assertBothSides(api)
  const { id } = await findDirectory(running.store, { name: 'demo' })
  const driver = openDriver(running.database)
  assert.deepEqual(await checkDirectory(driver, id), [])
  await driver.close()
  const levels = running.lines.map((line) => JSON.parse(line).level)
  assert.equal(levels.includes('error'), false, running.lines.join())
})
