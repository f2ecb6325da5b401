import { nextStep, replaceByMany, type Step } from './lox24-steps.ts'
import { type Answer, listGroups, readGroup, send } from './lox24-wire.ts'
import { pause } from './pause.ts'
import type { Random } from './random.ts'
import { type Change, difference, type Remembered } from './remembered.ts'
import { Broken, type Target, type Traffic, type TrafficOptions } from './traffic.ts'

/** How long a client waits after a 503, in milliseconds. */
const pauseMs = 20

/** One client: it has at most one group, and at most one request under way. */
interface Client {
  readonly random: Random
  group: Remembered | undefined
  /** What was sent and has not been answered. */
  pending: Change | undefined
}

/** The load in LOX24's dialect: groups are made, changed and deleted, phones added one by one and in batches. */
export function lox24Traffic({ random, clients: count, goesOn = false }: TrafficOptions): Traffic {
  const clients = Array.from(
    { length: count + 1 },
    (): Client => ({ random, group: undefined, pending: undefined }),
  )
  /** Clients as they were when they got no answer. */
  const left: Client[] = []
  const [long, ...others] = clients as [Client, ...Client[]]
  const traffic = {
    acknowledged: 0,
    unavailable: 0,
    onAcknowledged: () => {},
    run: async (target: Target) => {
      await Promise.all(others.map((client) => work(client, target)))
    },
    runLong: async (target: Target) => {
      if (!long.group && !await perform(long, nextStep(long.random, undefined), target)) return
      if (long.group) await perform(long, replaceByMany(long.random, long.group), target)
    },
    verify: (url: string) => verify(url, [...clients, ...left]),
  }
  return traffic

  async function work(client: Client, target: Target): Promise<void> {
    while (!target.signal.aborted) {
      if (await perform(client, nextStep(client.random, client.group), target)) continue
      if (!goesOn) return
      left.push({ ...client })
      client.group = undefined
      client.pending = undefined
      await pause(pauseMs)
    }
  }

  /** Sends one request and remembers the answer; false when none came. */
  async function perform(
    client: Client,
    step: Step,
    { url }: Target,
  ): Promise<boolean> {
    client.pending = step.change
    const answer = await send(url, step.method, step.path, step.body).catch(unlessLate)
    if (!answer) return false
    if (answer.status === 503) await standBack(answer)
    else remember(client, step, answer)
    client.pending = undefined
    return true
  }

  async function standBack({ retryAfter }: Answer): Promise<void> {
    if (retryAfter === null) throw new Broken('a 503 came without Retry-After')
    traffic.unavailable++
    await pause(pauseMs)
  }

  function remember(client: Client, step: Step, answer: Answer): void {
    if (answer.status !== step.status) {
      throw new Broken(
        `${step.method} ${step.path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`,
      )
    }
    client.group = step.complete(answer)
    const wrong = difference(
      step.change.after,
      client.group && step.change.after && { ...client.group, id: step.change.after.id },
    )
    if (wrong) throw new Broken(`${step.method} ${step.path} was answered with something else: ${wrong}`)
    if (step.change.before === step.change.after) return
    traffic.acknowledged++
    traffic.onAcknowledged()
  }
}

/** A connection that breaks off gives no answer; one that stays and says nothing is a fault. */
function unlessLate(error: unknown): undefined {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    throw new Broken('a server did not answer')
  }
}

async function verify(url: string, clients: readonly Client[]): Promise<void> {
  const listed = await listGroups(url)
  for (const client of clients) {
    const id = client.group?.id ?? madeBy(client, listed)
    const found = id === undefined ? undefined : await readGroup(url, id)
    refuseDifference(client, found)
    if ((found !== undefined) !== listed.has(id ?? 0)) {
      throw new Broken(`group ${id} is listed and not there, or not listed`)
    }
    client.group = found
    client.pending = undefined
    listed.delete(id ?? 0)
  }
  if (listed.size > 0) throw new Broken(`nobody made the groups ${JSON.stringify([...listed])}`)
}

/** The id of a group that a client has asked for and not been told of. */
function madeBy({ pending }: Client, listed: ReadonlyMap<number, string>): number | undefined {
  const name = pending?.after?.name
  return listed.entries().find(([, one]) => one === name)?.[0]
}

/** What is there must be what was promised; or, if a request was not answered, what it was to lead to. */
function refuseDifference({ group, pending }: Client, found: Remembered | undefined): void {
  const wrong = difference(group, found)
  if (!wrong) return
  const after = pending?.after && { ...pending.after, id: found?.id ?? 0 }
  const alsoWrong = pending ? difference(after, found) : 'nothing was under way'
  if (alsoWrong) throw new Broken(`${wrong}; and with what was not answered: ${alsoWrong}`)
}
