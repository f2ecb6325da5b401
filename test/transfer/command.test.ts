import assert from 'node:assert/strict'
import { bigExport } from './big.ts'
import { newInstallation } from '../cli/command.ts'
import { testedDatabase } from '../databases.ts'
import { ROOT } from '../process.ts'

Deno.test('the example in the documents is imported into a fresh installation, and a second time changes nothing', async () => {
  await using here = await newInstallation()
  const stdin = await Deno.readTextFile(`${ROOT}docs/example.ndjson`)
  const first = await here.json(['import'], { stdin })
  assert.deepEqual([first('way'), first('refused'), first('made.groups'), first('made.members')], [
    'merge',
    0,
    3,
    6,
  ])
  const before = await here.muster(['export'])
  const second = await here.json(['import'], { stdin })
  assert.deepEqual([second('unchanged.groups'), second('unchanged.members')], [3, 6])
  assert.equal((await here.muster(['export'])).stdout, before.stdout)
  const group = await here.json(['group', 'show', 'sales'])
  assert.deepEqual([group('parent'), group('type'), group('counts.person')], [1, 1, 2])
})

Deno.test('an export to a file is there whole or not at all, and standard output holds nothing but it', async () => {
  await using here = await newInstallation()
  await here.muster(['import', 'docs/example.ndjson'])
  const path = `${here.data}/out.ndjson`
  const answer = await here.json(['export', path])
  const { stdout, stderr, code } = await here.muster(['export'])
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal(await Deno.readTextFile(path), stdout)
  assert.equal(answer('lines'), stdout.trimEnd().split('\n').length)
  const names = Array.from(Deno.readDirSync(here.data), ({ name }) => name).sort()
  assert.ok(!names.some((name) => name.endsWith('.partial')), names.join())
  const { exit, message } = await here.refused(['export', '/nowhere/out.ndjson'])
  assert.deepEqual([exit, /MUSTER_FILES/.test(message)], [5, true])
})

