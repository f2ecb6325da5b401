import fc from 'fast-check'
import { ENDPOINTS, FULL, G, GROUPS, HOME, NOBODY, P, USERS } from './client.ts'

/** Mostly a token that may do all: what a request is refused for should be itself. */
const token = fc.oneof(
  { weight: 8, arbitrary: fc.constant(FULL) },
  { weight: 1, arbitrary: fc.constantFrom('READ', 'ONE', 'NONE', 'OLD', 'INACTIVE', 'nonsense', '', 'a b') },
  { weight: 1, arbitrary: fc.constant(null) },
)

const method = fc.oneof(
  { weight: 15, arbitrary: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PATCH', 'PATCH') },
  { weight: 1, arbitrary: fc.constant('DELETE') },
  { weight: 1, arbitrary: fc.constantFrom('PUT', 'HEAD', 'OPTIONS', 'REPORT', 'get') },
)

const id = fc.oneof(
  { weight: 6, arbitrary: fc.nat(30).map((at) => `made ${at}`) },
  { weight: 3, arbitrary: fc.constantFrom(G, P, NOBODY, G.toUpperCase()) },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9a-fA-F]{0,25}$/) },
)

const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '\u0000',
      '\ud800',
      '__proto__',
      'constructor',
      '%',
      '*',
      '?',
      'x'.repeat(300),
    ),
  },
)

const scalar = fc.oneof(text, id, fc.constant(null), fc.integer(), fc.double(), fc.boolean())

const WORDS = [
  ...['$and', '$or', '$nor', '$eq', '$ne', '$gt', '$lte', '$in', '$nin', '$startsWith', '$contains', '$ci'],
  ...['$tagKey', '$tagValue', 'id', 'tags', 'name', 'email', 'parentId', 'ancestorId', 'experienceUserId'],
  ...['experienceGroupId', 'groupTags', 'userTags', 'creationDate', 'lastLogin', 'key', 'value', 'type'],
]

/** Anything that is JSON, of the words that mean something somewhere. */
const anything = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.dictionary(fc.oneof(fc.constantFrom(...WORDS), text), tie('json'), { maxKeys: 4 }),
    fc.array(tie('json'), { maxLength: 3 }),
  ),
})).json

/** Mostly what the field wants. */
function field(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: anything })
}

const ids = field(fc.array(id, { maxLength: 5 }))
const label = fc.stringMatching(/^[a-zA-Z0-9_-]{1,4}$/)
const tags = field(fc.dictionary(label, text, { maxKeys: 3 }))
const name = field(fc.string({ minLength: 1, maxLength: 8 }))
const time = field(
  fc.constantFrom('2026-01-01T00:00:00.000Z', '2027-01-01t00:00:00+01:00', '9999-12-31T23:59:59Z'),
)
const reply = field(
  fc.constantFrom(null, { type: 'page', value: 'x' }, { type: 'redirect', value: '', statusCode: 301 }),
)
const deviceTags = field(
  fc.array(fc.record({ key: label, value: name }, { requiredKeys: [] }), { maxLength: 3 }),
)
const query = field(fc.oneof(
  fc.constantFrom(
    '{}',
    '{"$nor":[]}',
    '{"$or":[{"id":null}]}',
    '{"tags":{"$tagKey":"a"}}',
    '{"name":{"$gt":"a"}}',
  ),
  anything.map((one) => JSON.stringify(one) ?? ''),
))

function some(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return fc.record(fields, { requiredKeys: [] })
}

interface Resource {
  readonly collection: string
  readonly body: fc.Arbitrary<unknown>
  readonly sorted: readonly string[]
  readonly filtered: readonly string[]
}

const GROUP: Resource = {
  collection: GROUPS,
  body: bodyOf({ name }, {
    description: field(text),
    experienceUserIds: ids,
    experienceEndpointIds: ids,
    groupTags: tags,
    deviceIds: ids,
    deviceTags,
    deviceQueryJson: query,
    parentId: field(fc.oneof(id, fc.constant(null))),
  }),
  sorted: ['name', 'id', 'creationDate', 'lastUpdated'],
  filtered: ['name'],
}

