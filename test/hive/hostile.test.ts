import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findDirectory } from '../../src/core/directories.ts'
import { checkDirectory } from '../../src/store/check.ts'
import { openDriver } from '../../src/store/open.ts'
import { anything, mostly, stateOf, text, textOf } from '../hostile.ts'
import { direct } from '../databases.ts'
import { startMuster } from '../support.ts'
import {
  type Answer,
  apiOf,
  BASE,
  GROUPS,
  HOME,
  isObject,
  LIST,
  LOGIN,
  NOBODY,
  NOW,
  TOKEN,
  TYPES,
} from './client.ts'

/** How many requests are sent. */
const requests = 400

const WORDS = [
  ...[
    'id',
    'type',
    'name',
    'slug',
    'typeId',
    'private',
    'description',
    'logoUrl',
    'groups',
    'email',
    'password',
  ],
  ...['home', 'Home', 'premium', 'thumbUrl', 'postStatusVisible', 'accessWarnings', HOME],
]

const odd = anything(WORDS)
const plain = mostly(fc.string({ maxLength: 8 }), text, 30)
const field = (right: fc.Arbitrary<unknown>) => mostly(right, odd, 40)

const typeId = mostly(fc.integer({ min: 0, max: 6 }), fc.constantFrom(-1, 1.5, 2147483647, 2 ** 31))
const uuid = fc.oneof(
  { weight: 6, arbitrary: fc.nat(30).map((at) => `made ${at}`) },
  { weight: 1, arbitrary: fc.constantFrom(HOME, HOME.toUpperCase(), NOBODY, 'home', '') },
  { weight: 1, arbitrary: text.map((one) => encodeURIComponent(one.toWellFormed())) },
)

const group = fc.record({
  name: field(plain),
  slug: field(fc.constantFrom('home', 'HOME', 'a', 'B-c', 'x_1', '', ' d ')),
  typeId: field(typeId),
  private: field(fc.boolean()),
  description: field(plain),
  logoUrl: field(plain),
  postStatusVisible: field(fc.boolean()),
}, { requiredKeys: ['name'] })
const part = fc.oneof(group, fc.constant({}), fc.record({ typeId: field(typeId) }))
const type = fc.record({ name: field(plain) })
const login = fc.record({ email: field(plain), password: field(plain) }, { requiredKeys: [] })
const search = fc.record({
  offset: mostly(uuid, text),
  pageSize: mostly(fc.nat(120).map(String), text),
  filter: text,
  role: fc.constantFrom('0', '2', '3', '5', '1', '', 'x'),
  target: fc.constantFrom('name', 'email', '', 'x'),
}, { requiredKeys: [] })

const none = fc.constant('')
const typePath = mostly(
  fc.integer({ min: 0, max: 6 }).map(String),
  fc.constantFrom('abc', '01', '-1', '1.5', '9'.repeat(20)),
)

/** The routes, each with what stands behind its path and in its body. */
const ROUTES = [
  { method: 'GET', path: LIST, id: none, body: odd },
  { method: 'POST', path: TYPES, id: none, body: type },
  { method: 'PUT', path: `${TYPES}/`, id: typePath, body: type },
  { method: 'DELETE', path: `${TYPES}/`, id: typePath, body: odd },
  { method: 'POST', path: GROUPS, id: none, body: group },
  { method: 'PUT', path: `${GROUPS}/`, id: uuid, body: part },
  { method: 'PUT', path: `${GROUPS}/`, id: uuid, body: part },
  { method: 'DELETE', path: `${GROUPS}/`, id: uuid, body: odd },
  { method: 'GET', path: `${BASE}/user/list/`, id: uuid, body: odd },
  { method: 'POST', path: LOGIN, id: none, body: login },
] as const

const request = fc.constantFrom(...ROUTES).chain(({ method, path, id, body }) =>
  fc.record({
    path: mostly(
      fc.constant(path),
      fc.constantFrom(path.toUpperCase(), path.replace('en_US', 'english'), `${path}/`),
    ),
    method: mostly(fc.constant(method), fc.constantFrom('PATCH', 'HEAD', 'OPTIONS', 'LOOKUP', 'put')),
    id,
    search: fc.option(search),
    body: mostly(
      body,
      fc.oneof(odd, fc.constantFrom('', '{', '[]', 'null', 'name=a&name=b', '1e400', '\ufeff{}')),
    ),
    type: mostly(
      fc.constantFrom('application/json', undefined),
      fc.constantFrom(null, 'text/plain', 'application/x-www-form-urlencoded', ';'),
    ),
    token: mostly(fc.constant(TOKEN), fc.constantFrom(null, '', 'nobody', 'a b')),
  })
)

type Odd = typeof request extends fc.Arbitrary<infer T> ? T : never

/** What of a request is sent, with the ids of what was made. */
function sentOf({ path, method, id, search, body, type, token }: Odd, made: readonly string[]) {
  const known = (given: string) => given.replace(/made (\d+)/g, (_, at) => made[Number(at) % made.length]!)
  const parameters = Object.entries(search ?? {}).map(([key, value]) => [key, known(value.toWellFormed())])
  return {
    path: `${path}${known(id)}?${new URLSearchParams(parameters)}`,
    ask: {
      token,
      ...(type === undefined ? {} : { type }),
      ...(['GET', 'HEAD'].includes(method) ? {} : { text: known(textOf(body)) }),
    },
  }
}

/** Whether it was done; what was not is told in the envelope, or is SuperOffice's answer where the path is nobody's. */
function isDone({ method }: Odd, { status, text }: Answer): boolean {
  assert.ok(status < 500, text)
  if (status === 204 || method === 'HEAD') return status < 400
  const { success, errors } = JSON.parse(text)
  assert.equal(typeof success, 'boolean', text)
  assert.equal(success, status === 200 && errors.length === 0, text)
  return success
}

Deno.test('hive answers whatever is sent, and what it refuses has changed nothing', async () => {
  await using running = await startMuster({ fixtures: ['acceptance/hive'], now: NOW })
  await using sql = direct(running.database)
  const api = apiOf(running)
  const made: string[] = [HOME]
  let done = 0
  const property = fc.asyncProperty(request, async (one) => {
    const before = await stateOf(sql)
    const { path, ask } = sentOf(one, made)
    const answer = await api.send(one.method, path, ask)
    if (!isDone(one, answer)) {
      return assert.equal(await stateOf(sql), before, `${answer.status} ${answer.text}`)
    }
    done++
    if (answer.text === '') return
    const { object } = answer.object
    if (!isObject(object) || object['type'] !== 'group' || one.method === 'DELETE') return
    if (one.method === 'POST') made.push(String(object['id']))
    const after = await stateOf(sql)
    const back = await api.put(`${GROUPS}/${object['id']}`, object)
    assert.deepEqual(back.object['object'], object, back.text)
    assert.equal(await stateOf(sql), after, 'what was shown has been taken for a change')
  })
  await fc.assert(property, { numRuns: requests, endOnFailure: true })
  assert.ok(done > requests / 5, `only ${done} requests were well-formed`)
  const { id } = await findDirectory(running.store, { name: 'demo' })
  const driver = openDriver(running.database)
  assert.deepEqual(await checkDirectory(driver, id), [])
  await driver.close()
  const levels = running.lines.map((line) => JSON.parse(line).level)
  assert.equal(levels.includes('error'), false, running.lines.join())
})
