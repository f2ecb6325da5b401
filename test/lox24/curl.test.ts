import assert from 'node:assert/strict'
import { lox24Test, TOKEN } from './client.ts'

const reason = await whyNot()
if (reason) console.warn(`skipped: the curl sample of the documentation: ${reason}`)

/** The documentation's command, of which only the host is another. */
const SAMPLE = [
  '-X',
  'PUT',
  'https://api.lox24.eu/groups/12344',
  '-H',
  'Content-Type: application/json',
  '-H',
  `X-LOX24-AUTH-TOKEN: ${TOKEN}`,
  '-d',
  '{ "name": "My Clients", "description": "Best clients", "name_a": "prefix", "name_b": "name", ' +
  '"name_c": "datetime", "name_d": "price", "name_e": "something_else"}',
]

lox24Test('curl: the command of the documentation works with another host', async ({ running }) => {
  const args = SAMPLE.map((arg) => arg.replace('https://api.lox24.eu', running.url))
  const { stdout } = await new Deno.Command('curl', { args: ['-s', '--noproxy', '*', ...args] }).output()
  assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), {
    '@context': '/contexts/groups',
    '@id': '/groups/12344',
    '@type': 'groups',
    id: 12344,
    name: 'My Clients',
    description: 'Best clients',
    name_a: 'prefix',
    name_b: 'name',
    name_c: 'datetime',
    name_d: 'price',
    name_e: 'something_else',
    count_items: 0,
    deleted_at: null,
  })
}, { ignore: reason !== undefined })

async function whyNot(): Promise<string | undefined> {
  const { state } = await Deno.permissions.query({ name: 'run', command: 'curl' })
  if (state !== 'granted') return 'it needs --allow-run=curl'
  try {
    await new Deno.Command('curl', { args: ['--version'], stdout: 'null' }).output()
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 'there is no curl here'
    throw error
  }
  return undefined
}
