import assert from 'node:assert/strict'
import { DirectoryError, type ErrorCode, type ErrorDetail, invalid } from '../../core/error.ts'
import type { Arrival } from '../../http/dialect.ts'
import { encodeError, refuse, violationsShownMax } from './error.ts'

/** Only the request matters here. */
function arrival(accept?: string): Arrival {
  const request = new Request('http://localhost/groups', { headers: accept === undefined ? {} : { accept } })
  return { request } as Arrival
}

const ANSWERS: readonly [code: ErrorCode, status: number, detail: string][] = [
  ['invalid', 400, 'said'],
  ['unprocessable', 422, 'said'],
  ['unauthenticated', 401, "Client ID or API key isn't active or invalid!"],
  ['inactive', 403, "Account isn't activated. Please wait or contact to support!"],
  ['forbidden', 403, 'This API key does not have the permission for this operation.'],
  ['not_found', 404, 'Resource not found'],
  ['no_route', 404, 'Resource not found'],
  ['method_not_allowed', 405, 'Method Not Allowed'],
  ['not_acceptable', 406, 'said'],
  ['conflict', 409, 'Conflict'],
  ['test_failed', 412, 'Precondition Failed'],
  ['version_mismatch', 412, 'Precondition Failed'],
  ['too_large', 413, 'Request Entity Too Large'],
  ['unsupported_type', 415, 'said'],
  [
    'blocked',
    429,
    'IP address was temporary blocked, because during short time from it was sent many request with invalid ' +
    'credentials. Please wait and try later.',
  ],
  ['timeout', 408, 'Request Timeout'],
  ['unavailable', 503, 'Service Unavailable'],
  ['internal', 500, 'Internal Server Error'],
]

for (const [code, status, detail] of ANSWERS) {
  Deno.test(`lox24 error: ${code} is ${status}, in both formats`, async () => {
    const error = new DirectoryError(code, 'said')
    const plain = refuse(error, arrival('application/json'))
    assert.equal(plain.status, status)
    assert.equal(plain.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    assert.deepEqual(await plain.json(), {
      type: 'https://tools.ietf.org/html/rfc2616#section-10',
      title: 'An error occurred',
      detail,
    })
    const linked = refuse(error, arrival())
    assert.equal(linked.headers.get('content-type'), 'application/ld+json; charset=utf-8')
    assert.deepEqual(await linked.json(), {
      '@context': '/contexts/Error',
      '@type': 'hydra:Error',
      'hydra:title': 'An error occurred',
      'hydra:description': detail,
    })
  })
}

const HEADERS: readonly [code: ErrorCode, detail: ErrorDetail, header: string, value: string | null][] = [
  ['method_not_allowed', { allow: ['GET', 'PUT'] }, 'allow', 'GET, PUT'],
  ['blocked', { retryAfter: 599 }, 'retry-after', '599'],
  ['unavailable', {}, 'retry-after', '1'],
  ['not_found', {}, 'retry-after', null],
]

for (const [code, detail, header, value] of HEADERS) {
  Deno.test(`lox24 error: ${code} has ${value === null ? 'no' : 'its'} ${header}`, () => {
    assert.equal(refuse(new DirectoryError(code, 'x', detail), arrival()).headers.get(header), value)
  })
}

Deno.test('lox24 error: violations are listed in both formats', () => {
  const error = new DirectoryError('invalid', 'x', {
    violations: [{ field: 'name', rule: 'required' }, { field: 'columns[2]', rule: 'too_long', limit: 50 }],
  })
  const violations = [
    {
      propertyPath: 'name',
      message: 'This value should not be blank.',
      code: 'c1051bb4-d103-4f74-8988-acbcafc7fdc3',
    },
    {
      propertyPath: 'name_c',
      message: 'This value is too long. It should have 50 characters or less.',
      code: 'd94b19cc-114f-4f44-9cc4-4138e80a87b9',
    },
  ]
  const detail = 'name: This value should not be blank.\n' +
    'name_c: This value is too long. It should have 50 characters or less.'
  assert.deepEqual(encodeError(error, 'json'), {
    type: 'https://tools.ietf.org/html/rfc2616#section-10',
    title: 'An error occurred',
    detail,
    violations,
  })
  assert.deepEqual(encodeError(error, 'jsonld'), {
    '@context': '/contexts/ConstraintViolationList',
    '@type': 'ConstraintViolationList',
    'hydra:title': 'An error occurred',
    'hydra:description': detail,
    violations,
  })
})

Deno.test('lox24 error: a date in the past is told in a line of its own, and not as a violation', () => {
  const error = new DirectoryError('unprocessable', 'x', {
    violations: [{ field: 'expiresAt', rule: 'past' }],
  })
  assert.equal(encodeError(error, 'json').detail, 'deleted_at: This value should be in the future.')
  assert.equal('violations' in encodeError(error, 'json'), false)
})

Deno.test('lox24 error: an unreadable body and a wrong type stand alone', () => {
  assert.equal(encodeError(invalid('', 'format'), 'json').detail, 'Syntax error')
  const error = new DirectoryError('invalid', 'x', {
    violations: [{ field: 'name', rule: 'required' }, { field: 'name_a', rule: 'type', value: 5 }],
  })
  assert.deepEqual(encodeError(error, 'json'), {
    type: 'https://tools.ietf.org/html/rfc2616#section-10',
    title: 'An error occurred',
    detail: 'The type of the "name_a" attribute must be "string", "integer" given.',
  })
})

Deno.test('lox24 error: a flood of violations is cut', () => {
  const violations = Array.from(
    { length: 5000 },
    (_, index) => ({ field: `phones[${index}]`, rule: 'text' as const }),
  )
  const { violations: listed } = encodeError(new DirectoryError('invalid', 'x', { violations }), 'json')
  assert.equal(Array.isArray(listed) && listed.length, violationsShownMax)
})
