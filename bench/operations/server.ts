import { floorFor } from '../floors.ts'
import { measure } from '../load.ts'
import type { Ask, FigureOperation } from '../operation.ts'
import { lox24Token } from '../population.ts'
import { residentMib, type Running } from '../process.ts'
import { type Scene, type Size, startOn } from '../scene.ts'

const headers = {
  'X-LOX24-AUTH-TOKEN': lox24Token,
  Accept: 'application/json',
  'Content-Type': 'application/json',
}
const list: Ask = { method: 'GET', path: '/groups/1{n3}/phones', headers }
const add: Ask = { method: 'POST', path: '/groups/1{n3}/phones', headers, body: '{"phone":"+4915{n}"}' }

/** The server as a process; the floors are bare servers with the same database, or none. The load is by 64 clients. */
export function server({ million }: Size): FigureOperation[] {
  const many = million.toLocaleString('en')
  return [
    {
      kind: 'figure',
      name: `resident memory after load, ${many} memberships`,
      unit: 'MiB',
      ours: (scene) => memoryOf(scene, () => startOn(scene, 'memberships')),
      floor: (scene) =>
        memoryOf(scene, () => floorFor(scene, { population: 'memberships', ask: add, work: 'add member' })),
      most: 150,
    },
    {
      kind: 'figure',
      name: `start to ready, ${many} memberships`,
      unit: 'ms',
      ours: (scene) => startOf(() => startOn(scene, 'memberships')),
      floor: (scene) => startOf(() => floorFor(scene, { population: 'memberships', ask: list })),
      most: 1000,
    },
  ]
}

async function memoryOf({ seconds }: Scene, start: () => Promise<Running>): Promise<number> {
  const running = await start()
  try {
    for (const ask of [list, add, list]) await measure({ ...ask, url: running.url, clients: 64, seconds })
    return await residentMib(running.pid)
  } finally {
    await running.stop()
  }
}

async function startOf(start: () => Promise<Running>): Promise<number> {
  const running = await start()
  await running.stop()
  return running.startMs
}
