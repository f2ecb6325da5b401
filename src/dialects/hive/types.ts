import { allow } from '../../core/principal.ts'
import { findTypeWith, listTypes } from '../../core/typed-groups.ts'
import { changeTypeWith, createType, deleteTypeWith } from '../../core/types.ts'
import type { Call, Route } from '../../http/dialect.ts'
import { decodeBody } from './decode.ts'
import { answer, answerPieces } from './envelope.ts'
import { decodeName, type NameDraft, piecesOfType, piecesOfTypes, unsaved } from './resource.ts'
import { typeNumber } from './keys.ts'

const TYPE = '/api/v1/:locale/group-type'

/** spec/enterprise-hive.md §5 E1 to E4 */
export const typeRoutes: readonly Route[] = [
  ['GET', `${TYPE}/list`, listGroupTypes],
  ['POST', TYPE, addGroupType],
  ['PUT', `${TYPE}/:typeId`, updateGroupType],
  ['DELETE', `${TYPE}/:typeId`, deleteGroupType],
]

const NOT_SAVED = 'The group type was not saved.'

/** All of them at once, whatever the query says. */
async function listGroupTypes(call: Call): Promise<Response> {
  const listing = await listTypes(call.store, call.principal)
  return await answerPieces(call, { message: 'Group types listed.' }, piecesOfTypes(listing))
}

async function addGroupType(call: Call): Promise<Response> {
  allow(call.principal, 'type.create')
  const { name, faults } = decodeName(decodeBody(call.request, await call.text()))
  if (faults.length > 0) return answer(call, { message: NOT_SAVED, errors: faults, object: unsaved(name) })
  const { number } = await createType(call.store, call.principal, name)
  return answer(call, { message: 'Group type created.', object: { ...unsaved(name), id: number } })
}

/** A refused name is in the answer, in place of the one that the type keeps. §5 E3 */
async function updateGroupType(call: Call): Promise<Response> {
  const number = typeNumber(call.params)
  if (number === 0) return await refuseDefault(call, 'changed')
  const text = await call.text()
  let draft: NameDraft = { name: '', faults: [] }
  const listing = await changeTypeWith(call.store, call.principal, number, (current) => {
    draft = decodeName(decodeBody(call.request, text), current.name)
    return draft.faults.length > 0 ? current.name : draft.name
  })
  const { name, faults } = draft
  const message = faults.length > 0 ? NOT_SAVED : 'Group type updated.'
  return await answerPieces(call, { message, errors: faults }, piecesOfType(listing, name))
}

/** The type as it was, with the groups that it held; these are in `Default` from now on. The body is not looked at. §5 E4 */
async function deleteGroupType(call: Call): Promise<Response> {
  const number = typeNumber(call.params)
  if (number === 0) return await refuseDefault(call, 'deleted')
  const listing = await deleteTypeWith(call.store, call.principal, number)
  return await answerPieces(call, { message: 'Group type deleted.' }, piecesOfType(listing))
}

async function refuseDefault(call: Call, doing: 'changed' | 'deleted'): Promise<Response> {
  const isChange = doing === 'changed'
  allow(call.principal, isChange ? 'type.change' : 'type.delete')
  if (isChange) decodeBody(call.request, await call.text())
  const message = isChange ? NOT_SAVED : 'The group type was not deleted.'
  const errors = [{ key: 'id', value: '0', message: `The default group type cannot be ${doing}` }]
  const listing = await findTypeWith(call.store, call.principal, null)
  return await answerPieces(call, { message, errors }, piecesOfType(listing))
}
