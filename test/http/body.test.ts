import assert from 'node:assert/strict'
import { DirectoryError, type ErrorCode } from '../../src/core/error.ts'
import { bodyReader, jsonDepthMax, parseJson } from '../../src/http/body.ts'

const read = bodyReader({ bodyBytesMax: 8, bodyMs: 50 })

function post(body: BodyInit | null, headers: HeadersInit = {}): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers })
}

function failsWith(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof DirectoryError && error.code === code
}

for (
  const [name, body, text] of [
    ['no body', null, ''],
    ['a body', 'Zoë', 'Zoë'],
    ['a body as large as the limit', '12345678', '12345678'],
    ['a body in chunks', new Blob(['12', '34']).stream(), '1234'],
    ['a byte order mark as it is', '\uFEFF{}', '\uFEFF{}'],
  ] as const
) {
  Deno.test(`body: reads ${name}`, async () => {
    assert.equal(await read(post(body)), text)
  })
}

for (
  const [name, request, code] of [
    ['more than the limit', () => post('123456789'), 'too_large'],
    ['a declared length over the limit', () => post('1', { 'content-length': '9' }), 'too_large'],
    ['bytes that are not UTF-8', () => post(new Uint8Array([0xc3, 0x28])), 'invalid'],
    ['a surrogate as bytes', () => post(new Uint8Array([0xed, 0xa0, 0x80])), 'invalid'],
    ['a body that never ends', () => post(new ReadableStream()), 'timeout'],
    [
      'a body that breaks off',
      () => post(new ReadableStream({ start: (c) => c.error(new Error('gone')) })),
      'invalid',
    ],
  ] as const
) {
  Deno.test(`body: refuses ${name}`, async () => {
    await assert.rejects(read(request()), failsWith(code))
  })
}

Deno.test('body: refuses each body that never ends at its own time, and no other', async () => {
  const ended: string[] = []
  const before = performance.now()
  const first = assert.rejects(read(post(new ReadableStream())), failsWith('timeout')).then(() =>
    ended.push('first')
  )
  await new Promise((resolve) => setTimeout(resolve, 30))
  const second = assert.rejects(read(post(new ReadableStream())), failsWith('timeout')).then(() =>
    ended.push('second')
  )
  assert.equal(await read(post('quick')), 'quick')
  await Promise.all([first, second])
  assert.deepEqual(ended, ['first', 'second'])
  assert.ok(performance.now() - before >= 79, `${performance.now() - before} ms`)
})

Deno.test('body: takes no more from the stream once it is over the limit', async () => {
  let cancelled = false
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(4)),
    cancel: () => {
      cancelled = true
    },
  })
  await assert.rejects(read(post(endless)), failsWith('too_large'))
  assert.ok(cancelled)
})

for (
  const [name, text] of [
    ['an object', '{"a":[1,"b",null]}'],
    ['a bare string', '"+49"'],
    ['brackets inside strings', JSON.stringify(`[{"\\`.repeat(100))],
    ['many neighbours', `[${Array(1000).fill('[]').join()}]`],
    ['the deepest that is taken', '['.repeat(jsonDepthMax) + ']'.repeat(jsonDepthMax)],
  ] as const
) {
  Deno.test(`json: reads ${name}`, () => {
    assert.deepEqual(parseJson(text), JSON.parse(text))
  })
}

for (
  const [name, text] of [
    ['nothing', ''],
    ['half an object', '{"a":'],
    ['a trailing comma', '[1,]'],
    ['a byte order mark', '\uFEFF{}'],
    ['one level too many', '['.repeat(jsonDepthMax + 1) + ']'.repeat(jsonDepthMax + 1)],
    [
      'levels behind a string that ends in a backslash',
      `["\\\\",${'['.repeat(jsonDepthMax)}${']'.repeat(jsonDepthMax)}]`,
    ],
    ['a million levels', '{"a":'.repeat(1_000_000)],
  ] as const
) {
  Deno.test(`json: refuses ${name}`, () => {
    assert.throws(() => parseJson(text), (error) => {
      assert.ok(error instanceof DirectoryError)
      assert.equal(error.code, 'invalid')
      assert.deepEqual(error.violations, [{ field: '', rule: 'format' }])
      return true
    })
  })
}
