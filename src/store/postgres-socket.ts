import { connect, type Socket } from 'node:net'

/** How long connecting to one host may take. */
const connectMs = 5000

/** What the client's library has read out of an address. */
export interface Hosts {
  readonly host: readonly string[]
  readonly port: readonly number[]
  /** The path of a local socket. */
  readonly path?: string | false
}

/** The sockets of one connection. */
export interface Sockets {
  /** Connects to each of the hosts once, one after the other; then it tells so, and throws. */
  next(hosts: Hosts): Promise<Socket>
  /** Takes the newest away without a word to the other end, which may not be listening. */
  destroy(): void
}

/**
 * The library by itself would go on for ever, without a pause, where something in between takes connections and closes
 * them at once; and it only asks the other end to close.
 */
export function newSockets(spent: (error: unknown) => void): Sockets {
  let at = 0
  let socket: Socket | undefined
  return {
    async next(hosts) {
      let failure: unknown = closed()
      while (at < hosts.host.length) {
        try {
          return socket = await open(hosts, at++)
        } catch (error) {
          failure = error
        }
      }
      // The library does not always tell.
      spent(failure)
      throw failure
    },
    destroy: () => void socket?.destroy(),
  }
}

function open({ host, port, path }: Hosts, at: number): Promise<Socket> {
  const name = host[at] ?? 'localhost'
  return new Promise((resolve, reject) => {
    const socket = path ? connect({ path }) : connect({ host: name, port: port[at] ?? 5432 })
    const timer = setTimeout(() => {
      socket.destroy()
      reject(coded('CONNECT_TIMEOUT', `no answer within ${connectMs} ms`))
    }, connectMs)
    socket.once('error', (error) => {
      clearTimeout(timer)
      socket.destroy()
      reject(error)
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners()
      // What is small is sent at once: somebody waits for it. The library checks certificates by the name of the host.
      resolve(Object.assign(socket.setNoDelay(true), { host: name }))
    })
  })
}

function closed(): Error {
  return coded('CONNECTION_CLOSED', 'it takes connections and closes them at once')
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
