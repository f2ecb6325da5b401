import assert from 'node:assert/strict'
import { newInstallation } from './command.ts'

const OID = '575ec8687ae143cd83dc4a97'
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

Deno.test('cli: makes, shows, lists and changes directories', async () => {
  await using installation = await newInstallation()
  const { json, muster, refused } = installation
  const made = await json([
    'directory',
    'create',
    '--name',
    '7',
    '--number',
    '42',
    '--oid',
    OID,
    '--country',
    'de',
  ])
  const { createdAt, ...fields } = Object(made(''))
  assert.match(createdAt, INSTANT)
  const settings = { country: 'DE' }
  assert.deepEqual(fields, { id: 1, name: '7', number: 42, oid: OID, status: 'active', settings })
  await json(['directory', 'create', '--name', '漢字.example', '--number', '7', '--status', 'pending'])

  assert.equal((await json(['directory', 'show', '7']))('number'), 42)
  assert.equal((await json(['directory', 'show', '42']))('id'), 1)
  assert.equal((await json(['directory', 'show', '2']))('number'), 7)
  assert.equal((await json(['directory', 'show', OID]))('name'), '7')

  const changed = await json([
    'directory',
    'change',
    '2',
    '--status',
    'active',
    '--country',
    'AT',
    '--name',
    'b',
  ])
  assert.deepEqual([changed('status'), changed('settings'), changed('name')], [
    'active',
    { country: 'AT' },
    'b',
  ])
  const list = await json(['directory', 'list'])
  assert.deepEqual([list('directories.0.name'), list('directories.1.name')], ['7', 'b'])
  assert.match((await muster(['directory', 'list'])).stdout, /^ID +NAME .*\n 1 +7 .*\n 2 +b +7 +AT +active/)

  for (
    const [args, exit, code, words] of [
      [['show', 'x'], 3, 'not_found', /^There is no directory "x"; "muster directory list" shows/],
      [['create', '--name', 'b'], 4, 'conflict', /^The name "b" is taken; choose another\.$/],
      [['create', '--name', ' '], 4, 'invalid', /^The name must not be empty\.$/],
      [['create', '--name', 'x'.repeat(256)], 4, 'invalid', /^The name is too long; it may have at most 255/],
      [['create', '--name', 'c', '--country', 'XX'], 2, 'usage', /the two letters of a country/],
      [['change', 'b'], 2, 'usage', /^Say what to change/],
      [['change', 'b', '--status', 'off'], 2, 'usage', /allowed choices are active, pending;/],
    ] as const
  ) {
    const refusal = await refused(['directory', ...args])
    assert.deepEqual([refusal.exit, refusal.code], [exit, code])
    assert.match(refusal.message, words)
  }
})
