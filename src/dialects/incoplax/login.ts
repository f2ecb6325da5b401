import { passwordMax } from '../../core/accounts.ts'
import { directoryNameMax, loginMax } from '../../core/directory.ts'
import { isLongerThan } from '../../core/text.ts'
import { badBody, badField } from './fault.ts'

/** Which kind of session is asked for, and who asks. spec/incoplax.md §3.1 */
export type Login =
  | {
    readonly type: 'cookie' | 'token'
    readonly domain: string
    readonly login: string
    readonly pwd: string
  }
  | { readonly type: 'token_clone_cookie' }

/** The body of a login. Throws `invalid` with the field's name. Other keys are passed over. */
export function decodeLogin(body: unknown): Login {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badBody()
  const type = decodeType(Reflect.get(body, 'session_type'))
  if (type === 'token_clone_cookie') return { type }
  return {
    type,
    domain: decodeText(body, 'domain', directoryNameMax),
    login: decodeText(body, 'login', loginMax),
    pwd: decodeText(body, 'pwd', passwordMax),
  }
}

function decodeType(value: unknown): Login['type'] {
  if (value === undefined || value === null) return 'cookie'
  if (value === 'token' || value === 'token_clone_cookie') return value
  throw badField('session_type')
}

function decodeText(body: object, key: string, max: number): string {
  const value: unknown = Reflect.get(body, key)
  if (typeof value !== 'string' || isLongerThan(value, max)) throw badField(key)
  return value
}
