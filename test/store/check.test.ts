import assert from 'node:assert/strict'
import { changeGroup } from '../../src/core/groups.ts'
import { createPerson } from '../../src/core/people.ts'
import {
  checkDirectory,
  examineDirectory,
  type Finding,
  Findings,
  findingsMax,
} from '../../src/store/check.ts'
import { runScript } from '../databases.ts'
import { DAMAGES, fill } from './damages.ts'
import { populate } from './population.ts'
import { allEvents, contract, group, phone, range, type Scene } from './suite.ts'
import { runEverything } from './workload.ts'

/** Changes rows behind the program's back. */
function damage({ opened: { driver, database } }: Scene, sql: string): Promise<void> {
  // The checks find what PostgreSQL's foreign key would not let happen.
  const free = 'set session_replication_role = replica;'
  return runScript(database, driver.name === 'postgres' ? `${free} ${sql}` : sql)
}

for (const { name, sql, finds, says, mended } of DAMAGES) {
  contract(`check: finds ${name}, and ${mended ? 'mends it' : 'says so'}`, async (scene) => {
    const { opened: { driver }, directory } = scene
    await fill(scene)
    await damage(scene, sql)
    const found = await checkDirectory(driver, directory)
    assert.deepEqual(found.map(({ problem }) => problem).sort(), [...finds].sort(), JSON.stringify(found))
    for (const one of found) {
      assert.match(one.message, says)
      assert.equal(one.mended, null)
    }
    const mending = await checkDirectory(driver, directory, { repair: true })
    assert.deepEqual(mending.map(({ message }) => message), found.map(({ message }) => message))
    const left = await checkDirectory(driver, directory)
    if (!mended) assert.ok(left.length > 0)
    else {
      assert.deepEqual(mending.map((one) => one.mended), mending.map(() => true))
      assert.deepEqual(left, [])
    }
  })
}

contract('check: finds nothing in a directory with a rich history', async (scene) => {
  await populate(scene, { count: 60, seed: 7 })
  assert.deepEqual(await checkDirectory(scene.opened.driver, scene.directory), [])
})

contract('check: finds nothing after everything has been damaged and mended', async (scene) => {
  await runEverything(scene)
  const found = await checkDirectory(scene.opened.driver, scene.directory)
  assert.deepEqual(found.filter(({ message }) => !/ 777, which/.test(message)), [])
})

contract('check: finds every cycle, and ends one containment of each with an event', async (scene) => {
  const { opened: { driver }, directory } = scene
  for (const at of range(6)) {
    await group(scene, { name: `group ${at}`, ...(at % 2 === 0 && { parent: at - 1 }) })
  }
  // 1 > 2, 3 > 4, 5 > 6: three cycles, one of them through two pairs.
  for (const [container, contained] of [[2, 1], [4, 5], [6, 3]] as const) {
    await close(scene, container, contained)
  }
  const found = await checkDirectory(driver, directory)
  assert.deepEqual(found.map(({ problem }) => problem), ['cycles', 'cycles'])
  const mended = await checkDirectory(driver, directory, { repair: true })
  assert.deepEqual(mended.map((one) => one.mended), [true, true])
  assert.deepEqual(await checkDirectory(driver, directory), [])
  const events = (await allEvents(scene)).filter(({ actor }) => actor === 'check --repair')
  // The youngest of each cycle has ended, and its group has lost that home.
  assert.deepEqual(events.map(({ kind, subject }) => [kind, subject.number]), [
    ['group.change', 2],
    ['group.change', 1],
    ['group.change', 6],
    ['group.change', 3],
  ])
})

/** Contains a group behind the program's back, as its home, with all that belongs to it. */
function close(scene: Scene, container: number, contained: number): Promise<void> {
  return damage(
    scene,
    `update ledger set sequence = sequence + 1;
     insert into member select 1, next_member, sequence, 0, 'live', ${container}, 'group', ${contained}, 1, null, null,
       next_member, next_member, '{}', null, null from ledger;
     insert into event select 1, sequence, 0, 'x', 'x', '', 'group.change', 'group', ${container}, null, null,
       '{"began":[],"ended":[],"beganFrom":1,"beganTotal":1,"endedTotal":0}', null, null from ledger;
     update groups set contained = contained + 1, version = version + 1 where number = ${container};
     update ledger set next_member = next_member + 1`,
  )
}

contract('check: finds groups that lie too deep', async (scene) => {
  const { opened: { driver }, directory } = scene
  for (const at of range(3)) await group(scene, { name: `group ${at}`, ...(at > 1 && { parent: at - 1 }) })
  // A long way down in rows alone: the checks of the core would not let it come to this.
  await damage(
    scene,
    `with recursive n (i) as (select 4 union all select i + 1 from n where i < 1005)
     insert into member select 1, 100 + i, 1, 0, 'live', i - 1, 'group', i, 1, null, null, 100 + i, 100 + i, '{}', null,
       null from n`,
  )
  // That those groups are not there is told before, and would fill the list.
  const deep: (number | null)[] = []
  const findings = Object.assign(new Findings(), {
    add: ({ problem, group }: Finding) => problem === 'depth' && deep.push(group),
  })
  await examineDirectory(driver, directory, { findings })
  assert.deepEqual(deep, [1002])
})

contract('check: lists a thousand findings and counts all', async (scene) => {
  const { opened: { driver }, directory } = scene
  await group(scene, 'one', { add: range(1500).map((at) => phone(`+49 151 ${at}`)) })
  await damage(scene, `update member set name_key = 'x'`)
  const findings = new Findings()
  await examineDirectory(driver, directory, { repair: true, findings })
  assert.deepEqual([findings.total, findings.mended, findings.list.length], [1500, 1500, findingsMax])
  assert.deepEqual(await checkDirectory(driver, directory), [])
})

contract('check: a key that another row has is not mended', async (scene) => {
  const { store, principal, opened: { driver }, directory } = scene
  for (const userName of ['Ann', 'Bob']) await createPerson(store, principal, { userName })
  await damage(
    scene,
    `update person set user_name_key = 'x' where number = 1;
     update person set user_name_key = 'ann' where number = 2`,
  )
  const mended = await checkDirectory(driver, directory, { repair: true })
  assert.deepEqual(mended.map((one) => one.mended), [false, true])
  const again = await checkDirectory(driver, directory, { repair: true })
  assert.deepEqual(again.map((one) => one.mended), [true])
  assert.deepEqual(await checkDirectory(driver, directory), [])
})

contract('check: reads one moment while others write, and mends what is there by then', async (scene) => {
  const { store, principal, opened: { driver }, directory } = scene
  for (const at of range(20)) await group(scene, `group ${at}`)
  await damage(scene, 'update groups set phones = 7')
  let isOver = false
  const writing = (async () => {
    for (let at = 0; !isOver; at++) {
      await changeGroup(store, principal, { number: 1 + at % 20 }, {
        edit: () => ({ add: [phone(`${at}`)] }),
      })
    }
  })()
  try {
    const found = await checkDirectory(driver, directory, { repair: true })
    assert.deepEqual(new Set(found.map(({ problem }) => problem)), new Set(['counts']))
    for (let round = 0; round < 5; round++) assert.deepEqual(await checkDirectory(driver, directory), [])
  } finally {
    isOver = true
    await writing
  }
  assert.deepEqual(await checkDirectory(driver, directory), [])
})
