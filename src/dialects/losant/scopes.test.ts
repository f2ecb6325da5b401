import assert from 'node:assert/strict'
import { PERMISSIONS, ROLES } from '../../core/principal.ts'
import { ACTIONS, actionsOf, permissionsFor, SCOPES } from './scopes.ts'

Deno.test('scopes: the three rows of the documentation are what they say', () => {
  for (
    const [action, scopes] of [
      [
        'experienceGroup.get',
        'all.Application, all.Application.read, all.Organization, all.Organization.read, all.User, all.User.read, ' +
        'experienceGroup.*, experienceGroup.get',
      ],
      [
        'experienceGroup.patch',
        'all.Application, all.Organization, all.User, experienceGroup.*, experienceGroup.patch',
      ],
      [
        'experienceGroup.delete',
        'all.Application, all.Organization, all.User, experienceGroup.*, experienceGroup.delete',
      ],
    ] as const
  ) assert.deepEqual(SCOPES.get(action)?.toSorted(), scopes.split(', ').sort())
})

Deno.test('scopes: an account takes away, and gives nothing', () => {
  assert.deepEqual(actionsOf(['all.User'], new Set()), [])
  assert.deepEqual(actionsOf([], ROLES.administrator), [])
  assert.deepEqual(actionsOf(['all.User'], new Set(['group.get'])), ['experienceGroup.get'])
  assert.deepEqual(actionsOf(['all.User'], ROLES.administrator), ACTIONS)
})

Deno.test('scopes: words of ours open what they may, and every operation has a permission of its own', () => {
  assert.deepEqual(actionsOf(['administrator']), ACTIONS)
  assert.deepEqual(actionsOf(['thing.delete']), ['experienceEndpoint.delete'])
  const own = ACTIONS.map((action) => actionsOf(PERMISSIONS).filter((one) => one === action).length)
  assert.deepEqual(new Set(own), new Set([1]))
  for (const action of ACTIONS) {
    const [permission] = permissionsFor([action])
    assert.deepEqual(actionsOf([permission!]), [action])
  }
})

Deno.test('scopes: who may do nothing may find nothing', () => {
  assert.equal(permissionsFor([]).size, 0)
})
