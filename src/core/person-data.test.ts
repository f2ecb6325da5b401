import assert from 'node:assert/strict'
import { knownData } from './person-data.ts'

Deno.test('person data: what is of its type is known, and nothing else', () => {
  const data = JSON.parse(`{
    "givenName": "Ann", "familyName": 5, "department": null, "jobTitle": ["x"], "rank": null,
    "numbers": {"mobile": "1", "room": 2, "other": "3"}, "emails": ["a"],
    "labels": {"__proto__": "p", "k": "v", "n": 1}, "other": "x"
  }`)
  const known = knownData(data)
  assert.deepEqual(Object.keys(known), ['givenName', 'rank', 'numbers', 'labels'])
  assert.deepEqual([known.givenName, known.rank, known.numbers], ['Ann', null, { mobile: '1' }])
  assert.deepEqual(Object.entries(known.labels ?? {}), [['__proto__', 'p'], ['k', 'v']])
})

Deno.test('person data: of data that is not there nothing is known', () => {
  assert.deepEqual(knownData({}), {})
  assert.deepEqual(knownData({ rank: 'high', numbers: null, labels: 'x' }), {})
})
