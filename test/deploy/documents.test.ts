import assert from 'node:assert/strict'
import { readConfig } from '../../src/config.ts'
import { startMuster } from '../support.ts'
import { limits } from './limits.ts'
import { codesIn, read, rowsOf, sources } from './sources.ts'

/** The names in a list of src/config.ts. */
function listIn(text: string, name: string): string[] {
  const list = new RegExp(`const ${name} = \\[([^\\]]+)\\]`).exec(text)?.[1] ?? ''
  return [...list.matchAll(/'([\w.]+)'/g)].map(([, one = '']) => one)
}

Deno.test('operations.md: its table has every setting, with its variable, and no other', async () => {
  const config = await read('src/config.ts')
  const settings = [...listIn(config, 'PLACES'), ...listIn(config, 'SETTINGS')]
  const variable = (name: string) =>
    `MUSTER_${name.replace('.', '_').replaceAll(/[A-Z]/g, (one) => `_${one}`).toUpperCase()}`
  const rows = await rowsOf('Setting')
  assert.ok(settings.length > 10)
  assert.deepEqual(
    rows.map(([setting, name]) => [codesIn(setting)[0], codesIn(name)[0]]),
    settings.map((name) => [name, variable(name)]),
  )
})

Deno.test('operations.md: the defaults of its table are those of the program', async () => {
  const { listen, lox24, superoffice, incoplax, hive, data: _, ...plain } = readConfig({}, undefined)
  const { failures, windowMs, blockMs } = lox24.block ?? assert.fail('the block is on')
  const defaults = new Map<string, unknown>([
    ...Object.entries(plain).filter(([name]) => name !== 'database'),
    ['lox24.block', true],
    ['lox24.blockFailures', failures],
    ['lox24.blockWindowMs', windowMs],
    ['lox24.blockMs', blockMs],
    ...Object.entries(superoffice).map(([name, value]) => [`superoffice.${name}`, value] as const),
    ...Object.entries(hive).map(([name, value]) => [`hive.${name}`, value] as const),
    ...Object.entries(incoplax).map(([name, value]) => [`incoplax.${name}`, value] as const),
  ])
  const rows = new Map(
    (await rowsOf('Setting')).map(([name, , value]) => [codesIn(name)[0], codesIn(value)[0]]),
  )
  for (const [name, value] of defaults) assert.equal(rows.get(name), JSON.stringify(value), name)
  assert.equal(rows.get('listen'), `${listen.hostname}:${listen.port}`)
  assert.equal(rows.get('database'), plain.database)
})

Deno.test('operations.md: its table has every named limit, with its value, and no other', async () => {
  const rows = (await rowsOf('Limit')).map(([name, value, where]) =>
    `${codesIn(where)[0]} ${codesIn(name)[0]} ${value?.replaceAll(',', '')}`
  )
  const known = (await limits()).map(({ path, name, value }) => `${path} ${name} ${value}`)
  assert.ok(known.length > 50)
  assert.deepEqual(
    known.filter((one) => !rows.includes(one)),
    [],
    'add these to the table of limits in docs/operations.md',
  )
  assert.deepEqual(
    rows.filter((one) => !known.includes(one)),
    [],
    'take these out of it, or mend their values',
  )
})

Deno.test('operations.md: its table has every event of the log, with its level, and no other', async () => {
  const written = (await sources()).flatMap(({ text }) =>
    [...text.matchAll(/\blog\.(debug|info|warn|error)\('([\w-]+)'/g)].map(([, level, event]) =>
      `${event} ${level}`
    )
  )
  const rows = (await rowsOf('Event')).map(([event, level]) => `${codesIn(event)[0]} ${level}`)
  assert.deepEqual(rows.toSorted(), [...new Set(written)].sort())
})

Deno.test('operations.md: its table has every series of /metrics, with its type, and no other', async () => {
  await using muster = await startMuster()
  await (await fetch(`${muster.url}/healthz`)).body?.cancel()
  const text = await (await fetch(`${muster.url}/metrics`)).text()
  const served = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`)
  const rows = (await rowsOf('Series')).map(([name, type]) => `${codesIn(name)[0]} ${type}`)
  assert.deepEqual(rows.toSorted(), served.sort())
})

Deno.test('operations.md: the files that it points to are there', async () => {
  const text = await read('docs/operations.md')
  const links = [...text.matchAll(/\]\(([^):#]+)\)/g)].map(([, link = '']) => link)
  assert.ok(links.length > 5)
  for (const link of links) await read(`docs/${link}`)
})
