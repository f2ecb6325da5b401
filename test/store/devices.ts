import { countDevices } from '../../src/core/device-counts.ts'
import type { Selector } from '../../src/core/group.ts'
import { changeGroup } from '../../src/core/groups.ts'
import type { NewMember } from '../../src/core/member.ts'
import type { Tag } from '../../src/core/person.ts'
import { createThing } from '../../src/core/things.ts'
import { read, reread, type Scene } from './suite.ts'

export const oidOf = (at: number) => at.toString(16).padStart(24, '0')

/** The direct and the total count of a group. */
export async function counts(scene: Scene, number: number): Promise<[direct: number, total: number]> {
  const found = await reread(scene, number)
  return await read(scene, async (tx) => [
    await countDevices(tx, found, { total: false }),
    await countDevices(tx, found, { total: true }),
  ])
}

export function device({ store, principal }: Scene, at: number, ...pairs: readonly string[]) {
  const tags = pairs.map((pair): Tag => ({ key: pair.split('=')[0]!, value: pair.split('=')[1]! }))
  return createThing(store, principal, { kind: 'device', oid: oidOf(at), tags })
}

export const member = (at: number): NewMember => ({ kind: 'device', ref: { oid: oidOf(at) } })
export const tag = (key: string | null, value: string | null): Selector => ({ kind: 'tag', key, value })
export const query = (of: unknown): Selector => ({ kind: 'query', value: JSON.stringify(of) })

export function select({ store, principal }: Scene, number: number, ...selectors: readonly Selector[]) {
  return changeGroup(store, principal, { number }, { edit: () => ({ set: { selectors } }) })
}