Deno.test('refused lines are told on standard error by number, with 4; with --json they are in the answer', async () => {
  await using here = await newInstallation()
  await here.muster(['directory', 'create', '--name', 'one'])
  const stdin =
    '{"muster":1}\n{"group":{"code":"a","nmae":"A"}}\nnonsense\n{"group":{"code":"b","name":"B"}}\n'
  const { code, stdout, stderr } = await here.muster(['import'], { stdin })
  assert.equal(code, 4)
  assert.match(stdout, /refused +2\n/)
  assert.deepEqual(stderr.trimEnd().split('\n'), [
    'line 2: A group has no field "nmae".',
    'line 3: The line is not JSON.',
    'muster: 2 lines were refused.',
  ])
  const again = await here.muster(['import', '--json'], { stdin })
  const { refused, refusals, unchanged } = JSON.parse(again.stdout)
  assert.deepEqual([again.code, refused, refusals.length, unchanged.groups], [4, 2, 2, 1])
  assert.deepEqual(refusals[1], { line: 3, code: 'invalid', message: 'The line is not JSON.' })
  assert.match(again.stderr, /^\{"error":/)
})

Deno.test('a dry run says what would happen and changes nothing', async () => {
  await using here = await newInstallation()
  const file = 'docs/example.ndjson'
  const fresh = await here.json(['import', '--dry-run', file])
  assert.deepEqual([fresh('dryRun'), fresh('made.groups')], [true, 3])
  assert.equal((await here.refused(['group', 'list'])).code, 'no_database')
  await here.json(['import', file])
  const before = (await here.muster(['export'])).stdout
  const stdin =
    '{"muster":1}\n{"group":{"code":"new","name":"New"}}\n{"group":{"code":"sales","name":"Sold"}}\n{}\n'
  const tried = await here.muster(['import', '--dry-run', '--json'], { stdin })
  const { made, changed, refused } = JSON.parse(tried.stdout)
  assert.deepEqual([tried.code, made.groups, changed.groups, refused], [4, 1, 1, 1])
  assert.equal((await here.muster(['export'])).stdout, before)
  const left = Array.from(Deno.readDirSync(here.data), ({ name }) => name).filter((name) =>
    name.startsWith('dry-run')
  )
  assert.deepEqual(left, [])
})

Deno.test('where an import goes: the named directory, the one of the header, the only one', async () => {
  await using here = await newInstallation()
  for (const name of ['one', 'two']) await here.muster(['directory', 'create', '--name', name])
  const group = '{"group":{"code":"a","name":"A"}}\n'
  const { exit, message } = await here.refused(['import'], { stdin: `{"muster":1}\n${group}` })
  assert.deepEqual([exit, /one, two/.test(message)], [2, true])
  const named = await here.json(['import', '-d', 'two'], {
    stdin: `{"muster":1,"directory":{"name":"one"}}\n${group}`,
  })
  assert.equal(named('directory.name'), 'two')
  const told = await here.json(['import'], { stdin: `{"muster":1,"directory":{"name":"one"}}\n${group}` })
  assert.equal(told('directory.name'), 'one')
  const made = await here.json(['import'], {
    stdin: `{"muster":1,"directory":{"name":"new","settings":{"country":"DE"}}}\n${group}`,
  })
  assert.deepEqual([made('directory.name'), made('directory.id')], ['new', 3])
  const missing = await here.refused(['import', '-d', 'none'], { stdin: `{"muster":1}\n` })
  assert.equal(missing.exit, 3)
})

Deno.test('an export of a directory that has another name by now asks where it is to go', async () => {
  await using here = await newInstallation()
  await here.json(['import', 'docs/example.ndjson'])
  const { stdout: stdin } = await here.muster(['export'])
  await here.json(['directory', 'change', 'example.com', '--name', 'renamed.example'])
  const { exit, code, message } = await here.refused(['import'], { stdin })
  assert.deepEqual([exit, code], [4, 'conflict'])
  assert.match(message, /"example\.com".*"renamed\.example".*--directory/)
  const merged = await here.json(['import', '-d', 'renamed.example'], { stdin })
  assert.deepEqual([merged('way'), merged('unchanged.groups')], ['merge', 5])
})

Deno.test('a folder is neither imported nor written over', async () => {
  await using here = await newInstallation()
  await here.json(['import', 'docs/example.ndjson'])
  const path = `${here.data}/folder`
  await Deno.mkdir(path)
  const takers = [['import', path], ['export', path], ['member', 'export', 'sales', path]]
  // Into PostgreSQL nothing is restored from a file, whatever it is.
  if (testedDatabase() === 'sqlite') takers.push(['database', 'restore', path])
  for (const args of takers) {
    const { exit, message } = await here.refused(args)
    assert.equal(exit, 4, args.join(' '))
    assert.match(message, /folder/)
  }
})

Deno.test('what is not a file of this format is refused with a sentence', async () => {
  await using here = await newInstallation()
  for (const [stdin, words] of [['', /is empty/], ['a,b\n', /must be a header/]] as const) {
    const { exit, message } = await here.refused(['import'], { stdin })
    assert.deepEqual([exit, words.test(message)], [4, true], message)
  }
  assert.equal((await here.refused(['import', `${here.data}/none`])).exit, 3)
})

Deno.test('a file that was cut ends with 4 and says that it goes on with the whole one', async () => {
  await using here = await newInstallation()
  const text = bigExport(3000)
  const cut = await here.muster(['import'], { stdin: text.slice(0, text.length >> 1) })
  assert.equal(cut.code, 4)
  assert.equal(cut.stderr, 'muster: The file ends early; import it whole, and the restore goes on.\n')
  const whole = await here.muster(['import'], { stdin: text })
  assert.deepEqual([whole.code, whole.stderr], [0, ''])
  assert.equal((await here.muster(['export'])).stdout, text)
})
