import assert from 'node:assert/strict'
import { isOid, isUuid, newIds, randomHex } from './ids.ts'

const start = Date.UTC(2026, 2, 1)

Deno.test('ids: new ones are of their forms, differ and rise, however many in a millisecond', () => {
  const made = Array.from({ length: 40000 }, (_, at) => newIds(start + Math.floor(at / 20000)))
  for (const { uuid, oid } of made) assert.ok(isUuid(uuid) && isOid(oid), `${uuid} ${oid}`)
  for (const key of ['uuid', 'oid'] as const) {
    const all = made.map((ids) => ids[key])
    assert.equal(new Set(all).size, all.length)
    assert.deepEqual(all.toSorted(), all)
  }
})

Deno.test('ids: they go on rising when the clock goes back', () => {
  const times = [5000, 5000, 4000, 1, 5001, 5000, 6000, 5999].map((ms) => start + 10000 + ms)
  const made = times.map((ms) => newIds(ms))
  for (const key of ['uuid', 'oid'] as const) {
    const all = made.map((ids) => ids[key])
    assert.deepEqual(all.toSorted(), all)
  }
})

Deno.test('ids: they carry the time at which they were made', () => {
  const now = start + 1000000
  const { uuid, oid } = newIds(now)
  assert.equal(Number.parseInt(uuid.slice(0, 13).replace('-', ''), 16), now)
  assert.equal(Number.parseInt(oid.slice(0, 8), 16), Math.floor(now / 1000))
  assert.match(uuid, /^.{8}-.{4}-7.{3}-[89ab]/, 'a version 7 of RFC 9562')
})

Deno.test('ids: the store keeps lower-case hex of the right length only', () => {
  const uuid = '01234567-89ab-cdef-0123-456789abcdef'
  const oid = '0123456789abcdef01234567'
  assert.ok(isUuid(uuid) && isOid(oid))
  for (
    const bad of [
      '',
      ` ${uuid}`,
      `${uuid}\n`,
      uuid.toUpperCase(),
      uuid.replaceAll('-', ''),
      uuid.replace('0', 'g'),
    ]
  ) {
    assert.ok(!isUuid(bad), bad)
  }
  for (const bad of ['', `${oid}0`, `${oid}\n`, oid.slice(1), oid.toUpperCase(), oid.replace('0', 'g')]) {
    assert.ok(!isOid(bad), bad)
  }
})

Deno.test('ids: random hex has two digits a byte', () => {
  for (const bytes of [0, 1, 16]) assert.match(randomHex(bytes), new RegExp(`^[0-9a-f]{${2 * bytes}}$`))
})
