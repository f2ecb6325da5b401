import assert from 'node:assert/strict'
import { Plans } from './postgres-plans.ts'

Deno.test('postgres plans: the first two hundred texts are kept, and no script', () => {
  const plans = new Plans()
  const kept = Array.from({ length: 300 }, (_, at) => plans.keeps(`select ${at}`))
  assert.equal(kept.filter((one) => one).length, 200)
  assert.equal(plans.keeps('select 0'), true)
  assert.equal(plans.keeps('select 299'), false)
  assert.equal(plans.texts().length, 200)
  assert.equal(new Plans().keeps('select 1; select 2'), false)
})

Deno.test('postgres plans: a large transaction forgets them ever more rarely, and the next one begins anew', () => {
  const plans = new Plans()
  for (let times = 0; times < 2; times++) {
    plans.begin()
    const outgrown = Array.from({ length: 5000 }, (_, at) => plans.areOutgrown() ? at + 1 : 0)
    assert.deepEqual(outgrown.filter((one) => one > 0), [500, 1000, 2000, 4000])
  }
})