const USER: Resource = {
  collection: USERS,
  body: bodyOf({
    email: field(fc.stringMatching(/^[a-z]{1,2}@[a-c]$/)),
    password: field(fc.constant('password')),
  }, { firstName: name, lastName: name, tokenCutoff: time, userTags: tags, experienceGroupIds: ids }),
  sorted: ['email', 'firstName', 'lastName', 'id', 'lastLogin', 'lastUpdated'],
  filtered: ['email', 'firstName', 'lastName'],
}

const ENDPOINT: Resource = {
  collection: ENDPOINTS,
  body: bodyOf({ route: name, method: field(fc.constantFrom('get', 'put')) }, {
    access: field(fc.constantFrom('group', 'public')),
    enabled: field(fc.boolean()),
    endpointTags: tags,
    experienceGroupIds: ids,
    staticReply: reply,
    unauthorizedReply: reply,
  }),
  sorted: ['order', 'route', 'method', 'requestCount'],
  filtered: ['route', 'method'],
}

const TOKEN: Resource = {
  collection: `${HOME}/tokens`,
  body: bodyOf({ name }, {
    scope: field(fc.uniqueArray(fc.constantFrom('all.Application', 'experienceGroup.*'))),
    expirationDate: time,
    status: field(fc.constantFrom('active', 'inactive')),
  }),
  sorted: ['name', 'status', 'expirationDate'],
  filtered: ['name', 'status'],
}

const SIGN_IN: Resource = {
  collection: '/auth/user',
  body: bodyOf({ email: field(fc.constant('demo@example.com')), password: name }, {
    tokenTTL: field(fc.nat()),
  }),
  sorted: ['email'],
  filtered: ['email'],
}

const NOTHING: Resource = { ...GROUP, collection: `${HOME}/experience/nothing` }

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>

/** What a resource is made of: what must be there mostly is. */
function bodyOf(needed: Fields, others: Fields): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ ...needed, ...others }, { requiredKeys: Object.keys(needed) }) },
    { weight: 1, arbitrary: some({ ...needed, ...others }) },
    { weight: 1, arbitrary: anything },
  )
}

function parametersOf({ sorted, filtered }: Resource): fc.Arbitrary<unknown> {
  return some({
    page: field(fc.nat(3)),
    perPage: field(fc.nat(5)),
    sortField: field(fc.constantFrom(...sorted)),
    sortDirection: field(fc.constantFrom('asc', 'desc', '')),
    filterField: field(fc.constantFrom(...filtered)),
    filter: field(text),
    query,
    experienceGroupId: field(fc.oneof(id, fc.constantFrom('any', 'none'))),
    includeAncestorGroups: field(fc.boolean()),
    includeDirectDeviceCount: field(fc.boolean()),
    includeTotalDeviceCount: field(fc.boolean()),
    _actions: field(fc.boolean()),
  })
}

function seldom<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one })
}

/** Mostly what an operation takes: no id where something is made, one where something is changed. */
function asksOf(resource: Resource) {
  return method.chain((method) =>
    fc.record({
      method: fc.constant(method),
      collection: fc.constant(resource.collection),
      id: method === 'POST' ? seldom(id) : fc.option(id, { freq: method === 'GET' ? 2 : 8 }),
      parameters: method === 'GET' ? fc.option(parametersOf(resource)) : seldom(parametersOf(resource)),
      body: fc.option(resource.body, { freq: 15 }),
      type: fc.constantFrom('application/json', 'application/json;charset=utf-8', 'text/plain', null),
      token,
    })
  )
}

/**
 * Any request to any route, most of them nearly right. `made 3` stands for the id of something that was made before.
 */
export const ask = fc.oneof(
  ...[GROUP, GROUP, GROUP, GROUP, USER, USER, USER, ENDPOINT, ENDPOINT, TOKEN, TOKEN, SIGN_IN, NOTHING].map(
    asksOf,
  ),
)
