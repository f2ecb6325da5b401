import assert from 'node:assert/strict'
import { createToken, findCredential } from '../../src/core/tokens.ts'
import { contract, range } from './suite.ts'

/** Reads that were begun before the first note was committed may come back behind it: one for each connection. */
const notesMax = 8

contract('many uses of a token at once do not queue a write each', async ({ store, directory, clock }) => {
  const { token, secret } = await createToken(store, { directory, purpose: 'p', scopes: [] })
  const { writes: before } = await store.statistics()
  await Promise.all(range(100).map(() => findCredential(store, 'p', secret)))
  // The notes are written beside the requests: a write behind them waits for them.
  await store.writeInstallation(() => Promise.resolve())
  const notes = (await store.statistics()).writes - before - 1
  assert.ok(notes >= 1 && notes <= notesMax, `${notes} writes for 100 uses`)
  const noted = await store.readInstallation((tx) => tx.token({ secretHash: token.secretHash }))
  assert.equal(noted?.usedAt, clock.now)
})
