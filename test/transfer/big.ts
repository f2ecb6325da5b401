import { createHash } from 'node:crypto'
import { range } from '../store/suite.ts'

const time = 1700000000000

/** An export of many phones in groups of a thousand, as Muster itself would write it, but for its built-in lists. */
export function bigExport(members: number): string {
  const groups = Math.ceil(members / 1000)
  const lines = [
    {
      muster: 1,
      complete: true,
      directory: { name: 'first', number: 1000001, oid: hex(1, 24) },
      next: { group: groups + 1, type: 1, person: 1, thing: 1, member: members + 1, event: groups + 1 },
      total: { types: 0, people: 0, things: 0, groups: groups + 2, members, events: groups },
    },
    ...range(groups).flatMap((group) => groupWithMembers(group, Math.min(members, group * 1000))),
    builtin('category', 'Category', 2147483583),
    builtin('user-group', 'UserGroup', 2147483588),
    ...range(groups).map((group) => creation(group, Math.min(members, group * 1000))),
  ]
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  const sha256 = createHash('sha256').update(text).digest('hex')
  return `${text}${JSON.stringify({ end: { lines: lines.length, sha256 } })}\n`
}

function groupWithMembers(number: number, last: number): object[] {
  const first = (number - 1) * 1000 + 1
  const members = range(last - first + 1, first).map((id) => ({
    member: {
      id,
      since: number,
      kind: 'phone',
      name: `+4915${100000000 + (id * 7919) % 100000000}`,
      data: { values: [`a${id}`, null, 'ö'] },
    },
  }))
  const ids = { number, uuid: uuidOf(number), oid: hex(number, 24) }
  return [
    { group: { ...ids, name: `g${number}`, counts: { phone: members.length }, createdAt: time } },
    ...members,
  ]
}

function creation(number: number, last: number): object {
  const beganFrom = (number - 1) * 1000 + 1
  const beganTotal = last - beganFrom + 1
  const began = range(Math.min(100, beganTotal), beganFrom)
  return {
    event: {
      sequence: number,
      at: time,
      actor: 'me',
      dialect: 'muster',
      kind: 'group.create',
      subject: { kind: 'group', number },
      after: { name: `g${number}` },
      members: { began, ended: [], beganFrom, beganTotal, endedTotal: 0 },
    },
  }
}

function builtin(key: string, name: string, number: number): object {
  return {
    group: { number, uuid: uuidOf(number), oid: hex(number, 24), builtin: key, name, createdAt: time },
  }
}

function uuidOf(number: number): string {
  return `00000000-0000-7000-8000-${hex(number, 12)}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
