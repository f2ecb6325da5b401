import assert from 'node:assert/strict'

const SOURCE = new URL('../src/', import.meta.url)

/** What each part may import: its own folder, and these. `libraries` are names of deno.json's imports. */
interface Part {
  readonly folders: readonly string[]
  readonly libraries: readonly string[]
}

/** The map of the sources: who may know whom. A dialect's own folder is `dialects/<vendor>`. */
const MAP: Readonly<Record<string, Part>> = {
  '': { folders: ['core', 'store', 'http', 'dialects', 'console', 'cli'], libraries: [] },
  core: { folders: [], libraries: ['libphonenumber-js'] },
  store: { folders: ['core'], libraries: ['postgres'] },
  http: { folders: ['core'], libraries: [] },
  dialects: { folders: ['core', 'http', ''], libraries: [] },
  'dialects/*': { folders: ['core', 'http'], libraries: ['csv-stringify', 'fast-xml-parser'] },
  console: { folders: ['core', 'http'], libraries: ['hono'] },
  cli: {
    folders: ['core', 'store', ''],
    libraries: ['cli-progress', 'commander', 'csv-parse', 'csv-stringify'],
  },
}

interface Import {
  readonly file: string
  readonly target: string
}

Deno.test('boundaries: every import keeps to the map', async () => {
  const broken = (await imports()).filter((one) => !isAllowed(one)).map(({ file, target }) =>
    `${file} → ${target}`
  )
  assert.deepEqual(broken, [])
})

Deno.test('boundaries: the map is looked at', () => {
  for (
    const [file, target, allowed] of [
      ['core/groups.ts', './group.ts', true],
      ['core/groups.ts', '../store/sqlite.ts', false],
      ['core/phone.ts', 'libphonenumber-js/max', true],
      ['core/phone.ts', 'csv-stringify', false],
      ['http/pipeline.ts', '../core/error.ts', true],
      ['http/pipeline.ts', '../config.ts', false],
      ['store/sqlite.ts', 'node:sqlite', true],
      ['core/groups.ts', 'node:sqlite', false],
      ['dialects/lox24/index.ts', './auth.ts', true],
      ['dialects/lox24/index.ts', '../hive/auth.ts', false],
      ['dialects/lox24/index.ts', '../../store/sqlite.ts', false],
      ['dialects/lox24/index.ts', '../../http/body.ts', true],
      ['dialects/index.ts', './lox24/index.ts', true],
      ['dialects/index.ts', '../config.ts', true],
      ['serve.ts', './store/open.ts', true],
      ['cli/group.ts', '../config.ts', true],
    ] as const
  ) {
    assert.equal(isAllowed({ file, target }), allowed, `${file} → ${target}`)
  }
})

Deno.test('boundaries: only config.ts reads the environment, and only log.ts writes to standard output', async () => {
  for (const [file, text] of await sources()) {
    if (file !== 'config.ts') assert.doesNotMatch(text, /Deno\.env|process\.env/, file)
    if (file !== 'log.ts' && !file.startsWith('cli/')) {
      assert.doesNotMatch(text, /console\.(log|info|debug)|Deno\.stdout/, file)
    }
  }
})

function isAllowed({ file, target }: Import): boolean {
  const own = partOf(file)
  const part = MAP[own.startsWith('dialects/') ? 'dialects/*' : own]
  assert.ok(part, `${file} lies in a folder that the map does not have`)
  if (target.startsWith('node:')) return target !== 'node:sqlite' || own === 'store'
  if (!target.startsWith('.')) {
    return part.libraries.some((name) => target === name || target.startsWith(`${name}/`))
  }
  const folder = partOf(new URL(target, `file:///${file}`).pathname.slice(1))
  return folder === own || part.folders.includes(folder) ||
    (own === 'dialects' && folder.startsWith('dialects/'))
}

/** The folder of a file; of a vendor's file, the vendor's. */
function partOf(file: string): string {
  const folders = file.split('/').slice(0, -1)
  return folders[0] === 'dialects' ? folders.slice(0, 2).join('/') : folders[0] ?? ''
}

async function imports(): Promise<Import[]> {
  return (await sources()).flatMap(([file, text]) =>
    Array.from(text.matchAll(/(?:from|import)\s*\(?\s*'([^'\n]+)'/g), ([, target = '']) => ({ file, target }))
  )
}

/** All sources but tests, by their paths below `src/`. */
async function sources(): Promise<(readonly [string, string])[]> {
  const files = await filesBelow('')
  const own = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  assert.ok(own.length > 10)
  return await Promise.all(
    own.map(async (file) => [file, await Deno.readTextFile(new URL(file, SOURCE))] as const),
  )
}

async function filesBelow(folder: string): Promise<string[]> {
  const found = await Array.fromAsync(
    Deno.readDir(new URL(folder, SOURCE)),
    async ({ name, isDirectory }) => {
      return isDirectory ? await filesBelow(`${folder}${name}/`) : [`${folder}${name}`]
    },
  )
  return found.flat()
}
