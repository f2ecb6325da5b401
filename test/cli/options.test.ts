import assert from 'node:assert/strict'
import { country, given, instant, limit, number, oid, role, scope } from '../../src/cli/options.ts'

for (
  const [name, read, text, value] of [
    ['a number', number, '2147483647', 2147483647],
    ['a limit', limit, '1000', 1000],
    ['a country', country, 'de', 'DE'],
    ['an oid', oid, '575EC8687AE143CD83DC4A97', '575ec8687ae143cd83dc4a97'],
    ['a day', instant, '2027-01-31', Date.UTC(2027, 0, 31)],
    ['a time', instant, '2027-01-31T12:00+02:00', Date.UTC(2027, 0, 31, 10)],
  ] as const
) {
  Deno.test(`options: reads ${name}`, () => assert.equal(read(text), value))
}

for (
  const [name, read, text] of [
    ['zero as a number', number, '0'],
    ['a number beyond int32', number, '2147483648'],
    ['a number with a sign', number, '-1'],
    ['a limit beyond a page', limit, '1001'],
    ['a country that is none', country, 'XX'],
    ['a country of three letters', country, 'DEU'],
    ['an oid of 23 digits', oid, '575ec8687ae143cd83dc4a9'],
    ['a day that is none', instant, '2027-02-30'],
    ['a time without an offset', instant, '2027-01-31T12:00'],
    ['a word for a day', instant, 'tomorrow'],
    ['a role that is none', role, 'administator'],
    ['a scope without a dot that is no role', scope, 'all'],
    ['a scope with a space', scope, 'all.User all.Application'],
  ] as const
) {
  Deno.test(`options: refuses ${name}`, () => {
    assert.throws(() => read(text), { code: 'commander.invalidArgument' })
  })
}

Deno.test('options: collects roles, permissions and scopes', () => {
  assert.deepEqual(role('group.get', role('editor')), ['editor', 'group.get'])
  assert.deepEqual(scope('experienceGroups.*', scope('reader')), ['reader', 'experienceGroups.*'])
})

Deno.test('options: leaves out what was not given', () => {
  assert.deepEqual(given({ a: undefined, b: null, c: 0 }), { b: null, c: 0 })
})
