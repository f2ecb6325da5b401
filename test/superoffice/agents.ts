import assert from 'node:assert/strict'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { Answer, Api, Ask } from './client.ts'

/** Calls a method of an agent, such as `SaveListEntity`; the parameters are its body. */
export type CallMethod = (method: string, parameters?: unknown, ask?: Ask) => Promise<Answer>

/** Calls of the methods of one agent. */
export function agentOf(api: Api, agent = 'List'): CallMethod {
  return (method, parameters = null, ask) => api.post(`/api/v1/Agents/${agent}/${method}`, parameters, ask)
}

/** Whether a method gave one thing; gives it. */
export function one(answer: Answer): JsonObject {
  assert.equal(answer.status, 200, answer.text)
  assert.notEqual(answer.text, 'null')
  return answer.object
}

/** Whether a method gave an array; gives one field of each. */
export function fieldOfAll(answer: Answer, field: string): Json[] {
  assert.equal(answer.status, 200, answer.text)
  return answer.list.map((object) => object[field]!)
}

/** The names of an array. */
export function names(answer: Answer): Json[] {
  return fieldOfAll(answer, 'Name')
}

/** Whether a method found nothing: a result here, not an error. */
export function assertNull(answer: Answer): void {
  assert.deepEqual([answer.status, answer.text], [200, 'null'])
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
}

/** Whether a method that gives nothing did. */
export function assertNothing(answer: Answer): void {
  assert.deepEqual([answer.status, answer.text, answer.headers.get('content-type')], [204, '', null])
}
