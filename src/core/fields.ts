import { checkDeviceQuery } from './device-query.ts'
import { DirectoryError, invalid } from './error.ts'
import {
  bagDepthMax,
  codeMax,
  columnsMax,
  descriptionMax,
  extrasMax,
  type Group,
  type GroupFields,
  labelMax,
  labelsMax,
  nameMax,
  type Selector,
  selectorMax,
  selectorsMax,
} from './group.ts'
import { numberMax } from './ids.ts'
import { type Json, type JsonObject, sameJson } from './json.ts'
import { checkText } from './text.ts'

/** The given fields that differ from what is there; undefined ones count as not given. */
export function changedFields<T extends object>(current: T, set: Partial<T>): Partial<T> {
  const changed: Partial<T> = {}
  for (const key of keysOf(set)) {
    const value = set[key]
    if (value !== undefined && !sameJson(value, current[key])) changed[key] = value
  }
  return changed
}

function keysOf<T extends object>(value: Partial<T>): (keyof T)[] {
  return Object.keys(value) as (keyof T)[]
}

/** Throws `invalid` for a list that comes with the directory: it stays, and lies in no group. */
export function refuseBuiltin({ builtin }: Group, field: string): void {
  if (builtin !== null) throw invalid(field, 'fixed')
}

/** Throws `invalid` for a field over a core limit, and `unprocessable` for an expiry that is not in the future. */
export function checkGroupFields(set: Partial<GroupFields>, now: number): void {
  if (set.name !== undefined) checkName('name', set.name)
  if (set.code !== undefined) checkCode('code', set.code)
  if (typeof set.slug === 'string') checkCode('slug', set.slug)
  checkText('shortName', set.shortName ?? '', nameMax)
  checkText('title', set.title ?? '', nameMax)
  checkText('description', set.description ?? '', descriptionMax)
  checkRank(set.rank ?? 0)
  checkLabels(set.labels ?? {})
  checkColumns(set.columns ?? [])
  checkSelectors(set.selectors ?? [])
  checkBag('extras', set.extras ?? {}, extrasMax)
  checkExpiry(set.expiresAt ?? null, now)
}

function checkName(field: string, name: string): void {
  if (name === '') throw invalid(field, 'required')
  checkText(field, name, nameMax)
}

function checkCode(field: string, code: string): void {
  if (code === '') throw invalid(field, 'required')
  checkText(field, code, codeMax)
}

function checkRank(rank: number): void {
  if (!Number.isInteger(rank)) throw invalid('rank', 'type', { value: rank })
  if (Math.abs(rank) > numberMax) throw invalid('rank', 'range', { limit: numberMax })
}

function checkLabels(labels: Readonly<Record<string, string>>): void {
  const entries = Object.entries(labels)
  if (entries.length > labelsMax) throw invalid('labels', 'too_many', { limit: labelsMax })
  for (const [key, value] of entries) {
    checkText('labels', key, labelMax)
    checkText(`labels.${key}`, value, labelMax)
  }
}

function checkColumns(columns: readonly (string | null)[]): void {
  if (columns.length > columnsMax) throw invalid('columns', 'too_many', { limit: columnsMax })
  columns.forEach((column, index) => checkText(`columns[${index}]`, column ?? '', nameMax))
}

function checkSelectors(selectors: readonly Selector[]): void {
  if (selectors.length > selectorsMax) throw invalid('selectors', 'too_many', { limit: selectorsMax })
  selectors.forEach((selector, index) => {
    checkText(`selectors[${index}]`, selector.value ?? '', selectorMax)
    if (selector.kind === 'tag') checkText(`selectors[${index}]`, selector.key ?? '', labelMax)
    else checkDeviceQuery(selector.value)
  })
}

/** Throws `invalid` for a bag of JSON that is too large, nests too deep or holds text that cannot be stored. */
export function checkBag(field: string, bag: JsonObject, max: number): void {
  if (isDeeperThan(bag, bagDepthMax)) throw invalid(field, 'too_many', { limit: bagDepthMax })
  const text = JSON.stringify(bag)
  if (text.length > max) throw invalid(field, 'too_long', { limit: max })
  // JSON writes U+0000 and lone surrogates as escapes; a backslash before the escape makes it plain text.
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/.test(text)) throw invalid(field, 'text')
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(one, levels - 1))
}

function checkExpiry(expiresAt: number | null, now: number): void {
  if (expiresAt === null || expiresAt > now) return
  throw new DirectoryError('unprocessable', 'expiresAt: the time must be in the future', {
    violations: [{ field: 'expiresAt', rule: 'past', value: expiresAt }],
  })
}
