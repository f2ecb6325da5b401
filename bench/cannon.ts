import autocannon from 'autocannon'
import { filled } from './load.ts'

/**
 * The load where there is no wrk, in a process of its own: takes a load as JSON in its argument, prints what was measured.
 * The numbers are filled in here, because the program's own replacement of ids leaves the length of the body as it was.
 */
const { url, method, path, headers, body, clients, seconds, from } = JSON.parse(Deno.args[0] ?? '{}')
let n = from

const found = await autocannon({
  url,
  connections: clients,
  duration: seconds,
  requests: [{
    method,
    headers,
    setupRequest: (request: object) => ({
      ...request,
      path: filled(path, ++n),
      ...(body ? { body: filled(body, n) } : {}),
    }),
  }],
})
console.log(JSON.stringify({
  rate: found.requests.average,
  p50: found.latency.p50,
  p99: found.latency.p99,
  failed: found.non2xx + found.errors + found.timeouts,
}))
