import assert from 'node:assert/strict'
import { listAccounts, signIn } from '../../src/core/accounts.ts'
import { listDirectories } from '../../src/core/directories.ts'
import type { Store } from '../../src/core/store.ts'
import { createToken, listTokens } from '../../src/core/tokens.ts'
import { firstStart } from '../../src/first-start.ts'
import { openStore } from '../../src/store/open.ts'
import { folder } from '../process.ts'

const url = 'http://127.0.0.1:8080'

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  await using data = await folder()
  const store = await openStore({ database: `sqlite:${data.path}/muster.db` })
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

function passwordIn(text: string): string {
  return /password +(\S+)/.exec(text)?.[1] ?? ''
}

Deno.test('first start: what was not shown is made anew by the next one, once', async () => {
  await withStore(async (store) => {
    const broken = firstStart(store, url, () => {
      throw new Error('killed')
    })
    await assert.rejects(broken, /killed/)
    await createToken(store, { directory: 1, purpose: 'bearer', name: 'made between', scopes: ['reader'] })
    const shown: string[] = []
    for (let start = 0; start < 2; start++) await firstStart(store, url, (text) => shown.push(text))
    assert.equal(shown.length, 1)
    const [directory, ...more] = await listDirectories(store)
    assert.equal(more.length, 0)
    assert.ok(await signIn(store, 'admin@localhost', passwordIn(shown[0] ?? '')))
    assert.equal((await listAccounts(store, directory!.id)).length, 1)
    assert.equal((await listTokens(store, directory!.id)).length, 3, 'two, and the one made between')
  })
})
