import assert from 'node:assert/strict'
import {
  decodeEndpointList,
  decodeEnvelope,
  decodeGroupList,
  decodeGroupParameters,
  decodeTokenList,
  decodeUserList,
  idsOf,
} from './parameters.ts'

const search = (text: string) => new URLSearchParams(text)

Deno.test('parameters: ids of a path in either case, the first bad one told', () => {
  const id = '575ed78e7ae143cd83dc4aab'
  assert.deepEqual(idsOf({ applicationId: id.toUpperCase() }, 'applicationId'), { applicationId: id })
  for (
    const [params, message] of [
      [{ applicationId: 'x', experienceGroupId: 'y' }, 'applicationId pattern mismatch'],
      [{ applicationId: id, experienceGroupId: 'y' }, 'experienceGroupId pattern mismatch'],
      [{ applicationId: id, experienceGroupId: `${id}\0` }, 'experienceGroupId pattern mismatch'],
    ] as const
  ) {
    assert.throws(() => idsOf(params, 'applicationId', 'experienceGroupId'), { code: 'invalid', message })
  }
})

Deno.test('parameters: booleans are true, 1 and yes; blank means the default', () => {
  const all = (text: string) => Object.values(decodeEnvelope(search(`_actions=${text}&_links=${text}`)))
  assert.deepEqual(Object.values(decodeEnvelope(search(''))), [true, true])
  for (const text of ['true', '1', 'yes', '']) assert.deepEqual(all(text), [true, true], text)
  for (const text of ['false', '0', 'no', 'banana', 'TRUE']) assert.deepEqual(all(text), [false, false], text)
  const asked = decodeGroupParameters(search('includeDirectDeviceCount=yes&includeTotalDeviceCount=banana'))
  assert.deepEqual([asked.directDevices, asked.totalDevices], [true, false])
})

Deno.test('parameters: a list without any is the first page by name', () => {
  assert.deepEqual(decodeGroupList(search('unknown=1&unknown=2')), {
    envelope: { actions: true, links: true },
    frame: { perPage: 100, page: 0, sortField: 'name', sortDirection: 'asc' },
    page: {
      filter: { is: 'all' },
      order: [{ field: 'name', descending: false }, { field: 'oid' }],
      offset: 0,
      limit: 100,
    },
  })
})

Deno.test('parameters: pages and orders', () => {
  const { frame, page } = decodeGroupList(
    search('page=3&perPage=2000&sortField=creationDate&sortDirection=DESC'),
  )
  assert.deepEqual(frame, { perPage: 1000, page: 3, sortField: 'creationDate', sortDirection: 'DESC' })
  assert.deepEqual([page.offset, page.limit], [3000, 1000])
  assert.deepEqual(page.order, [{ field: 'createdAt', descending: true }, { field: 'oid' }])
  const blank = decodeGroupList(search('page=&perPage=&sortDirection=')).frame
  assert.deepEqual(blank, { perPage: 100, page: 0, sortField: 'name', sortDirection: 'asc' })
  assert.equal(decodeGroupList(search('perPage=0')).page.limit, 0)
  assert.equal(Number.isSafeInteger(decodeGroupList(search('page=9007199254740991')).page.offset), true)
})

Deno.test('parameters: what is wrong is told in the words of the vendor', () => {
  for (
    const [text, message] of [
      ['page=1&page=2', 'page is the wrong type'],
      ['_links=1&_links=1', '_links is the wrong type'],
      ['page=-1', 'page must be a non-negative integer'],
      ['page=1.5', 'page must be a non-negative integer'],
      ['page=1e3', 'page must be a non-negative integer'],
      [`page=${'9'.repeat(400)}`, 'page must be a non-negative integer'],
      ['perPage=x', 'perPage must be a non-negative integer'],
      ['sortField=email', 'sortField must be an enum value'],
      ['sortField=', 'sortField must be an enum value'],
      ['sortDirection=up', 'sortDirection must be an enum value'],
      ['filterField=description&filter=a', 'filterField must be an enum value'],
      [`filterField=name&filter=${'a'.repeat(4097)}`, 'filter has longer length than allowed'],
      ['query=notjson', 'query is the wrong type'],
    ] as const
  ) assert.throws(() => decodeGroupList(search(text)), { code: 'invalid', message }, text)
  assert.throws(() => decodeEndpointList(search('experienceGroupId=any')), {
    message: 'experienceGroupId pattern mismatch',
  })
  assert.throws(() => decodeUserList(search('experienceGroupId=all')), {
    message: 'experienceGroupId pattern mismatch',
  })
})

