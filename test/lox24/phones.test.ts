import assert from 'node:assert/strict'
import {
  type Api,
  assertError,
  assertLinked,
  assertPlain,
  assertViolations,
  BLANK,
  GROUP,
  lox24Test,
  tooLong,
} from './client.ts'

const PHONES = `${GROUP}/phones`
const BATCH = `${GROUP}/phones/batch`
const INVALID_NUMBER = 'This value is not a valid phone number.'

const SAMPLE = {
  phone: '+93701234567',
  a: 'Mr. ',
  b: 'Smith ',
  c: '2020-02-23 18:00',
  d: '12.34',
  e: 'restaurant Blue Oyster',
}

const UNSET = { callback_data: null, subscribed_at: null, unsubscribed_at: null, unsubscribe_reason: null }

const linked = { accept: 'application/ld+json' }

async function countOf(api: Api): Promise<unknown> {
  return (await api.get(GROUP)).object.count_items
}

lox24Test('case 55: a phone is added, blanks and all', async (api) => {
  const answer = await api.post(PHONES, SAMPLE)
  assertPlain(answer, 201)
  const { id, ...rest } = answer.object
  assert.match(String(id), /^\d+$/)
  assert.equal(typeof id, 'string')
  assert.deepEqual(Object.entries(rest), [...Object.entries(SAMPLE), ...Object.entries(UNSET)])
  assert.equal(answer.headers.get('location'), `/phones/${id}`)
  assert.equal(answer.headers.get('content-location'), `/phones/${id}`)
  assert.equal(await countOf(api), 1)
  const second = await api.post(PHONES, SAMPLE, linked)
  assertLinked(second, 201)
  assert.partialDeepStrictEqual(second.object, {
    '@context': '/contexts/phones',
    '@id': second.headers.get('location'),
    '@type': 'phones',
  })
})

lox24Test('case 56: each field of a phone has its limit', async (api) => {
  const phone = '+93701234567'
  assertViolations(await api.post(PHONES, { a: 'x' }), [`phone: ${BLANK}`])
  assertViolations(await api.post(PHONES, { phone: '1'.repeat(31) }), [`phone: ${tooLong(30)}`])
  assertViolations(await api.post(PHONES, { phone, a: 'x'.repeat(1531) }), [`a: ${tooLong(1530)}`])
  const long = await api.post(PHONES, { phone, callback_data: 'x'.repeat(37) })
  assertViolations(long, [`callback_data: ${tooLong(36)}`])
  assert.equal(await countOf(api), 0)
})

lox24Test('case 57: a word is no number', async (api) => {
  assertViolations(await api.post(PHONES, { phone: 'hello' }), [`phone: ${INVALID_NUMBER}`])
})

lox24Test('case 58: the same number twice is two phones', async (api) => {
  const first = await api.post(PHONES, SAMPLE)
  const second = await api.post(PHONES, SAMPLE)
  assertPlain(first, 201)
  assertPlain(second, 201)
  assert.notEqual(first.object.id, second.object.id)
  assert.equal(await countOf(api), 2)
})

const MIXED = [{ phone: '+4912345678', a: 'column A text' }, { a: 'column A text #2' }]

lox24Test('case 59: the items of a batch stand and fall alone', async (api) => {
  const answer = await api.post(BATCH, MIXED)
  assertPlain(answer, 201)
  const [good, bad, ...more] = answer.list
  assert.deepEqual(more, [])
  assert.partialDeepStrictEqual(good, {
    status: 201,
    body: { phone: '+4912345678', a: 'column A text', b: null },
  })
  assert.partialDeepStrictEqual(bad, {
    status: 400,
    body: {
      type: 'https://tools.ietf.org/html/rfc2616#section-10',
      title: 'An error occurred',
      detail: `phone: ${BLANK}`,
    },
  })
  assert.equal(await countOf(api), 1)
})

lox24Test('case 60: a batch in JSON-LD is a collection', async (api) => {
  const answer = await api.post(BATCH, MIXED, linked)
  assertLinked(answer, 201)
  assert.partialDeepStrictEqual(answer.object, {
    '@context': '/contexts/phones',
    '@id': BATCH,
    '@type': 'hydra:Collection',
    'hydra:totalItems': 2,
    'hydra:member': [
      { status: 201, body: { '@type': 'phones', phone: '+4912345678' } },
      {
        status: 400,
        body: { 'hydra:title': 'An error occurred', 'hydra:description': `phone: ${BLANK}` },
      },
    ],
  })
})

lox24Test('case 61: a batch is an array', async (api) => {
  assertError(await api.post(BATCH, SAMPLE), 400, /array/)
  assertError(await api.post(PHONES, [SAMPLE]), 400, /object/)
})

lox24Test('case 62: phones are an array, or a collection', async (api) => {
  await api.post(BATCH, [SAMPLE, { phone: '+4915550001' }])
  const plain = await api.get(PHONES)
  assertPlain(plain, 200)
  assert.deepEqual(plain.list.map((phone) => phone.phone), ['+93701234567', '+4915550001'])
  const answer = await api.get(PHONES, linked)
  assertLinked(answer, 200)
  assert.partialDeepStrictEqual(answer.object, {
    '@context': '/contexts/phones',
    '@id': PHONES,
    '@type': 'hydra:Collection',
    'hydra:totalItems': 2,
    'hydra:view': { '@id': PHONES, '@type': 'hydra:PartialCollectionView' },
  })
  assert.deepEqual(
    answer.object['hydra:member'],
    plain.list.map((phone) => ({ '@id': `/phones/${phone.id}`, '@type': 'phones', ...phone })),
  )
})

