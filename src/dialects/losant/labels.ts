import { TAG_KEY, tagValueMax } from './shapes.ts'
import { cutUnits } from './text.ts'

export type Tags = Readonly<Record<string, string>>

/**
 * Labels as the vendor's schema lets them be: keys and values that it forbids are not shown, long values are cut.
 * collisions.md A13
 */
export function toTags(labels: unknown): Tags {
  return Object.fromEntries(
    textsOf(labels).flatMap(([key, value]) =>
      TAG_KEY.pattern.test(key) && value !== '' ? [[key, cutUnits(value, tagValueMax)]] : []
    ),
  )
}

/** The labels that tags become: what was not shown stays, and so does what was shown cut and came back so. */
export function fromTags(tags: Tags, labels: unknown): Tags {
  const before = Object.fromEntries(textsOf(labels))
  const shown = toTags(before)
  const hidden = Object.entries(before).filter(([key]) => !Object.hasOwn(shown, key))
  const sent = Object.entries(tags).map(([key, value]) =>
    Object.hasOwn(shown, key) && shown[key] === value ? [key, before[key]!] as const : [key, value] as const
  )
  return Object.fromEntries([...hidden, ...sent])
}

function textsOf(labels: unknown): [string, string][] {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return []
  return Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
}
