import fc from 'fast-check'
import { anything, mostly, text } from '../hostile.ts'
import { C, COMBINED, CURRENT, G, G007, G101, NOBODY, OPERATOR, SESSIONS } from './client.ts'

const WORDS = [
  ...[
    'id',
    'code',
    'name',
    'shortname',
    'opts',
    'ext',
    'title',
    'comment',
    'abonents',
    'abonentcount',
    'priority',
  ],
  ...[
    'autokey',
    'displayname',
    'number',
    'email',
    'groups',
    'opts.groups',
    'opts.abonents',
    'opts.priority',
    'ext.ct',
  ],
  ...[
    'ext.a',
    'opts.abonentcount',
    'key',
    'ct',
    'lwt',
    'mobile',
    'photo',
    'property',
    'const',
    'asc',
    'desc',
    'session_type',
  ],
  ...[
    '&&',
    '||',
    '!',
    '==',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    'in',
    'contains',
    '101',
    '007',
    'group#101',
    'group#',
  ],
]

const odd = anything(WORDS)
const field = (right: fc.Arbitrary<unknown>) => mostly(right, odd, 40)
const plain = mostly(fc.string({ maxLength: 8 }), text, 30)

/** The required ones are mostly there. */
function some<T extends string>(
  required: readonly T[],
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<unknown> {
  const [all, none] = [required, []].map((requiredKeys) =>
    fc.record(fields, { requiredKeys: [...requiredKeys] })
  )
  return mostly(all!, none!, 10)
}

const id = fc.oneof(
  { weight: 6, arbitrary: fc.nat(30).map((at) => `made ${at}`) },
  { weight: 1, arbitrary: fc.constantFrom(G101, G007, NOBODY, G101.toUpperCase()) },
  { weight: 1, arbitrary: fc.oneof(fc.stringMatching(/^[0-9a-f-]{0,37}$/), text.map(encodeText)) },
)
const code = fc.constantFrom('101', '007', '7', 'x', 'ä', 'stub', G101, 'made 0', 'made 1')
const autokey = mostly(
  fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(15, 27)),
  fc.constantFrom(2147483647, 2 ** 31, 0, -1),
  60,
)
const rank = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(1000, null, 2 ** 31 - 1))
const bag = fc.dictionary(fc.constantFrom('a', 'b', 'ct', 'lwt', '__proto__', ''), odd, { maxKeys: 3 })

const group = some(['name'], {
  name: field(fc.string({ minLength: 1, maxLength: 5 })),
  id: mostly(fc.constant(undefined), id),
  code: field(code),
  shortname: field(plain),
  opts: field(some([], {
    title: field(plain),
    comment: field(plain),
    priority: field(rank),
    abonents: field(fc.array(autokey, { maxLength: 5 })),
    abonentcount: odd,
  })),
  ext: field(bag),
})

const contact = some(['displayname', 'number'], {
  id: mostly(fc.constant(undefined), id),
  autokey: mostly(fc.constant(undefined), autokey),
  displayname: field(fc.string({ minLength: 1, maxLength: 5 })),
  number: field(fc.constantFrom('1', '2', '515')),
  email: field(plain),
  mobile: field(plain),
  photo: field(plain),
  opts: field(some([], {
    comment: field(plain),
    priority: field(rank),
    groups: field(fc.array(code, { maxLength: 4 })),
  })),
  ext: field(bag),
})

/** A filter of the second form, mostly with operators and fields that there are. */
const polish = fc.letrec((tie) => ({
  one: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(
      fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'contains', 'in'),
      fc.constantFrom(...WORDS.slice(0, 26)),
      mostly(fc.oneof(text, autokey, fc.constantFrom('2026-11-22T12:00:00.60Z')), odd, 5),
    ),
    fc.tuple(fc.constantFrom('&&', '||'), tie('one'), tie('one')),
    fc.tuple(fc.constant('!'), tie('one')),
  ),
})).one

const filter = fc.oneof(
  polish,
  fc.dictionary(fc.constantFrom(...WORDS.slice(0, 26)), odd, { maxKeys: 2 }),
  odd,
)
const order = fc.oneof(
  fc.constantFrom(...WORDS.slice(0, 26)),
  fc.array(
    fc.oneof(
      fc.constantFrom(...WORDS),
      fc.dictionary(fc.constantFrom(...WORDS), fc.constantFrom('asc', 'desc', 'up')),
    ),
    { maxLength: 3 },
  ),
  odd,
)
const count = mostly(fc.nat(20), fc.constantFrom('', '-1', '1e3', '9'.repeat(30), '0x1'))
const parameters = some([], {
  filter: field(filter),
  order: field(order),
  offset: count,
  limit: count,
  mask: fc.oneof(fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map(String), text),
  flat: mostly(fc.constantFrom('true', '1', 'false', '0'), fc.constantFrom('yes', '')),
})

const RESOURCES = [
  { path: G, body: group },
  { path: C, body: contact },
  { path: COMBINED, body: group },
  {
    path: SESSIONS,
    body: some([], {
      domain: field(fc.constant('demo')),
      login: field(plain),
      pwd: field(plain),
      session_type: field(plain),
    }),
  },
  { path: CURRENT, body: odd },
  { path: '/rest/v1/addressbook', body: odd },
] as const

/** Most requests are for these. */
const BOTH = RESOURCES.slice(0, 2)

/** Bodies that are none of these, or no JSON at all. */
const oddBody = fc.oneof(odd, fc.constantFrom('', '{', '[]', 'null', '"101"', '101', '1e400', '\ufeff{}'))
const key = fc.oneof(code, id, autokey, fc.constant('515')).map((one) => JSON.stringify(one))

const METHODS = ['GET', 'GET', 'POST', 'POST', 'PATCH', 'PATCH', 'PATCH', 'LOOKUP', 'DELETE']

/** A request as it is generated: `made 3` in it stands for the id of something that was made. */
export const request = fc.constantFrom(...RESOURCES, ...Array.from({ length: 8 }, () => BOTH).flat())
  .chain(({ path, body }) =>
    mostly(
      fc.constantFrom(...METHODS),
      fc.constantFrom('PUT', 'HEAD', 'OPTIONS', 'SEARCH', 'lookup', 'TRACEROUTE'),
    )
      .chain((method) =>
        fc.record({
          path: fc.constant(path),
          method: fc.constant(method),
          id: mostly(hasId(path, method) ? id : fc.constant(null), fc.option(id)),
          parameters: fc.option(parameters),
          body: mostly(method === 'LOOKUP' ? key : body, oddBody),
          type: mostly(
            fc.constantFrom('application/json', undefined),
            fc.constantFrom(null, 'text/plain', 'application/json; charset=latin1', ';'),
          ),
          token: mostly(fc.constant(OPERATOR), fc.constantFrom(null, '', 'nobody', 'a b')),
        })
      )
  )

function hasId(path: string, method: string): boolean {
  return (path === G || path === C) && ['PATCH', 'DELETE'].includes(method)
}

function encodeText(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}
