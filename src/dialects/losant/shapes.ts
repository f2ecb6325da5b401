import { labelsMax } from '../../core/group.ts'
import { type Shape } from './schema.ts'
import { APPLICATION_SCOPES, GRANTABLE_SCOPES } from './scope-names.ts'

/** Limits in UTF-16 units, as the vendor counts. */
export const nameMax = 255
export const descriptionMax = 32767
export const queryTextMax = 8192
export const tagValueMax = 255
export const idsMax = 1000
export const deviceTagsMax = 100
export const personTextMax = 1024
export const passwordMin = 8
export const passwordMax = 2048
export const routeMax = 1024
export const templateMax = 255

export const ID = { type: 'string', pattern: /^[A-Fa-f\d]{24}$/ } as const satisfies Shape
export const NULL = { type: 'null' } as const satisfies Shape
export const NAME = { type: 'string', minLength: 1, maxLength: nameMax } as const satisfies Shape
export const DESCRIPTION = { type: 'string', maxLength: descriptionMax } as const satisfies Shape
export const DATE = { type: 'string', format: 'date-time' } as const satisfies Shape
export const EMAIL = { type: 'string', format: 'email', maxLength: personTextMax } as const satisfies Shape

export const TAG_KEY = { type: 'string', pattern: /^[0-9a-zA-Z_-]{1,255}$/ } as const satisfies Shape
export const TAG_VALUE = { type: 'string', minLength: 1, maxLength: tagValueMax } as const satisfies Shape

/** The number of tags is ours: the vendor names none. */
export const TAGS = {
  type: 'object',
  patternProperties: { key: TAG_KEY.pattern, shape: TAG_VALUE },
  additionalProperties: false,
  maxProperties: labelsMax,
} as const satisfies Shape

export const DEVICE_TAG = {
  type: 'object',
  properties: { key: TAG_KEY, value: TAG_VALUE },
  additionalProperties: false,
} as const satisfies Shape

const IDS = { type: 'array', items: ID, maxItems: idsMax } as const satisfies Shape
const PERSON_TEXT = { type: 'string', maxLength: personTextMax } as const satisfies Shape
const PASSWORD = { type: 'string', minLength: passwordMin, maxLength: passwordMax } as const satisfies Shape

/** spec/losant.md §4.2 */
export const GROUP_PATCH = {
  type: 'object',
  properties: {
    name: NAME,
    description: DESCRIPTION,
    experienceUserIds: IDS,
    experienceEndpointIds: IDS,
    groupTags: TAGS,
    deviceIds: IDS,
    deviceTags: { type: 'array', items: DEVICE_TAG, maxItems: deviceTagsMax },
    deviceQueryJson: { type: ['string', 'null'], maxLength: queryTextMax },
    parentId: { oneOf: [ID, NULL] },
  },
  additionalProperties: false,
} as const satisfies Shape

export const GROUP_POST = { ...GROUP_PATCH, required: ['name'] } as const satisfies Shape

/** spec/losant.md §4.7 */
export const USER_PATCH = {
  type: 'object',
  properties: {
    email: EMAIL,
    firstName: PERSON_TEXT,
    lastName: PERSON_TEXT,
    password: PASSWORD,
    tokenCutoff: DATE,
    userTags: TAGS,
    experienceGroupIds: IDS,
  },
  additionalProperties: false,
} as const satisfies Shape

export const USER_POST = { ...USER_PATCH, required: ['email', 'password'] } as const satisfies Shape

export const METHODS = ['delete', 'get', 'options', 'patch', 'post', 'put'] as const
export const ACCESSES = ['public', 'authenticated', 'group', 'device'] as const

export const METHOD = { type: 'string', enum: METHODS } as const satisfies Shape
export const ACCESS = { type: 'string', enum: ACCESSES } as const satisfies Shape
export const ROUTE = { type: 'string', minLength: 1, maxLength: routeMax } as const satisfies Shape

export const REPLY = {
  oneOf: [
    {
      type: 'object',
      properties: {
        value: { type: 'string' },
        statusCode: { type: 'integer', minimum: 100, maximum: 599 },
        type: { type: 'string', enum: ['page', 'redirect'] },
      },
      required: ['value', 'type'],
      additionalProperties: false,
    },
    NULL,
  ],
} as const satisfies Shape

export const TEMPLATE = { type: 'string', maxLength: templateMax } as const satisfies Shape

/** spec/losant.md §4.8 */
export const ENDPOINT_PATCH = {
  type: 'object',
  properties: {
    description: DESCRIPTION,
    route: ROUTE,
    enabled: { type: 'boolean' },
    method: METHOD,
    access: ACCESS,
    deviceIdTemplate: TEMPLATE,
    endpointTags: TAGS,
    experienceGroupIds: IDS,
    staticReply: REPLY,
    unauthorizedReply: REPLY,
  },
  additionalProperties: false,
} as const satisfies Shape

export const ENDPOINT_POST = { ...ENDPOINT_PATCH, required: ['route', 'method'] } as const satisfies Shape

const STATUS = { type: 'string', enum: ['active', 'inactive'] } as const satisfies Shape

/** spec/losant.md §5.9 */
export const TOKEN_POST = {
  type: 'object',
  properties: {
    name: NAME,
    description: DESCRIPTION,
    expirationDate: DATE,
    scope: { type: 'array', uniqueItems: true, items: { type: 'string', enum: APPLICATION_SCOPES } },
    status: STATUS,
  },
  required: ['name'],
  additionalProperties: false,
} as const satisfies Shape

export const TOKEN_PATCH = {
  type: 'object',
  properties: { name: NAME, description: DESCRIPTION, status: STATUS },
  additionalProperties: false,
} as const satisfies Shape

/** spec/losant.md §3.5 */
export const CREDENTIALS = {
  type: 'object',
  properties: {
    email: EMAIL,
    password: PASSWORD,
    twoFactorCode: { type: 'string', maxLength: passwordMax },
    requestedScopes: {
      type: 'array',
      uniqueItems: true,
      items: { oneOf: [{ type: 'string', enum: GRANTABLE_SCOPES }] },
    },
    tokenTTL: { type: 'integer', minimum: 0 },
  },
  required: ['email', 'password'],
  additionalProperties: false,
} as const satisfies Shape
