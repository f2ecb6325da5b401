import { listDirectories } from './core/directories.ts'
import { DirectoryError } from './core/error.ts'
import { loadFixture } from './core/fixture.ts'
import type { Store } from './core/store.ts'
import { isFile } from './store/open.ts'

const FIXTURES = new URL('../fixtures/', import.meta.url)

/** Incoplax first: its examples show its two groups as the oldest. */
const ORDER = ['incoplax', 'hive', 'losant', 'lox24', 'superoffice']

/**
 * Loads the examples of every dialect. Throws `conflict` when the database is not empty: nobody else's data get
 * passwords that everybody knows.
 */
export async function loadDemo(store: Store): Promise<void> {
  if ((await listDirectories(store, 0, 1)).length > 0) {
    throw new DirectoryError(
      'conflict',
      'the demo needs an empty database, and the one of MUSTER_DATABASE has directories; name another one',
    )
  }
  for (const name of ORDER) {
    await loadFixture(store, await Deno.readTextFile(new URL(`${name}.json`, FIXTURES)))
  }
}

/** Throws `conflict` unless the folder is empty: the demo takes its folder away when it stops. */
export async function checkDemoFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 })
  const entries = await Array.fromAsync(Deno.readDir(folder))
  if (entries.length === 0) return
  throw new DirectoryError(
    'conflict',
    `the demo needs an empty folder and ${folder} is not; set MUSTER_DATA to one`,
  )
}

/** What to try in the demo, on the database of this address. The credentials are fixed, and known to everybody. */
export function demoWelcome(url: string, database: string): string {
  return `
This is the demo, loaded with examples. ${isFile(database) ? goes : stays}

Try it:

  curl -H 'X-LOX24-AUTH-TOKEN: 1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx' ${url}/groups/12344
  curl -u tje0:Tje0 ${url}/api/v1/List/305
  curl -H 'Authorization: Bearer YOUR_API_ACCESS_TOKEN' ${url}/applications/575ec8687ae143cd83dc4a97/experience/groups
  curl -H 'Authorization: Bearer YOUR_API_ACCESS_TOKEN' ${url}/rest/v1/addressbook/contactgroups
  curl -H 'X-Auth: YOUR_API_ACCESS_TOKEN' ${url}/api/v1/en_US/group-type/list
`
}

const goes = 'The folder of its data goes away when it stops.'

const stays = `They stay in the database when it stops.
Everybody knows their passwords and tokens: take that database for nothing else, and drop it afterwards.`
