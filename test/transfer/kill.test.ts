import assert from 'node:assert/strict'
import { bigExport } from './big.ts'
import { newSite, run, type Site, start } from './process.ts'

const members = 50000
const kills = 4
/** How long an import lives at most, from its start, in milliseconds. */
const lifeMs = 1500

Deno.test('a restore that is killed goes on where it was, and comes to the same', async () => {
  await using place = await newSite()
  const file = `${place.path}/big.ndjson`
  const text = bigExport(members)
  await Deno.writeTextFile(file, text)
  const reached: number[] = []
  for (let round = 0; round < kills; round++) {
    const child = await start(place, ['import'], file)
    const timer = setTimeout(() => child.kill('SIGKILL'), 300 + Math.random() * lifeMs)
    await child.output()
    clearTimeout(timer)
    reached.push(await lines(place))
  }
  const { code, stdout, stderr } = await run(place, ['import', '--json'], file)
  // What takes long says how far it is.
  assert.deepEqual([code, stderr.replace(/^Importing: .*\n/gm, '')], [0, ''])
  assert.equal(JSON.parse(stdout).lines, text.split('\n').length - 1)
  const copy = await run(place, ['export'])
  assert.ok(copy.stdout === text, 'the export is the file that was imported')
  assert.deepEqual(reached, reached.toSorted((a, b) => a - b), 'nothing that was written is lost')
  const check = await run(place, ['database', 'check'])
  assert.equal(check.code, 0, check.stdout)
})

/** How many lines an export has after a kill. */
async function lines(site: Site): Promise<number> {
  const { stdout } = await run(site, ['export'])
  return stdout.split('\n').length
}
