import { type Filter, NONE } from '../../core/filter.ts'
import type { PersonFilter } from '../../core/person-filter.ts'
import { GROUP_NUMBER } from './combined.ts'
import { RANK, TEXT_NAMES, TEXTS } from './contact.ts'
import type { Named } from './expression.ts'
import { TIMES } from './ext.ts'
import { priorityDefault } from './resource.ts'
import {
  idScale,
  listScale,
  numberScale,
  prefixedScale,
  type Scale,
  textScale,
  timeScale,
  valueScale,
} from './scale.ts'

/** How the fields of one entity are asked for, by name. */
export type Scales<Condition> = (field: Named) => Scale<Condition> | undefined

const GROUPS: Readonly<Record<string, Scale<Filter>>> = {
  'id': idScale('uuid'),
  'code': textScale('code'),
  'name': textScale('name'),
  'shortname': textScale('shortName'),
  'opts.title': textScale('title'),
  'opts.comment': textScale('description'),
  'opts.priority': numberScale('rank', priorityDefault),
  'opts.abonentcount': numberScale('count.person'),
  'opts.abonents': listScale<Filter>(
    { is: 'compare', field: 'count.person', with: '=', value: 0 },
    (value) => typeof value === 'number' ? { is: 'has-member', kind: 'person', ref: value } : NONE,
  ),
  'ext.ct': timeScale('createdAt'),
  'ext.lwt': timeScale('updatedAt'),
}

/** The fields of a group. spec/incoplax.md §8 */
export const groupScales: Scales<Filter> = ({ name, below }) => {
  const key = extKey(name)
  if (key !== undefined) return valueScale({ in: 'extras', path: ['incoplax', 'ext', key, ...below] })
  return own(GROUPS, name, below)
}

const CONTACTS: Readonly<Record<string, Scale<PersonFilter>>> = {
  'id': idScale('uuid'),
  'autokey': numberScale('number'),
  // A person without a name of its own is shown by another one, which is not looked for.
  'displayname': textScale('displayName'),
  'number': textScale('phone'),
  'email': textScale('email'),
  ...Object.fromEntries(TEXT_NAMES.map((name) => [nameInFilters(name), dataScale(TEXTS[name])])),
  'opts.groups': listScale<PersonFilter>(
    { is: 'in-no-group', stubs: true },
    (value) => typeof value === 'string' ? { is: 'in-group', groups: { code: value }, stubs: true } : NONE,
  ),
  'opts.priority': numberScale({ in: 'data', path: RANK }),
  'ext.ct': timeScale('createdAt'),
  'ext.lwt': timeScale('updatedAt'),
}

/** The name under which a contact's text is asked for: two of them are parts of `opts`. */
export function nameInFilters(name: string): string {
  return name === 'title' || name === 'comment' ? `opts.${name}` : name
}

function dataScale(path: readonly string[]): Scale<PersonFilter> {
  return textScale({ in: 'data', path })
}

/** The fields of a contact. */
export const contactScales: Scales<PersonFilter> = ({ name, below }) => {
  const key = extKey(name)
  if (key !== undefined) return valueScale({ in: 'extras', path: ['incoplax', 'ext', key, ...below] })
  return own(CONTACTS, name, below)
}

const COMBINED_GROUPS: Readonly<Record<string, Scale<Filter>>> = {
  id: idScale('uuid'),
  key: textScale('code'),
  name: textScale('name'),
  number: prefixedScale('code', GROUP_NUMBER),
}

const COMBINED_CONTACTS: Readonly<Record<string, Scale<PersonFilter>>> = {
  id: idScale('uuid'),
  // A group's key is a text; a contact's is a number, in which there is none.
  key: { ...numberScale('number'), contains: () => NONE },
  name: textScale('displayName'),
  number: textScale('phone'),
}

/** The fields of the list of both, for its groups and for its contacts. spec/incoplax.md §5.8 */
export const combinedGroupScales: Scales<Filter> = ({ name, below }) => own(COMBINED_GROUPS, name, below)
export const combinedContactScales: Scales<PersonFilter> = ({ name, below }) =>
  own(COMBINED_CONTACTS, name, below)

function own<C>(
  scales: Readonly<Record<string, Scale<C>>>,
  name: string,
  below: readonly string[],
): Scale<C> | undefined {
  return below.length === 0 && Object.hasOwn(scales, name) ? scales[name] : undefined
}

/** The key of `ext` that a name means, where it is one of the client's own. */
export function extKey(name: string): string | undefined {
  const key = name.startsWith('ext.') ? name.slice('ext.'.length) : undefined
  return key === undefined || TIMES.some((time) => time === key) ? undefined : key
}
