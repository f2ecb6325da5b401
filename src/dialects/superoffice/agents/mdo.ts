import { findGroup } from '../../../core/queries.ts'
import { textOf } from '../decode.ts'
import type { Wire, Wires } from '../answer.ts'
import { branchesAt, choiceNames, keyOf, toWires } from '../mdo.ts'
import { type AgentCall, gives } from './method.ts'
import { flagIn, givenText } from './parameters.ts'

/** The methods on lists as choices. spec/superoffice.md §5.9 */
export const mdoMethods = {
  GetList: gives(getList),
  GetSimpleList: gives(getSimpleList),
  GetListNames: gives(getListNames),
  GetListIdByListName: gives(getListIdByListName),
}

/** Nobody has a history here, so that nothing is left of a list of which only that is wanted. */
async function getList(call: AgentCall): Promise<Wires> {
  const { parameters } = call
  const place = {
    name: givenText(parameters, 'Name'),
    additional: textOf(parameters, 'AdditionalInfo')?.trim() ?? '',
  }
  const branches = await branchesAt(call, place, { flat: flagIn(parameters, 'ForceFlatList'), query: '' })
  return toWires(flagIn(parameters, 'OnlyHistory') ? none() : branches, call.principal)
}

async function* none(): AsyncGenerator<never> {}

async function getSimpleList(call: AgentCall): Promise<Wires> {
  const place = { name: givenText(call.parameters, 'Name'), additional: '' }
  return toWires(await branchesAt(call, place, { flat: true, query: '' }), call.principal)
}

async function getListNames(call: AgentCall): Promise<Wire> {
  return { root: 'ArrayOfString', value: await choiceNames(call) }
}

async function getListIdByListName({ store, principal, parameters }: AgentCall): Promise<Wire> {
  const list = keyOf({ name: givenText(parameters, 'Name'), additional: '' })
  const { number } = await findGroup(store, principal, list, { trashed: true })
  return { root: 'int', value: number }
}
