import { type Answer, decodePhone, listOf, recordOf } from './lox24-wire.ts'
import type { Random } from './random.ts'
import type { Change, Entry, Remembered } from './remembered.ts'

/** One request, what it is to lead to, and how the promise is completed with the ids of the answer. */
export interface Step {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  /** The status of the acknowledgement; a refusal has the same group before and after. */
  readonly status: number
  readonly change: Change
  readonly complete: (answer: Answer) => Remembered | undefined
}

/** How many phones a long write has. */
const longPhones = 5000
/** Beyond this many phones a group is made small again, so that reading it stays quick. */
const phonesMax = 400

/** A new step on a client's group, or one that makes a group where it has none. */
export function nextStep(random: Random, group: Remembered | undefined): Step {
  if (!group) return create(random)
  if (group.phones.length > phonesMax) {
    return random.chance(0.5) ? replace(random, group) : remove(random, group)
  }
  return random.pick(STEPS)(random, group)
}

const STEPS = [rename, add, add, add, addBatch, edit, dropPhone, replace, refused, refused, remove] as const

function create(random: Random): Step {
  const phones = newPhones(random, random.below(6))
  const after = { id: 0, name: newText(), description: null, phones }
  return {
    method: 'POST',
    path: '/groups',
    body: { name: after.name, phones: phones.map(toBody) },
    status: 201,
    change: { before: undefined, after },
    complete: ({ body }) => ({ ...after, id: Number(recordOf(body)['id']) }),
  }
}

function rename(_: Random, group: Remembered): Step {
  const after = { ...group, name: newText(), description: newText() }
  return put(group, after, { name: after.name, description: after.description })
}

/** The first phones stay, the others go, and new ones come behind them. */
function replace(random: Random, group: Remembered): Step {
  const phones = [...group.phones.slice(0, random.below(4)), ...newPhones(random, random.below(20))]
  return put(group, { ...group, phones }, { name: group.name, phones: phones.map(toBody) })
}

/** A PUT that replaces all phones by thousands. */
export function replaceByMany(random: Random, group: Remembered): Step {
  const phones = newPhones(random, longPhones)
  return put(group, { ...group, phones }, { name: group.name, phones: phones.map(toBody) })
}

function put(before: Remembered, after: Remembered, body: unknown): Step {
  return {
    method: 'PUT',
    path: `/groups/${before.id}`,
    body,
    status: 200,
    change: { before, after },
    complete: () => after,
  }
}

function add(random: Random, group: Remembered): Step {
  const [phone] = newPhones(random, 1)
  return {
    method: 'POST',
    path: `/groups/${group.id}/phones`,
    body: toBody(phone!),
    status: 201,
    change: { before: group, after: { ...group, phones: [...group.phones, phone!] } },
    complete: ({ body }) => ({ ...group, phones: [...group.phones, decodePhone(body)] }),
  }
}

/** Some are good and one is not: it is refused alone. */
function addBatch(random: Random, group: Remembered): Step {
  const phones = newPhones(random, 1 + random.below(30))
  return {
    method: 'POST',
    path: `/groups/${group.id}/phones/batch`,
    body: [...phones.map(toBody), { phone: 'none' }],
    status: 201,
    change: { before: group, after: { ...group, phones: [...group.phones, ...phones] } },
    complete: ({ body }) => {
      const added = listOf(body).map(recordOf).filter(({ status }) => status === 201)
      return { ...group, phones: [...group.phones, ...added.map((one) => decodePhone(one['body']))] }
    },
  }
}

function edit(random: Random, group: Remembered): Step {
  const phone = told(random, group)
  if (!phone) return add(random, group)
  const after = { ...phone, a: newText() }
  const phones = group.phones.map((one) => one === phone ? after : one)
  return {
    method: 'PUT',
    path: `/phones/${phone.id}`,
    body: { phone: phone.phone, a: after.a },
    status: 200,
    change: { before: group, after: { ...group, phones } },
    complete: () => ({ ...group, phones }),
  }
}

function dropPhone(random: Random, group: Remembered): Step {
  const phone = told(random, group)
  if (!phone) return add(random, group)
  const after = { ...group, phones: group.phones.filter((one) => one !== phone) }
  return {
    method: 'DELETE',
    path: `/phones/${phone.id}`,
    status: 204,
    change: { before: group, after },
    complete: () => after,
  }
}

function remove(_: Random, group: Remembered): Step {
  return {
    method: 'DELETE',
    path: `/groups/${group.id}`,
    status: 204,
    change: { before: group, after: undefined },
    complete: () => undefined,
  }
}

/** What is wrong in itself, and what is good beside something wrong: nothing of it may be kept. */
function refused(random: Random, group: Remembered): Step {
  const phones = newPhones(random, 3).map(toBody)
  const wrong: readonly Pick<Step, 'method' | 'path' | 'body'>[] = [
    { method: 'PUT', path: `/groups/${group.id}`, body: { name: '', description: newText() } },
    {
      method: 'PUT',
      path: `/groups/${group.id}`,
      body: { name: newText(), phones: [...phones, { phone: 'none' }] },
    },
    { method: 'POST', path: `/groups/${group.id}/phones`, body: { phone: 'none' } },
    { method: 'POST', path: '/groups', body: { name: newText(), phones: [...phones, {}] } },
  ]
  return {
    ...random.pick(wrong),
    status: 400,
    change: { before: group, after: group },
    complete: () => group,
  }
}

/** One of the phones whose id is known. */
function told(random: Random, group: Remembered): Entry | undefined {
  const known = group.phones.filter((one) => one.id !== null)
  return known.length === 0 ? undefined : random.pick(known)
}

let counter = 0

/** A text that no other thing of this run has. */
function newText(): string {
  return `text ${++counter}`
}

function newPhones(random: Random, count: number): Entry[] {
  return Array.from({ length: count }, () => ({
    id: null,
    phone: `+4915${String(++counter).padStart(9, '0')}`,
    a: random.chance(0.3) ? newText() : null,
  }))
}

function toBody({ phone, a }: Entry): Record<string, string | null> {
  return { phone, a }
}
