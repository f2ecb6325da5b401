import type { Call, Route } from '../../http/dialect.ts'
import { answerEntries, createEntry, deleteAllEntries, saveAllEntries } from './entry-operations.ts'

/** The operations on the headings of a list. Items stay when their headings are deleted. spec/superoffice.md §5.1, 13 */
export const headingRoutes: readonly Route[] = [
  ['GET', '/api/v1/List/:list/Headings', readHeadings],
  ['PUT', '/api/v1/List/:list/Headings', saveHeadings],
  ['POST', '/api/v1/List/:list/Headings', createHeading],
  ['DELETE', '/api/v1/List/:list/Headings', deleteHeadings],
]

function readHeadings(call: Call): Promise<Response> {
  return answerEntries(call, 'heading')
}

function saveHeadings(call: Call): Promise<Response> {
  return saveAllEntries(call, 'heading')
}

function createHeading(call: Call): Promise<Response> {
  return createEntry(call, 'heading')
}

function deleteHeadings(call: Call): Promise<Response> {
  return deleteAllEntries(call, 'heading')
}
