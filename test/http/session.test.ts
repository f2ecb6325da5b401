import assert from 'node:assert/strict'
import { closeCookies, hasXsrf, openCookies, sessionOf } from '../../src/http/session.ts'

const SESSION = { secret: 'abc123', xsrf: 'def456', expiresAt: Date.UTC(2026, 10, 22, 12) }

Deno.test('session: pages can read the one cookie and not the other', () => {
  assert.deepEqual(openCookies(SESSION, { secure: false }), [
    'muster-session=abc123; Path=/; SameSite=Lax; Expires=Sun, 22 Nov 2026 12:00:00 GMT; HttpOnly',
    'XSRF-TOKEN=def456; Path=/; SameSite=Lax; Expires=Sun, 22 Nov 2026 12:00:00 GMT',
  ])
  for (const line of openCookies(SESSION, { secure: true })) assert.match(line, /; Secure(;|$)/)
})

Deno.test('session: its end takes both cookies away', () => {
  assert.equal(closeCookies().every((line) => line.includes('Max-Age=0')), true)
  assert.equal(sessionOf(new Headers({ cookie: closeCookies()[0]!.split(';')[0]! })), undefined)
})

for (
  const [cookie, secret] of [
    ['muster-session=abc123', 'abc123'],
    ['a=b; muster-session=abc123; XSRF-TOKEN=def456', 'abc123'],
    ['a=b;muster-session = abc123 ;c', 'abc123'],
    ['muster-session=a=b', 'a=b'],
    ['xmuster-session=abc123; Muster-Session=x', undefined],
    ['muster-session', undefined],
    ['muster-session=', undefined],
    ['', undefined],
  ] as const
) {
  Deno.test(`session: the cookies ${JSON.stringify(cookie)} have ${secret}`, () => {
    assert.equal(sessionOf(new Headers({ cookie })), secret)
  })
}

Deno.test('session: what pages send beside the cookie must be the same to the letter', () => {
  const sent = (value: string) => hasXsrf(new Headers({ 'x-xsrf-token': value }), SESSION.xsrf)
  assert.equal(sent('def456'), true)
  for (const value of ['', 'DEF456', 'def45', 'def4567', 'abc123']) assert.equal(sent(value), false)
  assert.equal(hasXsrf(new Headers(), SESSION.xsrf), false)
})
