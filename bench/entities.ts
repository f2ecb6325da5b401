import type { Event } from '../src/core/event.ts'
import type { Group } from '../src/core/group.ts'
import type { JsonObject } from '../src/core/json.ts'
import { type Counts, NO_MEMBERS } from '../src/core/member.ts'
import type { Person, Tag, Thing } from '../src/core/person.ts'
import { blankGroup, blankThing } from '../src/core/references.ts'

/** When everything in our large directories was made. */
export const startMs = Date.UTC(2026, 0, 1)

/** An oid that ends in four digits, through which a request can count; `kind` is one hex digit. */
export function countedOid(kind: string, digits: string): string {
  return `${'0'.repeat(19)}${kind}${digits}`
}

/** The same for the thing of a number, of which the last four digits are taken. */
export function oidOfNumber(kind: string, number: number): string {
  return countedOid(kind, String(number % 10_000).padStart(4, '0'))
}

/** A uuid and a code that end in four digits, through which a request can count. */
export function countedUuid(digits: string): string {
  return `00000000-0000-7000-8000-00000000${digits}`
}
export function countedCode(digits: string): string {
  return `code ${digits}`
}

/** All keys through which a request can count, of the group of a number. */
export function countedKeys(number: number): Pick<Group, 'uuid' | 'oid' | 'code'> {
  const digits = String(number % 10_000).padStart(4, '0')
  return { uuid: countedUuid(digits), oid: countedOid('a', digits), code: countedCode(digits) }
}

/** A group with so many members of each kind. */
export function newGroup(number: number, counts: Partial<Counts>): Group {
  const ids = idsOf('8', number)
  return {
    ...blankGroup(startMs),
    ...ids,
    code: ids.uuid,
    number,
    name: `Group ${number}`,
    description: 'Best clients',
    columns: ['prefix', 'name', 'datetime', 'price', 'something_else'],
    counts: { ...NO_MEMBERS, ...counts },
  }
}

export function newPerson(number: number): Person {
  const phone = `+4917${String(10_000_000 + number)}`
  return {
    ...idsOf('9', number),
    number,
    state: 'live',
    displayName: `Person ${number}`,
    phone,
    phoneKey: phone,
    email: `person${number}@example.com`,
    userName: null,
    data: {},
    extras: {},
    trashedAt: null,
    createdAt: startMs,
    updatedAt: startMs,
    version: 1,
  }
}

/** A device with two tags: `site`, which few devices share, and `type`, which many do. */
export function newDevice(number: number): Thing {
  return {
    ...blankThing(startMs),
    kind: 'device',
    number,
    oid: idsOf('d', number).oid,
    name: `Device ${number}`,
    tags: [siteOf(number), { key: 'type', value: `type ${number % 10}` }],
  }
}

/** How many devices share a site. */
const siteDevices = 5

/** The tag of a device's site. */
export function siteOf(device: number): Tag {
  return { key: 'site', value: `site ${Math.floor(device / siteDevices)}` }
}

/** The event of a creation; the members that began with it have ids without a gap. */
export function created(
  kind: 'group' | 'person' | 'device',
  number: number,
  { sequence, after, began = { from: 0, total: 0 } }: {
    readonly sequence: number
    readonly after: JsonObject
    readonly began?: { readonly from: number; readonly total: number }
  },
): Event {
  const listed = Array.from({ length: Math.min(began.total, 100) }, (_, at) => began.from + at)
  return {
    sequence,
    at: startMs,
    actor: 'bench',
    dialect: 'bench',
    request: '',
    kind: `${kind}.create`,
    subject: { kind, number },
    before: null,
    after,
    members: began.total === 0
      ? null
      : { began: listed, ended: [], beganFrom: began.from, beganTotal: began.total, endedTotal: 0 },
    cause: null,
    undoes: null,
  }
}

/** A uuid and an oid that rise with the number, as those do that the server makes; `kind` is one hex digit. */
function idsOf(kind: string, number: number): { uuid: string; oid: string } {
  const time = (startMs + number).toString(16).padStart(12, '0')
  const rest = ((number * 2654435761) % 2 ** 32).toString(16).padStart(8, '0')
  return {
    uuid: `${time.slice(0, 8)}-${time.slice(8)}-7000-${kind}000-0000${rest}`,
    oid: `${kind}${number.toString(16).padStart(15, '0')}${rest}`,
  }
}
