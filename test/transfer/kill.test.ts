import assert from 'node:assert/strict'
import { folder } from '../process.ts'
import { bigExport } from './big.ts'
import { run, start } from './process.ts'

const members = 50000
const kills = 4
/** How long an import lives at most, from its start, in milliseconds. */
const lifeMs = 1500

Deno.test('a restore that is killed goes on where it was, and comes to the same', async () => {
  await using place = await folder()
  const file = `${place.path}/big.ndjson`
  const text = bigExport(members)
  await Deno.writeTextFile(file, text)
  const reached: number[] = []
  for (let round = 0; round < kills; round++) {
    const child = await start(place.path, ['import'], file)
    const timer = setTimeout(() => child.kill('SIGKILL'), 300 + Math.random() * lifeMs)
    await child.output()
    clearTimeout(timer)
    reached.push(await lines(place.path))
  }
  const { code, stdout, stderr } = await run(place.path, ['import', '--json'], file)
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal(JSON.parse(stdout).lines, text.split('\n').length - 1)
  const copy = await run(place.path, ['export'])
  assert.ok(copy.stdout === text, 'the export is the file that was imported')
  assert.deepEqual(reached, reached.toSorted((a, b) => a - b), 'nothing that was written is lost')
  const check = await run(place.path, ['database', 'check'])
  assert.equal(check.code, 0, check.stdout)
})

/** How many lines an export has after a kill. */
async function lines(data: string): Promise<number> {
  const { stdout } = await run(data, ['export'])
  return stdout.split('\n').length
}