Deno.test('parameters: a filter needs both of its parts, and a query takes its place', () => {
  const { frame, page } = decodeGroupList(search('filterField=name&filter=my*group'))
  assert.deepEqual([frame.filterField, frame.filter], ['name', 'my*group'])
  assert.deepEqual(page.filter, { is: 'like', field: 'name', pattern: 'my*group', folded: true })
  for (const text of ['filterField=&filter=', 'filterField=name', 'filter=a', 'filterField=name&filter=']) {
    const list = decodeGroupList(search(text))
    assert.equal('filter' in list.frame || 'filterField' in list.frame, false, text)
    assert.deepEqual(list.page.filter, { is: 'all' }, text)
  }
  const asked = decodeGroupList(search('filterField=name&filter=a&query=%7B%22parentId%22%3Anull%7D'))
  assert.equal('filter' in asked.frame, false)
  assert.deepEqual(asked.page.filter, { is: 'not', of: { is: 'has-parent', oid: null } })
})

Deno.test('parameters: users may be narrowed to a group, to any, to none', () => {
  const id = '575ed78e7ae143cd83dc4aab'
  const filterOf = (text: string) => decodeUserList(search(text)).page.filter
  const inGroup = { is: 'in-group', groups: { oid: id }, above: false }
  const isIn = { is: 'not', of: { is: 'in-no-group' } }
  assert.deepEqual(filterOf('experienceGroupId='), { is: 'all' })
  assert.deepEqual(filterOf('experienceGroupId=any'), isIn)
  assert.deepEqual(filterOf('experienceGroupId=none'), { is: 'in-no-group' })
  assert.deepEqual(filterOf(`experienceGroupId=${id.toUpperCase()}`), inGroup)
  for (const no of ['', 'false', '0', 'no']) {
    assert.deepEqual(filterOf(`experienceGroupId=${id}&includeAncestorGroups=${no}`), inGroup, no)
  }
  assert.deepEqual(filterOf(`experienceGroupId=${id}&includeAncestorGroups=on`), { ...inGroup, above: true })
  assert.deepEqual(filterOf('experienceGroupId=any&filterField=firstName&filter=an*'), {
    is: 'and',
    of: [{ is: 'like', field: { in: 'data', path: ['givenName'] }, pattern: 'an*', folded: true }, isIn],
  })
  assert.equal(decodeUserList(search(`experienceGroupId=${id}`)).frame.experienceGroupId, id)
  for (const word of ['any', 'none', '']) {
    assert.equal('experienceGroupId' in decodeUserList(search(`experienceGroupId=${word}`)).frame, false)
  }
  assert.deepEqual(decodeUserList(search('sortField=lastLogin')).page.order[0], {
    field: { in: 'extras', path: ['losant', 'lastLogin'] },
    descending: false,
  })
})

Deno.test('parameters: endpoints have no pages, tokens have', () => {
  assert.deepEqual(decodeEndpointList(search('page=2&filterField=method&filter=get')).frame, {
    sortField: 'order',
    sortDirection: 'asc',
    filterField: 'method',
    filter: 'get',
  })
  assert.deepEqual(decodeTokenList(search('perPage=5&sortField=status')).frame, {
    perPage: 5,
    page: 0,
    sortField: 'status',
    sortDirection: 'asc',
  })
})
