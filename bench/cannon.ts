import autocannon from 'autocannon'

/**
 * The load where there is no wrk, in a process of its own: takes a load as JSON in its argument, prints what was measured.
 * Its bodies are made here, because the program's own replacement of ids leaves the length of the body as it was.
 */
const { url, method, headers, body, clients, seconds } = JSON.parse(Deno.args[0] ?? '{}')
let n = Date.now() % 100000 * 1000

const found = await autocannon({
  url,
  connections: clients,
  duration: seconds,
  requests: [{
    method,
    headers,
    setupRequest: (request: object) =>
      body ? { ...request, body: body.replace('{n}', String(++n)) } : request,
  }],
})
console.log(JSON.stringify({
  rate: found.requests.average,
  p50: found.latency.p50,
  p99: found.latency.p99,
  failed: found.non2xx + found.errors + found.timeouts,
}))
