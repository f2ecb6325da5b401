import assert from 'node:assert/strict'
import { DirectoryError, type ErrorCode } from '../../core/error.ts'
import type { Store } from '../../core/store.ts'
import type { Arrival } from '../../http/dialect.ts'
import { refuse } from './error.ts'

function arrival(path: string): Arrival {
  return {
    request: new Request(`http://x${path}`),
    id: '',
    url: new URL(`http://x${path}`),
    address: '',
    store: { clock: () => Date.UTC(2026, 1, 1, 9) } as Store,
    text: () => Promise.resolve(''),
  }
}

const TYPE = '/api/v1/en_US/group-type/1'
const GROUP = '/api/v1/en_US/group/1'

for (
  const [code, path, status, message] of [
    ['invalid', TYPE, 400, 'The request body is not valid'],
    ['unprocessable', TYPE, 400, 'The request body is not valid'],
    ['unauthenticated', TYPE, 401, 'said'],
    ['inactive', TYPE, 403, 'The directory is not active'],
    ['forbidden', TYPE, 403, 'You are not allowed to manage group types'],
    ['forbidden', GROUP, 403, 'You are not allowed to manage groups'],
    ['not_found', TYPE.toUpperCase(), 404, 'Group type not found'],
    ['not_found', GROUP, 404, 'Group not found'],
    ['not_found', '/api/v1/en_US/user/list/1', 404, 'Group not found'],
    ['no_route', TYPE, 404, 'Not found'],
    ['method_not_allowed', TYPE, 405, 'Method not allowed'],
    ['not_acceptable', TYPE, 406, 'Only JSON is spoken here'],
    ['conflict', TYPE, 409, 'The record has changed meanwhile'],
    ['test_failed', TYPE, 409, 'The record has changed meanwhile'],
    ['version_mismatch', TYPE, 409, 'The record has changed meanwhile'],
    ['too_large', TYPE, 413, 'The request body is too large'],
    ['unsupported_type', TYPE, 415, 'The content type is not supported'],
    ['blocked', TYPE, 401, 'Invalid email or password'],
    ['timeout', TYPE, 408, 'The request did not arrive in time'],
    ['unavailable', TYPE, 503, 'The server is busy'],
    ['internal', TYPE, 500, 'An unexpected error occurred'],
  ] as const satisfies readonly (readonly [ErrorCode, string, number, string])[]
) {
  Deno.test(`hive error: ${code} at ${path}`, async () => {
    const error = new DirectoryError(code, 'said', { allow: ['DELETE', 'PUT'], retryAfter: 7 })
    const response = refuse(error, arrival(path))
    assert.equal(response.status, status)
    assert.deepEqual(await response.json(), {
      success: false,
      message,
      timestamp: '2026-02-01T09:00:00Z',
      errors: [],
      object: null,
    })
    assert.equal(response.headers.get('allow'), code === 'method_not_allowed' ? 'DELETE, PUT' : null)
    assert.equal(response.headers.get('www-authenticate'), status === 401 ? 'X-Auth' : null)
    assert.equal(response.headers.get('retry-after'), '7')
  })
}
