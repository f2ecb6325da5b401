import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { text } from '../store/population.ts'
import { valueOf } from './naive-filter.ts'

export const GROUP_FIELDS = [
  'id',
  'code',
  'name',
  'shortname',
  'opts.title',
  'opts.comment',
  'opts.priority',
  'opts.abonentcount',
  'opts.abonents',
  'ext.ct',
  'ext.lwt',
  'ext.origin',
  'ext.a.b',
  'ext.a',
  'ext.none',
]
export const CONTACT_FIELDS = [
  'id',
  'autokey',
  'displayname',
  'department',
  'jobtitle',
  'number',
  'numlocal',
  'roomnum2',
  'email',
  'email2',
  'photo',
  'opts.title',
  'opts.comment',
  'opts.groups',
  'opts.priority',
  'ext.ct',
  'ext.origin',
  'ext.a.b',
  'ext.none',
]
export const COMBINED_FIELDS = ['id', 'key', 'name', 'number']

const isDate = (name: string) => name === 'ext.ct' || name === 'ext.lwt'
export const isList = (name: string) => name === 'opts.abonents' || name === 'opts.groups'
const isNumber = (name: string) => ['autokey', 'opts.priority', 'opts.abonentcount'].includes(name)

/** A value that some entity shows there, or a part of one, or any other. */
function operandsFor(name: string, entities: readonly object[]): fc.Arbitrary<Json> {
  const shown = fc.constantFrom(...entities).map((entity) => valueOf(entity, name) as Json ?? null)
    .chain((value) => Array.isArray(value) ? fc.constantFrom<Json>(null, ...value) : fc.constant(value))
    .map((value) => typeof value === 'object' ? null : value)
  if (isDate(name)) {
    const near = fc.tuple(shown, fc.integer({ min: -12, max: 12 })).map(([date, off]) =>
      new Date(Date.parse(String(date)) + off).toISOString()
    )
    return fc.oneof(shown, near, fc.constantFrom(5, null, true))
  }
  const changed = shown.map((value) => typeof value === 'string' ? value.toUpperCase() : value)
  const part = fc.tuple(shown, fc.nat(8), fc.nat(8)).map(([value, from, to]) =>
    typeof value === 'string' ? value.slice(from, to).toWellFormed().replaceAll('\ufffd', '') : value
  )
  const others = fc.constantFrom<Json>('', null, 0, 1000, 'a', 'group', 'gs', true, false)
  return fc.oneof({ weight: 3, arbitrary: shown }, changed, part, others, text)
}

export type Fields = readonly [names: readonly string[], entities: readonly object[]]

/** The first form: dotted names and nested ones, values and lists of them. */
export function objects([names, entities]: Fields): fc.Arbitrary<unknown> {
  const field = fc.constantFrom(...names).chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        { weight: 3, arbitrary: operandsFor(name, entities) },
        fc.array(operandsFor(name, entities), { maxLength: 4 }),
      ),
      fc.boolean(),
    )
  )
  return fc.array(field, { maxLength: 2 }).map((fields) =>
    fields.reduce<JsonObject>((filter, [name, value, nested]) => {
      const [top = '', ...rest] = name.split('.')
      if (!nested || rest.length === 0) return { ...filter, [name]: value }
      // A key of `ext` may hold an object, into which an object goes on.
      if (name === 'ext.a.b') return { ...filter, 'ext.a': { b: value } }
      return { ...filter, [top]: { [rest.join('.')]: value } }
    }, {})
  )
}

/** The second form. */
export function expressions([names, entities]: Fields): fc.Arbitrary<unknown> {
  const leaf = fc.constantFrom(...names).chain((name) => {
    const one = operandsFor(name, entities)
    const order = isList(name) ? [] : ['<', '<=', '>', '>=']
    const parts = isDate(name) || isNumber(name) ? [] : ['contains']
    return fc.tuple(
      fc.constantFrom('==', '!=', ...order, ...parts, 'in'),
      fc.constantFrom<unknown>(name, ['property', name]),
      one,
      fc.array(one, { maxLength: 4 }),
      fc.boolean(),
    ).map(([operator, field, value, list, wrapped]) => {
      const operand = operator === 'in' ? list : value
      return [operator, field, wrapped || operand instanceof Array ? ['const', operand] : operand]
    })
  })
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: leaf },
      { weight: 1, arbitrary: fc.tuple(fc.constant('!'), tie('tree')) },
      {
        weight: 1,
        arbitrary: fc.tuple(
          fc.constantFrom('&&', '||'),
          fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        ).map(([operator, of]) => [operator, ...of]),
      },
    ),
  }))
  return tree
}
