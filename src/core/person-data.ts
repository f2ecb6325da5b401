import type { Json, JsonObject } from './json.ts'
import { PERSON_EMAILS, PERSON_NUMBERS, type PersonData } from './person.ts'

const TEXTS = ['givenName', 'familyName', 'department', 'jobTitle', 'photo', 'title', 'comment'] as const

/** The known keys of a person's data; what is of another type than it should be is left out. */
export function knownData(data: JsonObject): PersonData {
  const { rank } = data
  return {
    ...textsOf(data, TEXTS),
    ...(typeof rank === 'number' || rank === null ? { rank } : {}),
    ...(isObject(data['numbers']) ? { numbers: textsOf(data['numbers'], PERSON_NUMBERS) } : {}),
    ...(isObject(data['emails']) ? { emails: textsOf(data['emails'], PERSON_EMAILS) } : {}),
    ...(isObject(data['labels']) ? { labels: labelsOf(data['labels']) } : {}),
  }
}

function textsOf<Key extends string>(of: JsonObject, keys: readonly Key[]): Partial<Record<Key, string>> {
  const texts: Partial<Record<Key, string>> = {}
  for (const key of keys) {
    const value = Object.hasOwn(of, key) ? of[key] : undefined
    if (typeof value === 'string') texts[key] = value
  }
  return texts
}

function labelsOf(labels: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
