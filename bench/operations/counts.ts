import type { Done, ProgramOperation } from '../operation.ts'
import { runToEnd } from '../process.ts'
import type { Counting } from '../programs/counts.ts'
import { databaseOf, type Scene, type Size } from '../scene.ts'
import { viewNumber, views } from '../tree.ts'

/** Counts of devices in a large tree, in the core itself. */
export function counts({ million }: Size): ProgramOperation[] {
  const groups = million / 10
  return [{
    kind: 'program',
    name: `core: total device count, by id and tag, in a tree of ${groups.toLocaleString('en')} groups`,
    ours: (scene) => count(scene, 'ours', groups),
    floor: (scene) => count(scene, 'floor', groups),
    ratio: 0.8,
  }]
}

async function count(scene: Scene, side: Counting['side'], groups: number): Promise<Done> {
  const database = await databaseOf(scene, 'tree')
  const folder = database.replace(/\/[^/]*$/, '')
  const [first, last] = [viewNumber(groups, 0), viewNumber(groups, views - 1)]
  const counting: Counting = { side, database, first, last, seconds: scene.seconds }
  return JSON.parse(
    await runToEnd({
      run: ['bench/programs/counts.ts', JSON.stringify(counting)],
      options: [`--allow-read=.,${folder}`, `--allow-write=${folder}`],
    }),
  )
}
