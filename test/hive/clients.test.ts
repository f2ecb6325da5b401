import assert from 'node:assert/strict'
import axios from 'axios'
import { whyNoCurl } from '../curl.ts'
import { type Api, BASE, hiveTest } from './client.ts'

interface Asked {
  readonly method: string
  readonly url: string
  readonly token?: string
  readonly json?: unknown
}

interface Told {
  readonly status: number
  readonly body: unknown
}

interface Envelope<T> {
  readonly success: boolean
  readonly errors: readonly { readonly key: string }[]
  readonly object: T
}

interface Group {
  readonly id: string
  readonly slug: string
}

interface Type {
  readonly id: number
  readonly name: string
  readonly groups: readonly Group[]
}

type Client = (asked: Asked) => Promise<Told>

async function byAxios({ method, url, token, json }: Asked): Promise<Told> {
  const headers = token === undefined ? {} : { 'X-Auth': token }
  const { status, data } = await axios.request({ method, url, headers, data: json, proxy: false })
  return { status, body: data }
}

/** The vendor's own example writes the header without a space. */
async function byCurl({ method, url, token, json }: Asked): Promise<Told> {
  const args = ['-s', '--noproxy', '*', '-X', method, '-w', '\n%{http_code}']
  if (token !== undefined) args.push('-H', `X-Auth:${token}`)
  if (json !== undefined) args.push('-H', 'Content-Type: application/json', '-d', JSON.stringify(json))
  const { stdout } = await new Deno.Command('curl', { args: [...args, url] }).output()
  const [body = '', status] = new TextDecoder().decode(stdout).split('\n')
  return { status: Number(status), body: JSON.parse(body) }
}

const SCRIPT = `const [url, init] = JSON.parse(process.argv[1])
const response = await fetch(url, init)
console.log(JSON.stringify({ status: response.status, body: await response.json() }))`

/** The `fetch` of Node, in a process of its own. */
async function byNode({ method, url, token, json }: Asked): Promise<Told> {
  const headers = { 'Content-Type': 'application/json', ...(token === undefined ? {} : { 'X-Auth': token }) }
  const init = { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) }
  const { stdout } = await new Deno.Command('node', {
    args: ['--input-type=module', '-e', SCRIPT, JSON.stringify([url, init])],
  }).output()
  return JSON.parse(new TextDecoder().decode(stdout))
}

function whyNoNode(): string | undefined {
  try {
    const { stdout } = new Deno.Command('node', { args: ['-p', 'typeof fetch'] }).outputSync()
    if (new TextDecoder().decode(stdout).trim() === 'function') return undefined
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error
  }
  console.warn('skipped: the fetch of Node: there is no Node with fetch here')
  return 'there is no Node with fetch here'
}

/** Asks with a client; gives the envelope of a 200. */
async function ask<T>(client: Client, asked: Asked): Promise<Envelope<T>> {
  const { status, body } = await client(asked)
  assert.equal(status, 200)
  return body as Envelope<T>
}

/** spec/enterprise-hive.md §10, the outline of a client run. */
async function walk({ running }: Api, client: Client): Promise<void> {
  const url = (path: string) => `${running.url}${BASE}/${path}`
  const json = { email: 'demo@example.com', password: 'demo-password' }
  const login = await ask<string>(client, { method: 'POST', url: url('security/login'), json })
  const told = <T>(method: string, path: string, json?: unknown) =>
    ask<T>(client, { method, url: url(path), token: login.object, ...(json === undefined ? {} : { json }) })
  const list = async () =>
    (await told<{ groupTypes: readonly Type[] }>('GET', 'group-type/list')).object.groupTypes
  assert.equal((await list())[0]?.id, 0)
  const made = await told<Type>('POST', 'group-type', { name: ' Chapters ' })
  assert.deepEqual([made.success, made.object.name], [true, 'Chapters'])
  const { id } = made.object
  const { object: group } = await told<Group>('POST', 'group', { name: 'Lyon', slug: 'lyon', typeId: id })
  const groups = [{ id: group.id, slug: 'lyon', name: 'Lyon' }]
  assert.deepEqual((await list()).find((type) => type.id === id)?.groups, groups)
  const { object: renamed } = await told<Type>('PUT', `group-type/${id}`, { name: 'Local chapters' })
  assert.deepEqual([renamed.name, renamed.groups], ['Local chapters', groups])
  const refused = await told<Type>('PUT', `group-type/${id}`, { name: ' ' })
  assert.deepEqual([refused.success, refused.errors[0]?.key], [false, 'name'])
  assert.equal((await list())[1]?.name, 'Local chapters')
  assert.deepEqual((await told<Type>('DELETE', `group-type/${id}`)).object.groups, groups)
  const [only, ...others] = await list()
  assert.deepEqual([others, only?.groups.map(({ slug }) => slug)], [[], ['home', 'lyon']])
}

hiveTest('client: axios walks the outline', (api) => walk(api, byAxios))

hiveTest('client: axios throws on 401, and not on a refused record', async ({ running }) => {
  const url = `${running.url}${BASE}/group-type`
  await assert.rejects(axios.get(`${url}/list`, { proxy: false }), { status: 401 })
  const headers = { 'X-Auth': 'YOUR_API_ACCESS_TOKEN' }
  const form = new URLSearchParams({ name: ' ' })
  assert.equal((await axios.post(url, form, { headers, proxy: false })).data.success, false)
  assert.equal((await axios.post(url, undefined, { headers, proxy: false })).data.errors[0].key, 'name')
})

const curl = await whyNoCurl('curl walks the outline of Enterprise Hive')
hiveTest('client: curl walks the outline', (api) => walk(api, byCurl), { ignore: curl !== undefined })

hiveTest('client: Node’s fetch walks the outline', (api) => walk(api, byNode), {
  ignore: whyNoNode() !== undefined,
})
