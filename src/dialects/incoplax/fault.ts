import { DirectoryError } from '../../core/error.ts'

/** A field of a body is wrong: an `invalid` in the vendor's words, which name the field as it has it. spec/incoplax.md §7 */
export function badField(name: string): DirectoryError {
  return new DirectoryError('invalid', `Invalid field '${name}'`)
}

/** A parameter of the query is wrong. */
export function badParameter(name: string, reason?: string): DirectoryError {
  return new DirectoryError('invalid', `Invalid parameter '${name}'${reason ? `: ${reason}` : ''}`)
}

/** A parameter names a field that there is not; of a long name the beginning is told back. */
export function unknownField(parameter: string, name: string): DirectoryError {
  return badParameter(parameter, `unknown field '${name.slice(0, nameShownMax)}'`)
}

const nameShownMax = 100

/** The body is not what the operation takes at all. */
export function badBody(): DirectoryError {
  return new DirectoryError('invalid', 'Invalid body')
}
