import assert from 'node:assert/strict'
import { bigExport } from './big.ts'
import { newSite, start } from './process.ts'

const members = 200000
const limitMiB = 150

/** The largest memory that a process has had, in MiB, by what the system says of it; null where it does not say. */
async function peakOf(child: Deno.ChildProcess): Promise<number | null> {
  let peak: number | null = null
  let isOver = false
  const ended = child.output().then(({ code, stderr }) => {
    isOver = true
    assert.equal(code, 0, new TextDecoder().decode(stderr))
  })
  while (!isOver) {
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => '')
    const found = /VmHWM:\s+(\d+) kB/.exec(status)
    if (found) peak = Math.max(peak ?? 0, Number(found[1]) / 1024)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await ended
  return peak
}

Deno.test('a restore and an export of 200,000 members stay below 150 MiB', async () => {
  await using place = await newSite()
  const file = `${place.path}/big.ndjson`
  await Deno.writeTextFile(file, bigExport(members))
  const peaks = [
    await peakOf(await start(place, ['import'], file)),
    await peakOf(await start(place, ['export', `${place.path}/copy.ndjson`])),
  ]
  assert.ok(await Deno.readTextFile(`${place.path}/copy.ndjson`) === await Deno.readTextFile(file))
  if (peaks.includes(null)) {
    console.log('skipped: this system does not tell how much memory a process has had')
  }
  for (const peak of peaks) assert.ok((peak ?? 0) < limitMiB, `${peaks.map((one) => one?.toFixed(0))} MiB`)
})
