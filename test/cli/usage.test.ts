import assert from 'node:assert/strict'
import { newInstallation } from './command.ts'

const NOUNS = {
  database: ['status', 'migrate'],
  directory: ['list', 'show', 'create', 'change'],
  account: ['list', 'create', 'change'],
  token: ['list', 'create', 'change', 'delete'],
  group: ['list', 'show', 'history'],
  device: ['list', 'set', 'remove'],
  event: ['undo'],
}

Deno.test('cli: explains itself and every noun', async () => {
  await using installation = await newInstallation()
  const all = await installation.muster(['--help'])
  assert.deepEqual([all.code, all.stderr], [0, ''])
  assert.match(all.stdout, /^Usage: muster /)
  assert.match(all.stdout, /Exit codes:\n {2}0 done/)
  for (const [noun, verbs] of Object.entries(NOUNS)) {
    assert.match(all.stdout, new RegExp(`^  ${noun} `, 'm'))
    const { code, stdout } = await installation.muster([noun, '--help'])
    assert.equal(code, 0)
    for (const verb of verbs) assert.match(stdout, new RegExp(`^  ${verb} .*\\w`, 'm'))
    assert.ok(stdout.split('\n').every((line) => line.length <= 80), stdout)
  }
  const verb = await installation.muster(['token', 'create', '--help'])
  assert.match(verb.stdout, /--expires <date>.*\n[^]*--json/)
})

Deno.test('cli: says in one line what is wrong with a command', async () => {
  await using installation = await newInstallation()
  for (
    const [args, words] of [
      [[], /^muster: Say what to do: muster database \| directory \| .*; "muster --help" explains it\.\n$/],
      [
        ['group'],
        /^muster: Say what to do: muster group list \| show \| history; "muster group --help" explains it\.\n$/,
      ],
      [
        ['gruop'],
        /^muster: Unknown command 'gruop' \(Did you mean group\?\); "muster --help" explains it\.\n$/,
      ],
      [
        ['group', 'lsit'],
        /^muster: Unknown command 'lsit' \(Did you mean list\?\); "muster group --help" explains it\.\n$/,
      ],
      [
        ['group', 'list', '--limt', '1'],
        /^muster: Unknown option '--limt' \(Did you mean --limit\?\); "muster group list /,
      ],
      [
        ['group', 'list', '--limit', '0'],
        /argument '0' is invalid: it must be a whole number from 1 to 1000; /,
      ],
      [
        ['group', 'show'],
        /^muster: Missing required argument 'group'; "muster group show --help" explains it\.\n$/,
      ],
      [
        ['group', 'show', '1', '2'],
        /^muster: Too many arguments for 'show': expected 1 argument but got 2: 1, 2; /,
      ],
    ] as const
  ) {
    const { code, stdout, stderr } = await installation.muster(args)
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, words)
  }
  assert.equal((await installation.refused(['group'])).code, 'usage')
})
