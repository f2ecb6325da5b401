import assert from 'node:assert/strict'
import { whyNoCurl } from '../curl.ts'
import { sendRaw } from '../raw-http.ts'
import { linked, LIST, START, superofficeTest } from './client.ts'

const reason = await whyNoCurl('the sample of the documentation through curl')

/** The headers and the body of the documentation's one sample, as it prints them. */
const HEADERS = [
  'Authorization: Basic dGplMDpUamUw',
  'Accept: application/json; charset=utf-8',
  'Accept-Language: en',
  'Content-Type: application/json; charset=utf-8',
]
const BODY = `[
  {
    "op": "add",
    "path": "eos",
    "value": {}
  },
  {
    "op": "add",
    "path": "eos",
    "value": {}
  }
]`

superofficeTest('curl: the sample of the documentation works with another host', async (api) => {
  const args = ['-s', '--noproxy', '*', '-X', 'PATCH', ...HEADERS.flatMap((line) => ['-H', line]), '-d', BODY]
  const { stdout } = await new Deno.Command('curl', { args: [...args, api.running.url + LIST] }).output()
  assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), linked(START, api))
}, { ignore: reason !== undefined })

superofficeTest('the sample of the documentation, to the byte', async (api) => {
  const headers = ['Host: $HOST', ...HEADERS, `Content-Length: ${BODY.length}`]
  const answer = await sendRaw(api.running.url, { method: 'PATCH', path: LIST, headers, body: BODY })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  assert.deepEqual(JSON.parse(answer.body), linked(START, api))
})
