import assert from 'node:assert/strict'
import { alone, keepLease, newLease } from '../../src/core/lease.ts'
import { until } from '../support.ts'
import { onEach } from './drivers.ts'

onEach('lease: one store holds it, another has it as soon as it is given back', async (tested) => {
  const opened = await tested.open()
  const beside = await opened.beside()
  const [one, other] = [newLease(opened.store, 'jobs'), newLease(beside, 'jobs')]
  assert.equal(await one.hold(), true)
  assert.equal(await other.hold(), false)
  assert.deepEqual([one.isHeld(), other.isHeld()], [true, false])
  assert.equal(await newLease(beside, 'else').hold(), true, 'another name is another lease')
  await one.giveBack()
  assert.equal(one.isHeld(), false)
  assert.equal(await other.hold(), true)
  assert.equal(await one.hold(), false)
  await one.giveBack()
  assert.equal(await one.hold(), false, 'who does not hold it gives nothing back')
  await beside.close()
  await opened.close()
})

onEach('lease: of many that want it at once one has it', async (tested) => {
  const opened = await tested.open()
  const beside = await opened.beside()
  const leases = Array.from({ length: 16 }, (_, at) => newLease(at % 2 ? beside : opened.store, 'jobs'))
  const held = await Promise.all(leases.map((lease) => lease.hold()))
  assert.equal(held.filter(Boolean).length, 1)
  await beside.close()
  await opened.close()
})

onEach(
  'lease: one that is renewed stays, one that is not is taken over when its holder counts on it no more',
  async (tested) => {
    const opened = await tested.open()
    const beside = await opened.beside()
    const lastsMs = 1500
    const lease = newLease(opened.store, 'jobs', lastsMs)
    const other = newLease(beside, 'jobs', lastsMs)
    const stopOther = keepLease(other, refuse)
    await until(() => Promise.resolve(other.isHeld()))
    const stop = keepLease(lease, refuse)
    await new Promise((resolve) => setTimeout(resolve, lastsMs * 1.3))
    assert.deepEqual([other.isHeld(), lease.isHeld()], [true, false], 'it was renewed')
    await stopOther()
    await until(() => Promise.resolve(lease.isHeld()))
    await stop()
    // This one is taken once and never renewed, as by a process that died.
    assert.equal(await newLease(beside, 'jobs', lastsMs).hold(), true)
    assert.equal(await lease.hold(), false)
    await until(() => lease.hold())
    await beside.close()
    await opened.close()
  },
)

onEach('lease: work that is to be alone is never done by two at once', async (tested) => {
  const opened = await tested.open()
  const beside = await opened.beside()
  let running = 0
  const work = async () => {
    assert.equal(++running, 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    running--
  }
  await Promise.all([opened.store, beside, opened.store].map((store) => alone(store, 'work', work)))
  await assert.rejects(alone(beside, 'work', () => Promise.reject(new Error('failed'))), /failed/)
  await alone(opened.store, 'work', work)
  await beside.close()
  await opened.close()
})

function refuse(error: unknown): void {
  throw error
}
