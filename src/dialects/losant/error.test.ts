import assert from 'node:assert/strict'
import {
  DirectoryError,
  type ErrorCode,
  type ErrorDetail,
  invalid,
  notFound,
  taken,
} from '../../core/error.ts'
import type { Arrival } from '../../http/dialect.ts'
import { refuse } from './error.ts'

/** Only the method and the path matter here. */
function arrival(path = '/applications/a/experience/groups/g', method = 'PUT'): Arrival {
  const url = new URL(path, 'http://localhost')
  return { request: new Request(url, { method }), url } as Arrival
}

const ANSWERS: readonly [code: ErrorCode, status: number, type: string, message: string][] = [
  ['invalid', 400, 'Validation', 'said'],
  ['unprocessable', 400, 'Validation', 'said'],
  ['unauthenticated', 401, 'Unauthorized', 'said'],
  ['inactive', 403, 'Forbidden', 'Access is forbidden'],
  ['forbidden', 403, 'Forbidden', 'Access is forbidden'],
  ['not_found', 404, 'NotFound', 'Resource was not found'],
  ['no_route', 404, 'NotFound', '/applications/a/experience/groups/g does not exist'],
  ['method_not_allowed', 405, 'MethodNotAllowed', 'PUT is not allowed'],
  ['not_acceptable', 406, 'NotAcceptable', 'JSON is all that is spoken here'],
  ['conflict', 400, 'Validation', 'said'],
  ['test_failed', 409, 'Conflict', 'The resource has changed'],
  ['version_mismatch', 409, 'Conflict', 'The resource has changed'],
  ['too_large', 413, 'RequestEntityTooLarge', 'Request entity too large.'],
  ['unsupported_type', 415, 'UnsupportedMediaType', 'JSON is all that is spoken here'],
  ['blocked', 401, 'AccountLocked', 'Too many failed logins. Please wait and try again later.'],
  ['timeout', 408, 'RequestTimeout', 'The request did not arrive in time'],
  ['unavailable', 503, 'ServiceUnavailable', 'The server is busy. Please try again.'],
  ['internal', 500, 'Error', 'Internal server error'],
]

async function told(error: DirectoryError, path?: string) {
  const response = refuse(error, arrival(path))
  return { status: response.status, headers: response.headers, body: await response.json() }
}

Deno.test('losant error: every code has a status, a type and a sentence', async () => {
  for (const [code, status, type, message] of ANSWERS) {
    const answer = await told(new DirectoryError(code, 'said'))
    assert.deepEqual([answer.status, answer.body], [status, { type, message }], code)
    assert.equal(answer.headers.get('content-type'), 'application/json')
  }
})

Deno.test('losant error: a 405 says what the path has, and what passes says when to come again', async () => {
  const { headers } = await told(new DirectoryError('method_not_allowed', '', { allow: ['GET', 'POST'] }))
  assert.equal(headers.get('allow'), 'GET, POST')
  for (const code of ['blocked', 'unavailable'] as const) {
    const answer = await told(new DirectoryError(code, '', { retryAfter: 7 }))
    assert.equal(answer.headers.get('retry-after'), '7')
  }
})

Deno.test('losant error: what is not found has the title of the vendor', async () => {
  for (
    const [what, title] of [
      ['directory', 'Application'],
      ['group', 'Experience Group'],
      ['group 5', 'Experience Group'],
      ['person', 'Experience User'],
      ['endpoint', 'Experience Endpoint'],
      ['token', 'API Token'],
    ] as const
  ) assert.equal((await told(notFound(what))).body.message, `${title} was not found`)
})

Deno.test("losant error: what the core finds is told in the vendor's words, under the name of the body", async () => {
  const users = '/applications/a/experience/users'
  const cycle: ErrorDetail = { violations: [{ field: 'parent', rule: 'cycle', value: 1 }] }
  const deep: ErrorDetail = { violations: [{ field: 'parent', rule: 'too_many', limit: 1000 }] }
  const cases: readonly (readonly [DirectoryError, string, string?])[] = [
    [invalid('name', 'too_long', { limit: 1024 }), 'experienceGroup.name has longer length than allowed'],
    [invalid('labels', 'too_many'), 'experienceGroup.groupTags has more items than allowed'],
    [invalid('name', 'text'), 'experienceUser.name has characters that cannot be stored', users],
    [
      new DirectoryError('conflict', 'cycle: 1 > 2', cycle),
      'experienceGroup.parentId cannot be the group itself or one of its descendants',
    ],
    [
      new DirectoryError('too_large', 'more than 1000 levels', deep),
      'experienceGroup.parentId has more items than allowed',
    ],
  ]
  for (const [error, message, path] of cases) {
    const { status, body } = await told(error, path)
    assert.deepEqual([status, body], [400, { type: 'Validation', message }])
  }
})

Deno.test('losant error: a taken e-mail has a type of its own', async () => {
  const { status, body } = await told(taken('email', 'test@example.com'))
  const message = 'Email address "test@example.com" already exists'
  assert.deepEqual([status, body], [400, { type: 'AlreadyExists', message }])
})

Deno.test('losant error: JSON that is none has both keys', async () => {
  const cause = new SyntaxError('Unexpected end of JSON input')
  const detail: ErrorDetail = { violations: [{ field: '', rule: 'format' }], cause }
  const { status, body } = await told(new DirectoryError('invalid', 'the body is not JSON', detail))
  const message = 'Invalid JSON: Unexpected end of JSON input'
  assert.deepEqual([status, body], [400, { type: 'InvalidContent', code: 'InvalidContent', message }])
})
