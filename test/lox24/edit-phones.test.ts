import assert from 'node:assert/strict'
import { assertPlain, assertViolations, BLANK, GROUP, lox24Test } from './client.ts'

const RENAME = { name: 'New group name' }

lox24Test('case 29: phones as an object replace the list, and are not shown', async (api) => {
  const phones = { x: { phone: '+4915550001', a: 'Ms.', callback_data: 'crm-1' } }
  const answer = await api.put(GROUP, { ...RENAME, phones })
  assertPlain(answer, 200)
  assert.equal(answer.object.count_items, 1)
  assert.equal('phones' in answer.object, false)
  const { list } = await api.get(`${GROUP}/phones`)
  assert.equal(list.length, 1)
  assert.partialDeepStrictEqual(list[0], { phone: '+4915550001', a: 'Ms.', b: null, callback_data: 'crm-1' })
})

lox24Test('case 30: phones as an array keep the entry whose number is there', async (api) => {
  await api.put(GROUP, {
    ...RENAME,
    phones: { x: { phone: '+4915550001', a: 'Ms.', callback_data: 'crm-1' } },
  })
  const [before] = (await api.get(`${GROUP}/phones`)).list
  const answer = await api.put(GROUP, {
    ...RENAME,
    phones: [{ phone: '+4915550001' }, { phone: '+4915550002' }],
  })
  assertPlain(answer, 200)
  assert.equal(answer.object.count_items, 2)
  const { list } = await api.get(`${GROUP}/phones`)
  assert.deepEqual(list[0], before)
  assert.equal(list[1]?.phone, '+4915550002')
})

lox24Test('case 31: a put without phones leaves them alone', async (api) => {
  await api.put(GROUP, { ...RENAME, phones: [{ phone: '+4915550001' }, { phone: '+4915550002' }] })
  assert.equal((await api.put(GROUP, RENAME)).object.count_items, 2)
  assert.equal((await api.put(GROUP, { ...RENAME, phones: null })).object.count_items, 2)
  assert.equal((await api.put(GROUP, { ...RENAME, phones: {} })).object.count_items, 0)
})

lox24Test('case 32: a phone without a number refuses the whole', async (api) => {
  await api.put(GROUP, { name: 'Kept', phones: [{ phone: '+4915550001' }] })
  const answer = await api.put(GROUP, { ...RENAME, phones: [{ a: 'no number' }] })
  assertViolations(answer, [`phones[0].phone: ${BLANK}`])
  assert.partialDeepStrictEqual((await api.get(GROUP)).object, { name: 'Kept', count_items: 1 })
})

lox24Test('put: a matched phone gets the given columns and keeps the others', async (api) => {
  await api.put(GROUP, { ...RENAME, phones: [{ phone: '+491701234567', a: 'Ms.', c: 'x' }] })
  await api.put(GROUP, { ...RENAME, phones: [{ phone: '0049 170 1234567', b: 'Smith', c: null }] })
  const { list } = await api.get(`${GROUP}/phones`)
  assert.partialDeepStrictEqual(list, [{ phone: '+49 170 1234567', a: 'Ms.', b: 'Smith', c: null }])
})

lox24Test('put: a number is matched however it is written, with the country of the account', async (api) => {
  await api.put(GROUP, { ...RENAME, phones: [{ phone: '+491701234567', a: 'Ms.' }] })
  const [before] = (await api.get(`${GROUP}/phones`)).list
  await api.put(GROUP, { ...RENAME, phones: [{ phone: '(0170) 123-4567' }] })
  assert.deepEqual((await api.get(`${GROUP}/phones`)).list, [{ ...before, phone: '(0170) 123-4567' }])
})
