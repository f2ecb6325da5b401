import assert from 'node:assert/strict'
import { operator } from '../../core/principal.ts'
import { encodeCollection, encodeEntity, type Setting } from './envelope.ts'

const applicationId = '575ec8687ae143cd83dc4a97'
const id = '575ed78e7ae143cd83dc4aab'
const href = `/applications/${applicationId}/experience/groups/${id}`

function settingOf(scopes: readonly string[], actions: boolean, links: boolean): Setting {
  return { applicationId, principal: { ...operator(1, 'test'), scopes }, envelope: { actions, links } }
}

Deno.test('envelope: type always, links and actions as far as they are asked for', () => {
  const scopes = ['experienceGroup.patch', 'experienceGroup.get', 'experienceGroups.get']
  const encode = (actions: boolean, links: boolean) =>
    encodeEntity('experienceGroup', { id }, settingOf(scopes, actions, links))
  assert.deepEqual(encode(false, false), { id, _type: 'experienceGroup' })
  assert.deepEqual(encode(false, true), { id, _type: 'experienceGroup', _links: { self: { href } } })
  const { _actions } = encode(true, false)
  assert.deepEqual(Object.entries(_actions ?? {}), [
    ['get', { href, method: 'GET' }],
    ['patch', { href, method: 'PATCH' }],
  ])
})

Deno.test('envelope: a collection has its frame, its owner, and its items in envelopes', () => {
  const frame = {
    perPage: 2,
    page: 1,
    sortField: 'name',
    sortDirection: 'asc',
    filterField: 'name',
    filter: 'a*',
  }
  const page = { items: [{ id }], total: 3, frame }
  assert.deepEqual(encodeCollection('experienceGroup', page, settingOf([], false, true)), {
    items: [{ id, _type: 'experienceGroup', _links: { self: { href } } }],
    count: 1,
    totalCount: 3,
    ...frame,
    applicationId,
    _type: 'experienceGroups',
    _links: { self: { href: `/applications/${applicationId}/experience/groups` } },
  })
  const tokens = encodeCollection(
    'applicationApiToken',
    page,
    settingOf(['applicationApiTokens.post'], true, false),
  )
  assert.deepEqual(
    [tokens.ownerId, tokens.ownerType, tokens._type, tokens._actions],
    [applicationId, 'application', 'apiTokens', {
      post: { href: `/applications/${applicationId}/tokens`, method: 'POST' },
    }],
  )
})
