import assert from 'node:assert/strict'
import { folder, ROOT, run, urlIn } from '../process.ts'

async function shell(line: string): Promise<string> {
  const { stdout } = await new Deno.Command('sh', { args: ['-c', line.replace('curl', 'curl -s -i')] })
    .output()
  return new TextDecoder().decode(stdout)
}

function curlLine(out: string): string {
  const line = /^ *(curl .*)$/m.exec(out)?.[1]
  assert.ok(line, out)
  return line
}

Deno.test('start: shows once what a newcomer needs, and it works', async () => {
  await using data = await folder()
  await using first = run('start', data.path)
  const out = await first.until('"event":"listening"')
  for (const what of ['login ', 'password ', 'Bearer token ', 'LOX24 token ']) {
    assert.ok(out.includes(what), what)
  }
  assert.match(curlLine(out), new RegExp(`^curl -H 'X-LOX24-AUTH-TOKEN: \\d+:\\w+' ${urlIn(out)}/groups$`))
  assert.match(await shell(curlLine(out)), /^HTTP\/1\.1 200 /)
  first.child.kill('SIGTERM')
  assert.equal((await first.ended()).code, 0)

  await using second = run('start', data.path)
  assert.ok(!(await second.until('"event":"listening"')).includes('password'))
  const again = curlLine(out).replace(urlIn(out), urlIn(await second.until('listening')))
  assert.match(await shell(again), /^HTTP\/1\.1 200 /)
})

Deno.test('start: refuses a second server on the same data', async () => {
  await using data = await folder()
  await using first = run('start', data.path)
  await first.until('"event":"listening"')
  await using second = run('start', data.path)
  const { code, error } = await second.ended()
  assert.equal(code, 1)
  assert.match(error, /^muster: another server is running on the data in .*\n$/)
})

Deno.test('start: says in one sentence why it cannot, and keeps what a first start shows for the next one', async () => {
  await using data = await folder()
  using taken = Deno.listen({ hostname: '127.0.0.1', port: 0 })
  await using failing = run('start', data.path, { MUSTER_LISTEN: `127.0.0.1:${taken.addr.port}` })
  const { code, out, error } = await failing.ended()
  assert.equal(code, 1)
  assert.match(error, /^muster: cannot listen on 127\.0\.0\.1:\d+ .*set MUSTER_LISTEN\n$/)
  assert.ok(!out.includes('password'))
  await using next = run('start', data.path)
  assert.ok((await next.until('"event":"listening"')).includes('password'))
})

for (
  const [name, command, env, sentence] of [
    [
      'a value that cannot be',
      'start',
      { MUSTER_BODY_MS: 'soon' },
      /^muster: MUSTER_BODY_MS must be a whole number/,
    ],
    [
      'a dialect that there is not',
      'start',
      { MUSTER_DIALECTS: 'morse' },
      /^muster: there is no dialect morse; there/,
    ],
    [
      'a file that there is not',
      'start',
      { MUSTER_CONFIG: `${ROOT}none.json` },
      /^muster: MUSTER_CONFIG names .*none/,
    ],
    [
      'a file it may not read',
      'start',
      { MUSTER_CONFIG: '/etc/hosts' },
      /^muster: .*\/etc\/hosts.* MUSTER_DATA/,
    ],
    ['a command that there is not', 'stop', {}, /^muster: the commands are start and demo/],
  ] as const
) {
  Deno.test(`start: refuses ${name}`, async () => {
    await using data = await folder()
    await using failing = run(command, data.path, env)
    const { code, error } = await failing.ended()
    assert.equal(code, 1)
    assert.match(error, sentence)
    assert.equal(error.trim().split('\n').length, 1)
  })
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  Deno.test(`start: ends with 0 on ${signal}, and every line of its log is JSON`, async () => {
    await using data = await folder()
    await using server = run('start', data.path)
    await server.until('"event":"listening"')
    server.child.kill(signal)
    const { code, out, error } = await server.ended()
    assert.deepEqual({ code, error }, { code: 0, error: '' })
    const lines = out.slice(out.indexOf('{"time"')).trim().split('\n')
    assert.deepEqual(lines.map((line) => JSON.parse(line).event), ['listening', 'stopped'])
  })
}

Deno.test('start: a signal that comes twice at once is one', async () => {
  await using data = await folder()
  await using server = run('start', data.path)
  await server.until('"event":"listening"')
  for (let time = 0; time < 2; time++) server.child.kill('SIGINT')
  assert.equal((await server.ended()).code, 0)
})

Deno.test('start: a second signal does not wait', async () => {
  await using data = await folder()
  await using server = run('start', data.path)
  const { hostname, port } = new URL(urlIn(await server.until('"event":"listening"')))
  using socket = await Deno.connect({ hostname, port: Number(port) })
  const head = 'POST /groups HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n'
  await socket.write(new TextEncoder().encode(head))
  await new Promise((resolve) => setTimeout(resolve, 500))
  server.child.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 500))
  server.child.kill('SIGTERM')
  assert.equal((await server.ended()).code, 1)
})

Deno.test('demo: answers with the examples and takes its folder away', async () => {
  await using data = await folder()
  await using server = run('demo', data.path)
  const out = await server.until('"event":"listening"')
  const answer = await shell(curlLine(out))
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.match(answer, /"id":12344/)
  server.child.kill('SIGINT')
  assert.equal((await server.ended()).code, 0)
  await assert.rejects(Deno.stat(data.path), Deno.errors.NotFound)
})

Deno.test('demo: leaves data that is there alone', async () => {
  await using data = await folder()
  await Deno.writeTextFile(`${data.path}/mine`, 'mine')
  await using server = run('demo', data.path)
  const { code, error } = await server.ended()
  assert.equal(code, 1)
  assert.match(error, /^muster: the demo needs an empty folder/)
  assert.equal(await Deno.readTextFile(`${data.path}/mine`), 'mine')
})
