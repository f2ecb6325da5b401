import assert from 'node:assert/strict'
import { countDevices } from '../../src/core/device-counts.ts'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { newInstallation } from './command.ts'

const oid = '575ec8687ae143cd83dc4a97'
const other = '575ed78e7ae143cd83dc4aab'

Deno.test('cli: tells a directory its devices, changes them and takes them out', async () => {
  await using installation = await newInstallation()
  const { json, muster, refused } = installation
  const store = await installation.open()
  const { id } = await createDirectory(store, { name: 'one' })
  const principal = operator(id, 'test')
  const { group } = await createGroup(
    store,
    principal,
    { name: 'x', selectors: [{ kind: 'tag', key: 'site', value: 'a' }] },
    { add: [{ kind: 'device', ref: { oid } }] },
  )
  const counted = () => store.read(id, (tx) => countDevices(tx, group, { total: false }))
  const run = (...args: string[]) => json(['device', ...args])
  assert.equal(await counted(), 1)

  const made = await run('set', oid.toUpperCase(), '--name', 'Lamp', '--tag', 'site=a', '--tag', 'path=x=y')
  assert.deepEqual([made('oid'), made('name'), made('tags'), made('state')], [
    oid,
    'Lamp',
    [{ key: 'site', value: 'a' }, { key: 'path', value: 'x=y' }],
    'live',
  ])
  await run('set', other, '--tag', 'site=a')
  assert.equal(await counted(), 2)
  const renamed = await run('set', oid, '--name', 'Light')
  assert.deepEqual([renamed('name'), renamed('tags.length')], ['Light', 2])
  const retagged = await run('set', oid, '--tag', 'floor=1')
  assert.deepEqual([retagged('name'), retagged('tags')], ['Light', [{ key: 'floor', value: '1' }]])

  const first = await run('list', '--limit', '1')
  assert.deepEqual([first('devices.0.oid'), first('devices.1'), first('next')], [oid, undefined, oid])
  const rest = await run('list', '--after', String(first('next')))
  assert.deepEqual([rest('devices.0.oid'), rest('next')], [other, null])
  const { stdout } = await muster(['device', 'list'])
  assert.match(stdout, new RegExp(`^${oid}  Light  floor=1 `, 'm'))
  assert.match(stdout, /\n\n2 devices\n$/)

  assert.deepEqual((await run('remove', oid))(''), { removed: oid })
  assert.equal(await counted(), 1)
  assert.equal((await refused(['device', 'remove', oid])).exit, 3)
  const back = await run('set', oid, '--no-tags')
  assert.deepEqual([back('name'), back('tags'), back('state')], ['Light', [], 'live'])
  assert.equal(await counted(), 2)
})

Deno.test('cli: refuses what is no device', async () => {
  await using installation = await newInstallation()
  await createDirectory(await installation.open(), { name: 'one' })
  for (
    const [args, exit, words] of [
      [['set', 'lamp'], 2, /it must be 24 hex digits/],
      [['set'], 2, /Missing required argument 'id'/],
      [['set', oid, '--tag', 'site'], 2, /it must be a key and a value, such as site=berlin/],
      [['set', oid, '--tag', '=a'], 2, /it must be a key and a value/],
      [['set', oid, '--tag', 'a=b', '--no-tags'], 2, /^Give either --tag or --no-tags\.$/],
      [['set', oid, '--tag', `a=${'b'.repeat(256)}`], 4, /^The tags is too long/],
      [['remove', oid], 3, /^There is no device 575ec8687ae143cd83dc4a97; "muster device list" shows/],
      [['list', '--after', oid], 3, /^There is no device/],
    ] as const
  ) {
    const { exit: actual, message } = await installation.refused(['device', ...args])
    assert.equal(actual, exit, message)
    assert.match(message, words)
  }
  assert.deepEqual((await installation.json(['device', 'list']))(''), { devices: [], next: null })
})
