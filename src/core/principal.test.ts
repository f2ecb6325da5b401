import assert from 'node:assert/strict'
import { DirectoryError } from './error.ts'
import { allow, operator, PERMISSIONS, permissionsOf, ROLES } from './principal.ts'

Deno.test('principal: permissions are those of the roles and words, and unknown words give none', () => {
  for (
    const [words, size] of [
      [[], 0],
      [['administrator'], PERMISSIONS.length],
      [['reader', 'editor'], ROLES.editor.size],
      [['group.get', 'group.get'], 1],
      [['group', 'group.*', 'Group.get', 'root', 'toString', '__proto__', ''], 0],
      [['reader', 'group.create', 'nonsense'], ROLES.reader.size + 1],
    ] as const
  ) {
    assert.equal(permissionsOf(words).size, size, words.join(' '))
  }
})

Deno.test('principal: a reader only reads, and an editor touches no accounts, tokens or directories', () => {
  for (const one of ROLES.reader) assert.match(one, /^(group|person|thing|type|event)\.(list|get|find)$/)
  for (const one of ROLES.editor) assert.match(one, /^(group|person|thing|type|event)\./)
  assert.equal(ROLES.administrator.size, PERMISSIONS.length)
  assert.equal(new Set(PERMISSIONS).size, PERMISSIONS.length)
})

Deno.test('principal: what is not allowed is `forbidden`, with who and what', () => {
  const reader = { ...operator(1, 'ann'), permissions: ROLES.reader }
  allow(reader, 'group.get')
  assert.throws(() => allow(reader, 'group.change'), (error) => {
    assert.ok(error instanceof DirectoryError)
    assert.deepEqual([error.code, error.message], ['forbidden', 'ann lacks group.change'])
    return true
  })
})

Deno.test('principal: the operator may do everything and sees everything', () => {
  for (const one of PERMISSIONS) allow(operator(1, 'job'), one)
  assert.deepEqual(operator(1, 'job').sees, { is: 'all' })
})

Deno.test('principal: what is wrong with the credential is told before what it lacks, and whatever is asked', () => {
  const refusal = new DirectoryError('unauthenticated', 'the token has ended')
  for (const one of PERMISSIONS) {
    assert.throws(() => allow({ ...operator(1, 'ann'), refusal }, one), (error) => error === refusal)
  }
})
