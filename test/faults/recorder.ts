/** One request of the acceptance tests, as it was sent. */
export interface Recorded {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** Loaded before a test file: writes down each request that the tests send with `fetch`, a line each. */
function record(file: string): void {
  const send = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    const recorded: Recorded = {
      method: request.method,
      path: pathname + search,
      headers: [...request.headers],
      body: await request.clone().text(),
    }
    await Deno.writeTextFile(file, `${JSON.stringify(recorded)}\n`, { append: true })
    return await send(request)
  }
}

const file = Deno.env.get('MUSTER_TEST_RECORD')
if (file) record(file)
