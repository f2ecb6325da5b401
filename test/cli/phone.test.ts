import assert from 'node:assert/strict'
import { createDirectory } from '../../src/core/directories.ts'
import { createGroup } from '../../src/core/groups.ts'
import { operator } from '../../src/core/principal.ts'
import { newInstallation } from './command.ts'

Deno.test('cli: notes who has subscribed and unsubscribed', async () => {
  await using installation = await newInstallation()
  const { json, muster, refused } = installation
  const store = await installation.open()
  const { id } = await createDirectory(store, { name: 'one' })
  const add = [{ kind: 'phone', name: '+4915550001', data: { values: ['Ms.'] } }] as const
  const { began } = await createGroup(store, operator(id, 'test'), { name: 'x' }, { add })
  const phone = String(began[0]?.id)

  const out = await json(['phone', 'change', phone, '--opted-out', '2026-11-22T09:30Z', '--reason', '2'])
  assert.deepEqual(out('data'), { values: ['Ms.'], optedOutAt: '2026-11-22T09:30:00.000Z', optOutReason: 2 })
  const back = await json(['phone', 'change', phone, '--opted-out', 'none', '--opted-in', '2026-11-23'])
  assert.deepEqual(back('data'), {
    values: ['Ms.'],
    optedOutAt: null,
    optOutReason: null,
    optedInAt: '2026-11-23T00:00:00.000Z',
  })
  const { stdout } = await muster(['phone', 'change', phone, '--opted-in', '2026-11-24'])
  assert.match(stdout, /^\+4915550001: opted in 2026-11-24 00:00.*, opted out -$/m)

  assert.equal((await refused(['phone', 'change', '99', '--opted-in', 'none'])).exit, 3)
  assert.equal((await refused(['phone', 'change', '9999999999', '--opted-in', 'none'])).exit, 3)
  for (const bad of [[], ['--reason', '7'], ['--opted-in', 'soon']]) {
    assert.equal((await refused(['phone', 'change', phone, ...bad])).exit, 2)
  }
})
