import assert from 'node:assert/strict'
import { DirectoryError } from '../../src/core/error.ts'
import { exchange, type Running } from '../support.ts'
import { echo, EXACT, LENIENT, type Sample, startSamples } from './sample.ts'

/** Refuses as its query says, at each place where a request may be refused. */
const FUSSY: Sample = {
  name: 'fussy',
  paths: EXACT,
  routes: [
    ['GET', '/it', async function read({ url }) {
      await Promise.resolve()
      if (url.search === '?throw') throw new Error('the cause, with s3cret words')
      if (url.search === '?internal') {
        throw new DirectoryError('internal', 's3cret', { cause: new Error('beneath') })
      }
      if (url.search === '?unavailable') throw new DirectoryError('unavailable', 'away')
      return new Response('read')
    }],
  ],
  admit: ({ request }) => refuseBy(request, 'x-blocked', 'blocked'),
  identify({ request }) {
    return refuseBy(request, 'x-anonymous', 'unauthenticated').then(() => ({
      directory: 1,
      name: 'somebody',
      dialect: 'fussy',
      request: '',
      permissions: new Set(),
      sees: { is: 'all' },
    }))
  },
}

function refuseBy(request: Request, header: string, code: 'blocked' | 'unauthenticated'): Promise<void> {
  return request.headers.has(header) ? Promise.reject(new DirectoryError(code, header)) : Promise.resolve()
}

const SAMPLES: readonly Sample[] = [
  {
    name: 'lenient',
    paths: LENIENT,
    routes: [['LOOKUP', '/Things', echo], ['GET', '/Things/:id', echo], ['PUT', '/Things/:id', echo]],
  },
  {
    name: 'exact',
    paths: EXACT,
    routes: [
      ['GET', '/things/:id', echo],
      ['POST', '/things', echo],
      [
        'GET',
        '/stream',
        () =>
          Promise.resolve(new Response(ReadableStream.from(['a', 'b']).pipeThrough(new TextEncoderStream()))),
      ],
    ],
  },
  FUSSY,
]

function server(config: Parameters<typeof startSamples>[1] = {}): Promise<Running> {
  return startSamples(SAMPLES, config)
}

async function answer(
  response: Response,
): Promise<{ status: number; code?: string; name?: string; body?: unknown }> {
  return { status: response.status, ...await response.json() }
}

Deno.test('pipeline: a LOOKUP with a bare JSON string reaches its route', async () => {
  await using muster = await server()
  const response = await fetch(`${muster.url}/lenient/things`, { method: 'LOOKUP', body: '"+49"' })
  assert.deepEqual(await response.json(), { method: 'LOOKUP', params: {}, address: '127.0.0.1', body: '+49' })
})

Deno.test('pipeline: a chunked body arrives whole', async () => {
  await using muster = await server()
  const head =
    'LOOKUP /lenient/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n'
  const text = await exchange({
    url: muster.url,
    parts: [head, '4\r\n["a"\r\n', '5\r\n,"b"]\r\n0\r\n\r\n'],
    pauseMs: 10,
  })
  assert.match(text, /^HTTP\/1\.1 200 /)
  assert.match(text, /"body":\["a","b"\]/)
})

Deno.test('pipeline: a declared length does not outweigh chunks', async () => {
  await using muster = await server({ bodyBytesMax: 8 })
  const head =
    'POST /exact/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'
  assert.match(
    await exchange({ url: muster.url, parts: [head, '20\r\n"123456789012345678901234567890"\r\n0\r\n\r\n'] }),
    /^HTTP\/1\.1 4(00|13) /,
  )
})

for (
  const [name, method, path, status, allow] of [
    ['ignores case and a slash where told', 'GET', '/LENIENT/THINGS/7/', 200, null],
    ['minds case where told', 'GET', '/exact/Things/7', 404, null],
    ['minds a slash where told', 'GET', '/exact/things/7/', 404, null],
    ['names the methods of a path', 'DELETE', '/lenient/things/7', 405, 'GET, HEAD, PUT'],
    ['has no HEAD where told', 'HEAD', '/exact/things/7', 405, 'GET'],
    ['answers HEAD as GET where told', 'HEAD', '/lenient/things/7', 200, null],
    ['takes OPTIONS for a method like others', 'OPTIONS', '/lenient/things/7', 405, 'GET, HEAD, PUT'],
    ['takes a method in lower case for another one', 'put', '/exact/things/7', 405, 'GET'],
    ['does not know a broken escape', 'GET', '/exact/things/%zz', 404, null],
  ] as const
) {
  Deno.test(`pipeline: ${name}`, async () => {
    await using muster = await server()
    const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    const text = await exchange({ url: muster.url, parts: [head] })
    assert.equal(Number(text.slice(9, 12)), status)
    assert.equal(/^allow: (.*)\r$/m.exec(text)?.[1] ?? null, allow)
  })
}

Deno.test('pipeline: a HEAD has the headers of the GET and no body', async () => {
  await using muster = await server()
  const head = await fetch(`${muster.url}/lenient/things/7`, { method: 'HEAD' })
  const get = await fetch(`${muster.url}/lenient/things/7`)
  assert.equal(await head.text(), '')
  assert.equal(head.headers.get('content-type'), get.headers.get('content-type'))
  assert.equal(head.headers.get('content-length'), String((await get.text()).length + 1)) // HEAD is one letter longer.
})