lox24Test('case 63: a phone is read, put and deleted', async (api) => {
  const { id } = (await api.post(PHONES, SAMPLE)).object
  const path = `/phones/${id}`
  const read = await api.get(path)
  assertPlain(read, 200)
  assert.deepEqual(read.object, { id, ...SAMPLE, ...UNSET })
  const put = await api.put(path, { phone: '+93701234599' })
  assertPlain(put, 200)
  assert.deepEqual(put.object, { id, ...SAMPLE, ...UNSET, phone: '+93701234599' })
  assert.equal(put.headers.get('content-location'), path)
  const gone = await api.delete(path)
  assert.equal(gone.status, 204)
  assert.equal(gone.text, '')
  assertError(await api.get(path), 404, 'Resource not found')
  assertError(await api.delete(path), 404, 'Resource not found')
  assert.equal(await countOf(api), 0)
})

lox24Test('case 64: phones are exported with the titles of the group', async (api) => {
  await api.put(GROUP, { name: 'My Clients', name_b: null })
  await api.post(BATCH, [{ ...SAMPLE, a: 'say "hi", you', b: null }, {
    phone: '+4915550001',
    callback_data: 'crm-17',
  }])
  const [first, second] = (await api.get(PHONES)).list
  const answer = await api.get(`${GROUP}/file/csv?page=1`, { accept: 'text/csv' })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.equal(
    answer.text,
    'id,phone,prefix,col_B,datetime,price,something_else,callback_data\n' +
      `${first?.id},+93701234567,"say ""hi"", you",,2020-02-23 18:00,12.34,restaurant Blue Oyster,\n` +
      `${second?.id},+4915550001,,,,,,crm-17\n`,
  )
})

lox24Test('phones: null clears a column, an absent one stays, and the rest is read-only', async (api) => {
  const { id } = (await api.post(PHONES, { ...SAMPLE, callback_data: 'crm-1' })).object
  const body = { phone: ' 0093701234567 ', a: null, subscribed_at: 5, unsubscribe_reason: 1, id: '7' }
  const answer = await api.put(`/phones/${id}`, body)
  assert.deepEqual(answer.object, { id, ...SAMPLE, ...UNSET, a: null, callback_data: 'crm-1' })
  assertViolations(await api.put(`/phones/${id}`, { a: 'x' }), [`phone: ${BLANK}`])
  assertError(
    await api.send('PUT', `/phones/${id}`, { text: '', type: 'application/json' }),
    400,
    'Syntax error',
  )
})

lox24Test(
  'phones: a list of more than one page of the store comes whole, in both formats and as CSV',
  async (api) => {
    const sent = Array.from({ length: 2500 }, (_, index) => ({ phone: String(10_000 + index) }))
    assert.equal((await api.post(BATCH, sent)).list.length, 2500)
    const plain = await api.get(PHONES)
    assertPlain(plain, 200)
    assert.deepEqual(plain.list.map(({ phone }) => ({ phone })), sent)
    const whole = await api.get(PHONES, linked)
    assert.equal(whole.object['hydra:totalItems'], 2500)
    assert.equal(Array.isArray(whole.object['hydra:member']) && whole.object['hydra:member'].length, 2500)
    const csv = await api.get(`${GROUP}/file/csv`)
    assert.equal(csv.text.split('\n').length, 2502)
  },
)

lox24Test('phones: a list of exactly one page of the store is no different', async (api) => {
  const sent = Array.from({ length: 1000 }, (_, index) => ({ phone: String(10_000 + index) }))
  assertPlain(await api.post(BATCH, sent), 201)
  assert.deepEqual((await api.get(PHONES)).list.map(({ phone }) => ({ phone })), sent)
})

lox24Test('phones: who asks for a page gets pages', async (api) => {
  await api.post(BATCH, Array.from({ length: 31 }, (_, index) => ({ phone: String(10_000 + index) })))
  assert.equal((await api.get(`${PHONES}?page=1`)).list.length, 30)
  const answer = await api.get(`${PHONES}?page=2`, linked)
  assert.partialDeepStrictEqual(answer.object, {
    'hydra:member': [{ phone: '10030' }],
    'hydra:totalItems': 31,
    'hydra:view': { '@id': `${PHONES}?page=2`, 'hydra:previous': `${PHONES}?page=1` },
  })
  assert.deepEqual((await api.get(`${PHONES}?page=3`)).list, [])
  assertError(await api.get(`${PHONES}?page=0`), 400, 'Page should not be less than 1')
})

lox24Test('phones: an empty batch is an empty list', async (api) => {
  const answer = await api.post(BATCH, [])
  assertPlain(answer, 201)
  assert.deepEqual(answer.list, [])
})

lox24Test('phones: a hundred at once are a hundred', async (api) => {
  const numbers = Array.from({ length: 100 }, (_, index) => `+4915550${1000 + index}`)
  const answers = await Promise.all(numbers.map((phone) => api.post(PHONES, { phone })))
  for (const answer of answers) assertPlain(answer, 201)
  assert.equal(new Set(answers.map((answer) => answer.object.id)).size, 100)
  assert.equal(await countOf(api), 100)
  assert.deepEqual(new Set((await api.get(PHONES)).list.map((phone) => phone.phone)), new Set(numbers))
})
