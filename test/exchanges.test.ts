import assert from 'node:assert/strict'
import { type RawAnswer, type RawRequest, sendRaw } from './raw-http.ts'
import { startMuster } from './support.ts'

const DIALECTS = new URL('../src/dialects/', import.meta.url)

/** One file: a story told to one server, from the state that the fixtures make. */
interface Story {
  readonly dialect: string
  readonly fixtures: readonly string[]
  readonly exchanges: readonly Exchange[]
}

interface Exchange {
  readonly name: string
  /** Which document or client the request comes from, and when it was written down. */
  readonly source: string
  readonly date: string
  readonly request: RawRequest
  readonly answer: Expected
}

/** Every header and every key that is named here is there; there may be more. Without a body there is none. */
interface Expected {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: object
}

async function stories(): Promise<(readonly [file: string, story: Story])[]> {
  const found: (readonly [string, Story])[] = []
  for await (const { name: vendor, isDirectory } of Deno.readDir(DIALECTS)) {
    if (!isDirectory) continue
    const folder = new URL(`${vendor}/exchanges/`, DIALECTS)
    for await (const { name } of Deno.readDir(folder)) {
      found.push([`${vendor}/${name}`, JSON.parse(await Deno.readTextFile(new URL(name, folder)))])
    }
  }
  return found.sort(([a], [b]) => a < b ? -1 : 1)
}

for (const [file, story] of await stories()) {
  Deno.test(`exchanges: ${file}`, async (test) => {
    await using running = await startMuster({ fixtures: story.fixtures })
    for (const { name, source, date, request, answer } of story.exchanges) {
      await test.step(name, async () => {
        assert.match(`${source} ${date}`, /. \d{4}-\d\d-\d\d$/)
        assertAnswer(await sendRaw(running.url, request), answer)
      })
    }
  })
}

function assertAnswer(given: RawAnswer, expected: Expected): void {
  assert.equal(given.status, expected.status, given.body)
  const named = Object.keys(expected.headers).map((name) => [name, given.headers.get(name)])
  assert.deepEqual(Object.fromEntries(named), expected.headers)
  if (expected.body === undefined) assert.equal(given.body, '')
  else assert.partialDeepStrictEqual(JSON.parse(given.body), expected.body)
}