Deno.test('pipeline: an unknown path gets the error of the dialect that owns it, or a plain one', async () => {
  await using muster = await server()
  for (const name of ['lenient', 'exact']) {
    const { status, code, name: by } = await answer(await fetch(`${muster.url}/${name}/nothing`))
    assert.deepEqual({ status, code, by }, { status: 404, code: 'no_route', by: name })
  }
  const nobodys = await fetch(`${muster.url}/nothing`)
  assert.equal(nobodys.status, 404)
  assert.deepEqual(await nobodys.json(), {
    error: { code: 'no_route', message: 'there is nothing at this path' },
  })
})

for (
  const [name, path, method, headers, code] of [
    ['path before admission', '/fussy/nothing', 'GET', { 'x-blocked': '1' }, 'no_route'],
    ['admission before method', '/fussy/it', 'PUT', { 'x-blocked': '1' }, 'blocked'],
    ['method before who asks', '/fussy/it', 'PUT', { 'x-anonymous': '1' }, 'method_not_allowed'],
    ['who asks before the operation', '/fussy/it?throw', 'GET', { 'x-anonymous': '1' }, 'unauthenticated'],
  ] as const
) {
  Deno.test(`pipeline: checks ${name}`, async () => {
    await using muster = await server()
    assert.equal((await answer(await fetch(`${muster.url}${path}`, { method, headers }))).code, code)
  })
}

Deno.test('pipeline: every answer carries an id of its own', async () => {
  await using muster = await server()
  const ids = new Set<string | null>()
  for (const path of ['/exact/things/7', '/exact/things/7', '/exact/nothing', '/fussy/it?throw']) {
    const response = await fetch(`${muster.url}${path}`)
    await response.body?.cancel()
    assert.match(response.headers.get('x-id') ?? '', /^[0-9a-f]{32}$/)
    ids.add(response.headers.get('x-id'))
  }
  assert.equal(ids.size, 4)
})

Deno.test('pipeline: what nobody foresaw is internal, and its cause is in the log alone', async () => {
  await using muster = await server()
  for (const [search, cause] of [['?throw', 's3cret words'], ['?internal', 'beneath']] as const) {
    const response = await fetch(`${muster.url}/fussy/it${search}`)
    const { status, ...body } = await answer(response)
    assert.equal(status, 500)
    assert.ok(!JSON.stringify(body).includes('s3cret'))
    const line = muster.lines.map((text) => JSON.parse(text)).findLast(({ event }) => event === 'internal')
    assert.equal(line.id, response.headers.get('x-id'))
    assert.ok(JSON.stringify(line).includes(cause))
  }
})

Deno.test('pipeline: an unavailable store is in the log as a warning', async () => {
  await using muster = await server()
  assert.equal((await answer(await fetch(`${muster.url}/fussy/it?unavailable`))).status, 503)
  assert.ok(
    muster.lines.some((line) =>
      JSON.parse(line).event === 'unavailable' && JSON.parse(line).level === 'warn'
    ),
  )
})

Deno.test('pipeline: the caller is whom a trusted proxy names', async () => {
  await using muster = await server({ trustedProxies: ['127.0.0.0/8'] })
  const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' }
  const { address } = await (await fetch(`${muster.url}/exact/things/7`, { headers })).json()
  assert.equal(address, '203.0.113.9')
})

Deno.test('pipeline: a header of a proxy that is not trusted is ignored, with one warning', async () => {
  await using muster = await server()
  for (const forwarded of ['203.0.113.9', '203.0.113.10']) {
    const headers = { 'x-forwarded-for': forwarded }
    const { address } = await (await fetch(`${muster.url}/exact/things/7`, { headers })).json()
    assert.equal(address, '127.0.0.1')
  }
  const warnings = muster.lines.map((line) => JSON.parse(line)).filter(({ event }) =>
    event === 'untrusted-proxy'
  )
  assert.deepEqual(warnings.map(({ peer }) => peer), ['127.0.0.1'])
})

Deno.test('pipeline: refuses a Host header that names no host', async () => {
  await using muster = await server()
  for (const host of ['[', 'a b', 'x:99999']) {
    const head = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    const text = await exchange({ url: muster.url, parts: [head] })
    assert.match(text, /^HTTP\/1\.1 400 /)
  }
})

Deno.test('pipeline: logs requests where told, without query, headers or body', async () => {
  await using muster = await server({ logRequests: true })
  const request = { method: 'POST', body: '"b0dy"', headers: { authorization: 'Bearer s3cret' } }
  await (await fetch(`${muster.url}/exact/things?token=qu3ry`, request)).text()
  const line = muster.lines.map((text) => JSON.parse(text)).find(({ event }) => event === 'request')
  assert.equal(line.path, '/exact/things')
  assert.equal(line.method, 'POST')
  assert.equal(line.dialect, 'exact')
  assert.equal(line.operation, 'echo')
  assert.equal(line.status, 200)
  assert.ok(!/b0dy|s3cret|qu3ry/.test(muster.lines.join()))
})

Deno.test('pipeline: an answer that streams arrives, and a HEAD for it ends', async () => {
  await using muster = await startSamples([{ ...SAMPLES[1]!, paths: LENIENT }])
  assert.equal(await (await fetch(`${muster.url}/exact/stream`)).text(), 'ab')
  assert.equal(await (await fetch(`${muster.url}/exact/stream`, { method: 'HEAD' })).text(), '')
})
