import assert from 'node:assert/strict'
import axios from 'axios'
import { whyNoCurl } from '../curl.ts'
import { at, G, G007, G101, incoplaxTest, LOGIN, OPERATOR, SESSIONS } from './client.ts'

const noCurl = await whyNoCurl('LOOKUP by curl')

/** Runs curl and gives what it prints. */
async function curl(...args: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command('curl', { args: ['-s', '--noproxy', '*', ...args] }).output()
  return new TextDecoder().decode(stdout)
}

incoplaxTest('curl logs in with a cookie jar, and LOOKUP works with it', async ({ running: { url } }) => {
  const jar = await Deno.makeTempFile({ prefix: 'muster-test-' })
  try {
    const json = ['-H', 'Content-Type: application/json; charset=utf-8']
    const login = ['-c', jar, '--data-binary', JSON.stringify(LOGIN), url + SESSIONS]
    assert.equal(await curl(...json, ...login), '{}')
    const lookup = [...json, '-b', jar, '-X', 'LOOKUP', '--data-binary']
    assert.equal(await curl(...lookup, '"101"', url + G), `["${G101}"]`)
    assert.equal(
      await curl(...lookup, '"no-such"', url + G),
      '{"error_code":1404,"error_message":"Lookup failed"}',
    )
    assert.equal(await curl(...lookup, '"007"', '-H', 'Transfer-Encoding: chunked', url + G), `["${G007}"]`)
    assert.match(await curl('-b', jar, url + at(G, G101)), /"abonents":\[1,5\]/)
  } finally {
    await Deno.remove(jar)
  }
}, { ignore: noCurl !== undefined })

incoplaxTest('axios speaks all of the verbs', async ({ running: { url } }) => {
  const open = axios.create({ baseURL: `${url}/rest/v1`, adapter: 'http', proxy: false })
  const { data: { session_token } } = await open.post('iam/sessions', { ...LOGIN, session_type: 'token' })
  const client = axios.create({
    baseURL: `${url}/rest/v1/addressbook`,
    adapter: 'http',
    proxy: false,
    headers: { authorization: `Bearer ${session_token}`, 'content-type': 'application/json; charset=utf-8' },
    validateStatus: () => true,
  })
  const lookup = (data: unknown) => client.request({ method: 'LOOKUP', url: 'contactgroups', data })
  assert.deepEqual((await lookup('"101"')).data, [G101])
  assert.deepEqual((await lookup('101')).data, [G101])
  assert.deepEqual((await lookup('"no"')).data, { error_code: 1404, error_message: 'Lookup failed' })
  const { data: made, status } = await client.post('contactgroups', {
    name: 'x',
    code: 'ax',
    opts: { abonents: [5] },
  })
  assert.deepEqual([status, made.opts.abonents], [200, [5]])
  const { data: patched } = await client.patch(`contactgroups/${made.id}`, { opts: { abonents: [5, 1] } })
  assert.deepEqual(patched.opts.abonents, [5, 1])
  const params = { filter: JSON.stringify({ code: 'ax' }), mask: 'id' }
  assert.deepEqual((await client.get('contactgroups', { params })).data, [{ id: made.id }])
  assert.equal((await client.delete(`contactgroups/${made.id}`)).status, 204)
})

incoplaxTest('fetch sends LOOKUP as it is', async ({ running: { url } }) => {
  const headers = { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' }
  const found = await fetch(url + G, { method: 'LOOKUP', headers, body: '"101"' })
  assert.deepEqual([found.status, await found.json()], [200, [G101]])
})

/** What a Node program prints: Node's own `fetch` and `http`, which another runtime only resembles. */
const SCRIPT = `
const http = require('node:http')
const [url, token, axiosPath] = process.argv.slice(1)
const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
const options = { method: 'LOOKUP', headers: { ...headers, connection: 'keep-alive' }, agent: new http.Agent({ keepAlive: true, maxSockets: 1 }) }
const ask = (body) => new Promise((resolve, reject) => {
  const request = http.request(url, options, (response) => {
    let text = ''
    response.on('data', (part) => text += part).on('end', () => resolve(response.statusCode + ' ' + text))
  })
  request.on('error', reject)
  request.write(body.slice(0, 2))
  request.end(body.slice(2))
})
const main = async () => {
  const found = await fetch(url, { method: 'LOOKUP', headers, body: '"101"' })
  console.log(found.status, await found.text())
  console.log(await ask('"007"'))
  console.log(await ask('"no-such"'))
  options.agent.destroy()
}
main()
`

const noNode = await whyNoNode()

async function whyNoNode(): Promise<string | undefined> {
  try {
    await new Deno.Command('node', { args: ['--version'], stdout: 'null' }).output()
    return undefined
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error
    console.warn('skipped: LOOKUP by Node: there is no node here')
    return 'there is no node here'
  }
}

incoplaxTest(
  `Node's own fetch and http, with a connection that stays and in chunks`,
  async ({ running: { url } }) => {
    const { stdout } = await new Deno.Command('node', { args: ['-e', SCRIPT, '--', url + G, OPERATOR] })
      .output()
    assert.deepEqual(new TextDecoder().decode(stdout).trim().split('\n'), [
      `200 ["${G101}"]`,
      `200 ["${G007}"]`,
      '404 {"error_code":1404,"error_message":"Lookup failed"}',
    ])
  },
  { ignore: noNode !== undefined },
)
