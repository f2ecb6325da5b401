import assert from 'node:assert/strict'
import { DirectoryError } from '../../core/error.ts'
import { contactKeys, decodeKey, groupKeys } from './lookup.ts'

const UUID = '67f1f2df-016c-dc6b-5202-50e54938780c'

Deno.test('incoplax lookup: a key is a text, or a number as it is written', () => {
  for (
    const [body, key] of [
      ['"101"', '101'],
      ['101', '101'],
      [' "101" \n', '101'],
      [' 101\n', '101'],
      ['"007"', '007'],
      ['"1\\u00fc"', '1ü'],
      ['""', ''],
      ['12345678901234567890', '12345678901234567890'],
      ['1.0', '1.0'],
      ['-1', '-1'],
    ] as const
  ) assert.equal(decodeKey(body), key)
})

Deno.test('incoplax lookup: anything else is refused', () => {
  for (
    const body of ['', '{}', '[]', '["101"]', 'true', 'null', '"101', '101"', '007', "'101'", '101 5', 'x']
  ) {
    assert.throws(
      () => decodeKey(body),
      (error) => error instanceof DirectoryError && error.code === 'invalid',
    )
  }
})

Deno.test('incoplax lookup: a group by id in either case, then by code', () => {
  assert.deepEqual(groupKeys(UUID.toUpperCase()), [{ uuid: UUID }, { code: UUID.toUpperCase() }])
  assert.deepEqual(groupKeys('101'), [{ code: '101' }])
  for (const key of ['', 'a\0', '\ud800']) assert.deepEqual(groupKeys(key), [])
})

Deno.test('incoplax lookup: a contact by id, autokey or number; nobody by an empty one', () => {
  assert.deepEqual(contactKeys('7'), { number: 7, phone: '7' })
  assert.deepEqual(contactKeys(UUID), { uuid: UUID, phone: UUID })
  for (const key of ['07', '+7', '7.0', '0', '-7', '2147483648', '12345678901234567890', 'x']) {
    assert.deepEqual(contactKeys(key), { phone: key })
  }
  assert.deepEqual(contactKeys('2147483647'), { number: 2147483647, phone: '2147483647' })
  for (const key of ['', 'a\0']) assert.deepEqual(contactKeys(key), {})
})
