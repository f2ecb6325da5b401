import assert from 'node:assert/strict'
import { readConfig } from '../../src/config.ts'
import { ROOT } from '../process.ts'
import { read } from './sources.ts'

/** The permissions in a command, in the order of their names. */
function permissionsIn(command: string): string[] {
  return [...command.matchAll(/--allow-[a-z]+(?:=[^\s"]+)?/g)].map(([one]) => one.replaceAll("'", '')).sort()
}

/** The permissions that a task of deno.json gives, with the folders of an installed Muster. */
async function permissionsOf(task: 'start' | 'muster'): Promise<string[]> {
  const { tasks } = JSON.parse(await read('deno.json'))
  return permissionsIn(tasks[task]).map((one) =>
    one.replace('=.,', '=/opt/muster,').replaceAll('$MUSTER_DATA', '/var/lib/muster')
  )
}

Deno.test('deploy: the service gives the server the permissions of the task, and no more', async () => {
  const command = /^ExecStart=(.*)$/m.exec(await read('deploy/muster.service'))?.[1] ?? ''
  assert.deepEqual(permissionsIn(command), await permissionsOf('start'))
})

Deno.test('deploy: the container gives the server the permissions of the task, and no more', async () => {
  const command = /^ENTRYPOINT (.*)$/m.exec(await read('Containerfile'))?.[1] ?? '[]'
  const words: string[] = JSON.parse(command)
  assert.deepEqual(permissionsIn(words.join(' ')), await permissionsOf('start'))
})

Deno.test('deploy: the installed command line has the permissions of the task, and no more', async () => {
  const script = (await read('deploy/muster')).replaceAll('"', '').replaceAll(
    '$MUSTER_DATA',
    '/var/lib/muster',
  )
  const line = script.slice(script.indexOf('exec deno')).replaceAll('\\\n', ' ')
  assert.deepEqual(permissionsIn(line), await permissionsOf('muster'))
})

Deno.test('deploy: the container has the version of Deno that the README names', async () => {
  const named = (await read('README.md')).match(/deno@([\d.]+)/g) ?? []
  const built = (await read('Containerfile')).match(/deno@([\d.]+)/g) ?? []
  const told = (await read('docs/operations.md')).match(/deno@([\d.]+)/g) ?? []
  assert.deepEqual(new Set([...built, ...told]), new Set(named))
  assert.equal(new Set(named).size, 1)
})

Deno.test('deploy: the build gets every file that it copies, and no tests', async () => {
  const ignored = (await read('.containerignore')).split('\n')
  const copied = [...(await read('Containerfile')).matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap((
    [, all = ''],
  ) => all.split(' ').filter((one) => !one.startsWith('--')))
  assert.deepEqual(copied.sort(), ['deno.json', 'deno.lock', 'deploy/muster', 'fixtures', 'src'])
  for (const path of copied) {
    await Deno.stat(`${ROOT}${path}`)
    assert.ok(ignored.includes(`!${path}`), path)
  }
  assert.ok(ignored.includes('**/*.test.ts'))
})

Deno.test('deploy: nginx lets through what the server has an answer of its own for', async () => {
  const mebibytes = /client_max_body_size (\d+)m;/.exec(await read('deploy/nginx.conf'))?.[1]
  assert.ok(Number(mebibytes) * 2 ** 20 > readConfig({}, undefined).bodyBytesMax)
})

Deno.test('deploy: what stops the server waits longer than the server does', async () => {
  const { stopMs } = readConfig({}, undefined)
  const seconds = [
    /TimeoutStopSec=(\d+)/.exec(await read('deploy/muster.service')),
    /--stop-timeout (\d+)/.exec(await read('docs/operations.md')),
    /terminationGracePeriodSeconds: (\d+)/.exec(await read('docs/operations.md')),
  ].map((found) => Number(found?.[1]))
  for (const one of seconds) assert.ok(one * 1000 > stopMs, String(seconds))
})

Deno.test('deploy: systemd knows every word of the units', async (test) => {
  const folder = await Deno.makeTempDir()
  try {
    const paths = await Promise.all(['muster.service', 'muster-backup.service'].map(async (name) => {
      // The program is not installed where the tests run.
      const text = (await read(`deploy/${name}`)).replace(/^(ExecStart\w*)=\S+/gm, '$1=/bin/true')
      await Deno.writeTextFile(`${folder}/${name}`, text)
      return `${folder}/${name}`
    }))
    await Deno.copyFile(`${ROOT}deploy/muster-backup.timer`, `${folder}/muster-backup.timer`)
    const answer = await verify([...paths, `${folder}/muster-backup.timer`])
    if (answer === undefined) {
      await test.step({ name: 'skipped: no systemd-analyze here', ignore: true, fn() {} })
    } else assert.deepEqual(answer, { code: 0, told: '' })
  } finally {
    await Deno.remove(folder, { recursive: true })
  }
})

/** What `systemd-analyze verify` says; undefined where there is none. */
async function verify(paths: readonly string[]): Promise<{ code: number; told: string } | undefined> {
  try {
    const command = new Deno.Command('systemd-analyze', { args: ['verify', '--man=no', ...paths] })
    const { code, stderr } = await command.output()
    return { code, told: new TextDecoder().decode(stderr) }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined
    throw error
  }
}

Deno.test('deploy: the scripts are scripts, and can be executed', async () => {
  const { code } = await new Deno.Command('sh', { args: ['-n', `${ROOT}deploy/muster`] }).output()
  assert.equal(code, 0)
  assert.ok(((await Deno.stat(`${ROOT}deploy/muster`)).mode ?? 0) & 0o100)
})
