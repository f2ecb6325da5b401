import type { Done, ProgramOperation } from '../operation.ts'
import { runToEnd } from '../process.ts'
import { databaseOf, type Scene, type Size } from '../scene.ts'

/** How many groups a page has. */
const limit = 100

/** Pages by cursor, in the core itself: no dialect that is there has cursors. */
export function paging({ million }: Size): ProgramOperation[] {
  const last = million / limit
  return [{
    kind: 'program',
    name: `core: the last hundred of ${last.toLocaleString('en')} pages by cursor, not the first`,
    ours: (scene) => pages(scene, last - 99),
    floor: (scene) => pages(scene, 1),
    ratio: 1 / 1.2,
  }]
}

async function pages(scene: Scene, first: number): Promise<Done> {
  const database = await databaseOf(scene, 'groups')
  const folder = database.replace(/\/[^/]*$/, '')
  return JSON.parse(
    await runToEnd({
      run: ['bench/programs/pages.ts', database, String(first), String(limit), String(scene.seconds)],
      options: [`--allow-read=.,${folder}`, `--allow-write=${folder}`],
    }),
  )
}
