import assert from 'node:assert/strict'
import fc from 'fast-check'
import { VERSIONS } from './client-npm.ts'
import { type Schema, valid } from './client-schemas.ts'
import { losantEndpoints, losantGroups, losantUsers } from './lenses.ts'

/** What the lenses make of things as other dialects leave them. */
const SHOWN = {
  experienceGroup: losantGroups.things.map((one) => losantGroups.get(one)),
  experienceUser: losantUsers.things.map((one) => losantUsers.get(one)),
  experienceEndpoint: losantEndpoints.things.map((one) => losantEndpoints.get(one)),
} as const satisfies Partial<Record<Schema, fc.Arbitrary<object>>>

for (const version of VERSIONS) {
  Deno.test(`losant-rest ${version}: an answer that its schema does not want is noticed`, () => {
    const [shown] = fc.sample(SHOWN.experienceGroup, 1)
    const wrong: readonly object[] = [
      { id: 'x' },
      { name: 'a'.repeat(256) },
      { name: '🙂'.repeat(128) },
      { creationDate: '2026-01-02' },
      { groupTags: { 'bad key': 'a' } },
      { deviceTags: Array(101).fill({}) },
      { experienceUserIds: [null] },
      { more: 1 },
    ]
    for (const one of wrong) assert.throws(() => valid(version, 'experienceGroup', { ...shown, ...one }))
    const { parentId: _, ...less } = shown!
    assert.throws(() => valid(version, 'experienceGroup', less), /experienceGroup lacks these/)
  })

  for (const name of ['experienceGroup', 'experienceUser', 'experienceEndpoint'] as const) {
    Deno.test(`losant-rest ${version}: whatever there is, ${name} is shown as its schema wants it`, () => {
      fc.assert(fc.property(SHOWN[name], (shown) => {
        valid(version, name, { ...shown })
      }))
    })
  }
}
