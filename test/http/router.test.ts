import assert from 'node:assert/strict'
import type { PathRules, Route } from '../../src/http/dialect.ts'
import { routerOf } from '../../src/http/router.ts'
import { EXACT, LENIENT } from './sample.ts'

const list = () => Promise.resolve(new Response('list'))
const read = () => Promise.resolve(new Response('read'))
const write = () => Promise.resolve(new Response('write'))
const find = () => Promise.resolve(new Response('find'))

const ROUTES: readonly Route[] = [
  ['GET', '/Groups', list],
  ['LOOKUP', '/Groups', find],
  ['GET', '/Groups/:id', read],
  ['PUT', '/Groups/:id', write],
  ['GET', '/Groups/new', find],
  ['GET', '/Groups/:id/phones/:phone', read],
]

interface Row {
  readonly name: string
  readonly rules?: PathRules
  readonly path: string
  /** The methods of the path and its parameters; absent where the path is unknown. */
  readonly found?: { readonly allow: string; readonly params?: Record<string, string> }
}

const ROWS: readonly Row[] = [
  { name: 'finds a literal path', path: '/Groups', found: { allow: 'GET LOOKUP' } },
  { name: 'finds a parameter', path: '/Groups/7', found: { allow: 'GET PUT', params: { id: '7' } } },
  {
    name: 'finds two parameters',
    path: '/Groups/7/phones/8',
    found: { allow: 'GET', params: { id: '7', phone: '8' } },
  },
  { name: 'prefers a literal segment, for all methods', path: '/Groups/new', found: { allow: 'GET' } },
  {
    name: 'decodes a parameter',
    path: '/Groups/a%2Fb%20c',
    found: { allow: 'GET PUT', params: { id: 'a/b c' } },
  },
  { name: 'decodes a literal segment', path: '/Gr%6Fups/new', found: { allow: 'GET' } },
  { name: 'keeps a plus sign', path: '/Groups/+49', found: { allow: 'GET PUT', params: { id: '+49' } } },
  { name: 'knows no path with a broken escape', path: '/Groups/%zz' },
  { name: 'knows no path with broken UTF-8', path: '/Groups/%ff' },
  { name: 'knows no empty segment', path: '/Groups//phones/8' },
  { name: 'knows no longer path', path: '/Groups/7/phones' },
  { name: 'knows no prefix', path: '/Group' },
  { name: 'minds case', path: '/groups' },
  { name: 'minds a trailing slash', path: '/Groups/' },
  { name: 'minds a trailing slash behind a parameter', path: '/Groups/7/' },
  { name: 'ignores case where told', rules: LENIENT, path: '/GROUPS', found: { allow: 'GET HEAD LOOKUP' } },
  {
    name: 'keeps the case of a parameter where it ignores case',
    rules: LENIENT,
    path: '/groups/AbC/PHONES/D',
    found: { allow: 'GET HEAD', params: { id: 'AbC', phone: 'D' } },
  },
  {
    name: 'ignores a trailing slash where told',
    rules: LENIENT,
    path: '/groups/',
    found: { allow: 'GET HEAD LOOKUP' },
  },
  { name: 'ignores one trailing slash only', rules: LENIENT, path: '/groups//' },
]

for (const { name, rules = EXACT, path, found } of ROWS) {
  Deno.test(`router: ${name}`, () => {
    const match = routerOf(ROUTES, rules)(path)
    const seen = match && { allow: match.endpoint.allow.join(' '), params: match.params }
    assert.deepEqual(seen, found && { params: {}, ...found })
  })
}

Deno.test('router: answers HEAD as GET where told, and keeps a HEAD of its own', () => {
  const lenient = routerOf([...ROUTES, ['HEAD', '/Groups', find]], LENIENT)
  assert.equal(lenient('/groups/7')?.endpoint.operations.get('HEAD'), read)
  assert.equal(lenient('/groups')?.endpoint.operations.get('HEAD'), find)
  assert.equal(routerOf(ROUTES, EXACT)('/Groups')?.endpoint.operations.get('HEAD'), undefined)
})

Deno.test('router: finds the root', () => {
  assert.deepEqual(routerOf([['GET', '/', list]], LENIENT)('/')?.endpoint.allow, ['GET', 'HEAD'])
})

Deno.test('router: refuses a table that contradicts itself', () => {
  assert.throws(() => routerOf([['GET', '/a', list], ['GET', '/A', read]], LENIENT), /twice/)
  assert.throws(() => routerOf([['GET', '/a/:b', list], ['PUT', '/a/:c', read]], EXACT), /two names/)
})
