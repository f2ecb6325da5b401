import { filled } from './load.ts'
import type { Ask } from './operation.ts'
import type { Population } from './population.ts'
import { type Running, start } from './process.ts'
import type { Floor, FloorAnswer, FloorWrite } from './programs/floor.ts'
import { copyOf, newFolder, type Scene, startOn } from './scene.ts'

/** What a floor is to be: what it is asked, and the rows that it writes, if it does. */
export interface FloorPlan {
  readonly population: Population
  readonly ask: Ask
  readonly write?: FloorWrite
}

/** Starts the floor of a request: it gives the answer that our server gives. Stopping it takes its folder away. */
export async function floorFor(scene: Scene, { population, ask, write }: FloorPlan): Promise<Running> {
  const folder = write ? await copyOf(scene, population) : await newFolder(scene)
  const floor: Floor = {
    answer: await answerOf(scene, population, ask),
    ...(write ? { write: { change: write, database: `${folder}/muster.db` } } : {}),
  }
  const running = await start({
    run: ['bench/programs/floor.ts', JSON.stringify(floor)],
    options: ['--allow-net', `--allow-read=${folder}`, `--allow-write=${folder}`],
  })
  const stop = async () => {
    await running.stop()
    await Deno.remove(folder, { recursive: true })
  }
  return { ...running, stop }
}

/** Our own answer to a request, with its headers. */
async function answerOf(scene: Scene, population: Population, ask: Ask): Promise<FloorAnswer> {
  const ours = await startOn(scene, population)
  // A client of its own, or its connection would hold up the end of the server.
  using client = Deno.createHttpClient({})
  try {
    const response = await fetch(ours.url + filled(ask.path, 1), {
      method: ask.method,
      headers: { ...ask.headers, 'accept-encoding': 'identity' },
      ...(ask.body === undefined ? {} : { body: filled(ask.body, 99_999_999) }),
      client,
    })
    const body = await response.text()
    if (!response.ok) throw new Error(`${ask.method} ${ask.path}: ${response.status} ${body}`)
    const { date: _date, 'content-length': _length, ...headers } = Object.fromEntries(response.headers)
    return { status: response.status, headers, body }
  } finally {
    await ours.stop()
  }
}
