import assert from 'node:assert/strict'
import { folder, type Process, run, urlIn } from '../process.ts'

const rounds = 20
const clients = 8
/** How long a server lives under load, at most, in milliseconds. */
const lifeMs = 250

/** What one caller was told. */
interface Acknowledged {
  /** The id of each phone that was added, and its number. */
  readonly phones: Map<string, string>
  /** The last name that was acknowledged, and one that was sent and not answered. */
  name: string
  sent: string
}

interface Caller {
  readonly url: string
  readonly headers: Record<string, string>
}

async function startAt(data: string): Promise<{ server: Process; url: string; out: string }> {
  const server = run('start', data)
  const out = await server.until('"event":"listening"')
  return { server, url: urlIn(out), out }
}

/** Adds phones and renames the group, one request after the other, until the server is gone. */
async function load({ url, headers }: Caller, told: Acknowledged, client: number): Promise<void> {
  for (let at = 0;; at++) {
    const phone = `+49155${client}${String(told.phones.size).padStart(5, '0')}${at}`
    try {
      const added = await send(`${url}/groups/1/phones`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ phone }),
      })
      assert.equal(added.status, 201)
      told.phones.set(added.body.id, phone)
      if (client > 0) continue
      told.sent = `name ${crypto.randomUUID()}`
      const body = JSON.stringify({ name: told.sent })
      assert.equal((await send(`${url}/groups/1`, { method: 'PUT', headers, body })).status, 200)
      told.name = told.sent
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return
    }
  }
}

async function send(url: string, init: RequestInit) {
  const answer = await fetch(url, init)
  return { status: answer.status, body: await answer.json() }
}

async function check({ url, headers }: Caller, told: Acknowledged): Promise<void> {
  const group = await send(`${url}/groups/1`, { headers })
  const phones = await send(`${url}/groups/1/phones`, { headers })
  const there = new Map(phones.body.map((one: { id: string; phone: string }) => [one.id, one.phone]))
  assert.equal(there.size, group.body.count_items, 'each phone has an id, and the count is right')
  for (const [id, phone] of told.phones) assert.equal(there.get(id), phone, `${phone} was acknowledged`)
  assert.ok([told.name, told.sent].includes(group.body.name), group.body.name)
  // A change that was made and not answered is one too.
  told.name = group.body.name
}

Deno.test('a server killed in mid-load loses nothing acknowledged and starts again', async () => {
  await using data = await folder()
  let { server, url, out } = await startAt(data.path)
  const token = /LOX24 token +(\S+)/.exec(out)?.[1] ?? ''
  const headers = {
    'x-lox24-auth-token': token,
    accept: 'application/json',
    'content-type': 'application/json',
  }
  const made = await send(`${url}/groups`, { method: 'POST', headers, body: '{"name":"crowd"}' })
  assert.equal(made.body.id, 1)
  const told: Acknowledged = { phones: new Map(), name: 'crowd', sent: 'crowd' }
  for (let round = 0; round < rounds; round++) {
    const loading = Array.from({ length: clients }, (_, client) => load({ url, headers }, told, client))
    await new Promise((resolve) => setTimeout(resolve, Math.random() * lifeMs))
    server.child.kill('SIGKILL')
    await Promise.all(loading)
    await server.ended()
    ;({ server, url } = await startAt(data.path))
    await check({ url, headers }, told)
  }
  assert.ok(told.phones.size > rounds, `${told.phones.size} phones were acknowledged`)
  await server[Symbol.asyncDispose]()
})
