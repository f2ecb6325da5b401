/** What stands between the program and its PostgreSQL, and may fail. */
export interface Between extends AsyncDisposable {
  /** The address of the database, through it. */
  readonly address: string
  /** How many connections there have been. */
  readonly connections: number
  /** The next commit gets no answer: its connection breaks before it is passed on, or when it has been done. */
  breakCommit(when: 'before' | 'after', broken?: () => Promise<void>): void
  /** From now on nothing is passed on, and nothing is closed. */
  hang(): void
}

interface State {
  breaks: { readonly when: 'before' | 'after'; readonly broken: () => Promise<void> } | undefined
  isHanging: boolean
  connections: number
  readonly open: Set<Deno.TcpConn>
}

/** Listens on a port of its own, and passes on what goes to a PostgreSQL and comes back. */
export function between(database: string): Between {
  const url = new URL(database)
  const target = { hostname: url.hostname, port: Number(url.port) }
  const listener = Deno.listen({ hostname: '127.0.0.1', port: 0 })
  const state: State = { breaks: undefined, isHanging: false, connections: 0, open: new Set() }
  const accepting = accept(listener, target, state)
  url.port = String(listener.addr.port)
  return {
    address: url.href,
    get connections() {
      return state.connections
    },
    breakCommit(when, broken = () => Promise.resolve()) {
      state.breaks = { when, broken }
    },
    hang() {
      state.isHanging = true
    },
    async [Symbol.asyncDispose]() {
      listener.close()
      for (const one of state.open) close(one)
      await accepting
    },
  }
}

async function accept(listener: Deno.TcpListener, target: Deno.ConnectOptions, state: State): Promise<void> {
  const passing: Promise<void>[] = []
  for await (const client of listener) {
    state.connections++
    const server = await Deno.connect(target)
    for (const one of [client, server]) state.open.add(one)
    const both = [pass(client, server, state, 'commit\0'), pass(server, client, state, 'COMMIT\0')]
    passing.push(Promise.all(both).then(() => {}))
  }
  await Promise.all(passing)
}

/** Passes on what comes until one side is gone; then the other goes, too. */
async function pass(from: Deno.TcpConn, to: Deno.TcpConn, state: State, commit: string): Promise<void> {
  const buffer = new Uint8Array(65536)
  const when = commit === 'commit\0' ? 'before' : 'after'
  try {
    for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
      if (state.isHanging) continue
      const part = buffer.subarray(0, count)
      const { breaks } = state
      if (breaks?.when === when && new TextDecoder('latin1').decode(part).includes(commit)) {
        state.breaks = undefined
        // PostgreSQL first: what was not committed by then is rolled back.
        close(when === 'before' ? to : from)
        await breaks.broken()
        break
      }
      for (let at = 0; at < count;) at += await to.write(part.subarray(at))
    }
  } catch {
    // One side is gone.
  }
  close(from)
  close(to)
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close()
  } catch {
    // It is closed.
  }
}
