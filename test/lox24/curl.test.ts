import assert from 'node:assert/strict'
import { whyNoCurl } from '../curl.ts'
import { lox24Test, TOKEN } from './client.ts'

const reason = await whyNoCurl('the curl sample of the documentation')

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
