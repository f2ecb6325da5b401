import { patternMax } from '../../core/filter.ts'
import type { Shape } from './schema.ts'
import { ID, NULL, TAG_KEY, tagValueMax } from './shapes.ts'

/** How many entries one list of a query may have. */
export const queryListMax = 100

function listOf(items: Shape): Shape {
  return { type: 'array', items, maxItems: queryListMax }
}

const ID_OR_NULL: Shape = { oneOf: [ID, NULL] }

/** What may be asked of ids: one thing. */
export const IDS_ASKED: Shape = {
  oneOf: [ID, NULL, {
    type: 'object',
    properties: {
      $eq: ID_OR_NULL,
      $ne: ID_OR_NULL,
      $gt: ID_OR_NULL,
      $lt: ID_OR_NULL,
      $gte: ID_OR_NULL,
      $lte: ID_OR_NULL,
      $in: listOf(ID),
      $nin: listOf(ID),
    },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  }],
}

const SCALAR: Shape = { type: ['string', 'number', 'boolean', 'null'] }
const SOUGHT: Shape = { type: 'string', minLength: 1, maxLength: patternMax }

/** What may be asked of texts and times: any of it. */
export const VALUE_ASKED: Shape = {
  oneOf: [SCALAR, {
    type: 'object',
    properties: {
      $eq: SCALAR,
      $ne: SCALAR,
      $gt: SCALAR,
      $lt: SCALAR,
      $gte: SCALAR,
      $lte: SCALAR,
      $startsWith: SOUGHT,
      $endsWith: SOUGHT,
      $contains: SOUGHT,
      $ci: { type: 'boolean' },
      $in: listOf({ type: ['string', 'number', 'boolean'] }),
      $nin: listOf({ type: ['string', 'number', 'boolean'] }),
    },
    additionalProperties: false,
  }],
}

const TAG_TEXT: Shape = { type: 'string', maxLength: tagValueMax }

const TAG_MATCH: Shape = {
  oneOf: [TAG_TEXT, NULL, chosen('$in'), chosen('$nin')],
}

function chosen(operator: '$in' | '$nin'): Shape {
  return {
    type: 'object',
    properties: { [operator]: listOf(TAG_TEXT) },
    required: [operator],
    additionalProperties: false,
  }
}

const TAGS: readonly Shape[] = [
  NULL,
  {
    type: 'object',
    properties: { $tagKey: TAG_MATCH, $tagValue: TAG_MATCH },
    additionalProperties: false,
    minProperties: 1,
  },
  {
    type: 'object',
    patternProperties: { key: TAG_KEY.pattern, shape: TAG_MATCH },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: queryListMax,
  },
]

/** What may be asked of tags. */
export const TAGS_ASKED: Shape = { oneOf: [...TAGS, compared('$eq'), compared('$ne')] }

function compared(operator: '$eq' | '$ne'): Shape {
  return {
    type: 'object',
    properties: { [operator]: { oneOf: TAGS } },
    required: [operator],
    additionalProperties: false,
  }
}

/** A query over fields of which this may be asked. The parts of `$and`, `$or` and `$nor` are queries themselves. */
export function queryShape(fields: Readonly<Record<string, Shape>>): Shape {
  const parts = listOf({ type: 'object' })
  return {
    type: 'object',
    properties: { $and: parts, $or: parts, $nor: parts, ...fields },
    additionalProperties: false,
  }
}
