import assert from 'node:assert/strict'
import { callerOf, isRange } from '../../src/http/address.ts'

const TRUSTED = ['10.0.0.0/8', '192.0.2.1', 'fd00::/8']

for (
  const [name, peer, forwarded, caller] of [
    ['the peer without the header', '198.51.100.7', undefined, '198.51.100.7'],
    ['the peer when it is not trusted', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['whom a trusted proxy names', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['whom a trusted single address names', '192.0.2.1', '203.0.113.9', '203.0.113.9'],
    ['the rightmost that is not trusted', '10.1.2.3', '1.1.1.1, 203.0.113.9, 10.9.9.9', '203.0.113.9'],
    ['the leftmost when all are trusted', '10.1.2.3', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['the peer when an entry is no address', '10.1.2.3', '203.0.113.9, unknown', '10.1.2.3'],
    ['the peer when the header is empty', '10.1.2.3', '', '10.1.2.3'],
    ['one entry whatever is further left', '10.1.2.3', 'nonsense, 203.0.113.9', '203.0.113.9'],
    ['IPv4 that travels in IPv6', '::ffff:198.51.100.7', undefined, '198.51.100.7'],
    ['whom a trusted proxy in IPv6 names', '::ffff:10.1.2.3', '::ffff:203.0.113.9', '203.0.113.9'],
    ['IPv6 in its shortest form', 'fd00::1', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['an entry with a port', '10.1.2.3', '203.0.113.9:4711', '203.0.113.9'],
    ['an IPv6 entry with a port', '10.1.2.3', '[2001:db8::1]:4711', '2001:db8::1'],
  ] as const
) {
  Deno.test(`address: takes ${name}`, () => {
    const headers = new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })
    assert.equal(callerOf(TRUSTED, () => {})(headers, peer), caller)
  })
}

Deno.test('address: warns once of a header from a peer that is not trusted', () => {
  const warned: string[] = []
  const caller = callerOf(TRUSTED, (peer) => warned.push(peer))
  const headers = new Headers({ 'x-forwarded-for': '1.1.1.1' })
  caller(headers, '198.51.100.7')
  caller(headers, '198.51.100.8')
  caller(headers, '10.1.2.3')
  assert.deepEqual(warned, ['198.51.100.7'])
})

Deno.test('address: knows addresses and ranges', () => {
  for (const text of ['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '::/0', '0.0.0.0/0']) {
    assert.ok(isRange(text), text)
  }
  for (
    const text of [
      '',
      '10',
      '10.0.0.0/33',
      'fd00::/129',
      'a.example',
      '10.0.0.0/8/8',
      '10.0.0.0/',
      '1.1.1.1/x',
    ]
  ) {
    assert.ok(!isRange(text), text)
  }
})

Deno.test('address: refuses to trust what is no range', () => {
  assert.throws(() => callerOf(['localhost'], () => {}), /localhost/)
})
