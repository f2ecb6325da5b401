import assert from 'node:assert/strict'
import { lineBytesMax } from '../../src/core/transfer/format.ts'
import { DirectoryError } from '../../src/core/error.ts'
import { createHash } from 'node:crypto'
import { group, person, phone, range, reread } from '../store/suite.ts'
import { contentOf, exported, file, findings, imported, newPlace, placeFor } from './scene.ts'

const A = { group: { code: 'a', name: 'A' } }

/** What is wrong with one line, and the words for it. */
const WRONG: readonly (readonly [line: string, words: RegExp])[] = [
  ['{"group":{"code":"b","name":"B"', /^the line is not JSON$/],
  ['[]', /^the line is not a JSON object$/],
  ['{}', /^a line is an object under one of the keys .* this one has ""$/],
  ['{"grupp":{}}', /this one has "grupp"$/],
  ['{"group":{},"member":{}}', /this one has "group" and "member"$/],
  ['{"group":{"nmae":"x"}}', /^a group has no field "nmae"$/],
  ['{"group":{"__proto__":"x"}}', /^a group has no field "__proto__"$/],
  ['{"group":{"name":5}}', /^name: type$/],
  ['{"group":{"code":"c","name":"\\u0000"}}', /^name: text$/],
  ['{"group":{"code":"c","name":"\\ud800"}}', /^name: text$/],
  ['{"group":{"code":"c","extras":{"a":{"b":["\\ud800"]}}}}', /^extras: type$/],
  [`{"group":{"extras":{"a":{"b":${'['.repeat(500)}${']'.repeat(500)}}}}}`, /^extras: type$/],
  ['{"group":{"number":0}}', /^number: type$/],
  ['{"group":{"number":1.5}}', /^number: type$/],
  ['{"group":{"uuid":"X"}}', /^uuid: type$/],
  ['{"group":{"code":"c"}}', /^name: required$/],
  ['{"group":{"code":"c","name":""}}', /^name: required$/],
  ['{"group":{"code":"c","name":"x","type":99}}', /^type: unknown$/],
  ['{"group":{"code":"c","name":"x","type":"none"}}', /^type: unknown$/],
  ['{"group":{"builtin":"none"}}', /^builtin: unknown$/],
  ['{"group":{"code":"c","name":"x","expiresAt":5}}', /^expiresAt: the time must be in the future$/],
  ['{"member":{"kind":"fax"}}', /^kind: type$/],
  ['{"member":{"kind":"person"}}', /^ref: required$/],
  ['{"member":{"kind":"person","ref":{"number":1,"uuid":"x"}}}', /^ref: type$/],
  ['{"member":{"kind":"phone"}}', /^name: required$/],
  ['{"member":{"kind":"phone","name":"1","data":{"lable":"x"}}}', /^a member's data has no field "lable"$/],
  ['{"member":{"kind":"phone","name":"1","data":{"values":[1]}}}', /^values: type$/],
  ['{"member":{"kind":"phone","name":"1","data":{"values":["1","2","3","4","5","6"]}}}', /^values: too_many/],
  ['{"member":{"name":"1"}}', /^kind: required$/],
  ['{"person":{"number":1,"email":false}}', /^email: type$/],
  ['{"thing":{"oid":"000000000000000000000001"}}', /^kind: required$/],
  ['{"type":{}}', /^name: required$/],
  ['{"event":{"sequence":1}}', /^at: required$/],
  ['{"event":{"sequence":1,"kind":"group.eat"}}', /^kind: type$/],
  ['{"muster":1}', /^the header must be the first line$/],
]

for (const [line, words] of WRONG) {
  Deno.test(`a line that cannot be is refused by its number: ${line.slice(0, 60)}`, async () => {
    await using place = await newPlace()
    const text = file([A, line, { group: { code: 'z', name: 'Z' } }, {
      member: { kind: 'phone', name: '1' },
    }])
    const { refusals, report } = await imported(place, text)
    assert.equal(refusals.length, 1, refusals.join())
    assert.match(refusals[0]!, /^3: /)
    assert.match(refusals[0]!.slice(3), words)
    assert.deepEqual([report.refused, report.made.groups, report.made.members], [1, 2, 1])
  })
}

const REFUSED: readonly (readonly [name: string, text: string | Uint8Array, words: RegExp])[] = [
  ['an empty file', '', /the file is empty/],
  ['a blank file', '\n \r\n', /the file is empty/],
  ['a file without a header', '{"group":{"code":"a"}}\n', /line 1 must be a header/],
  ['a table', 'id,name\n1,x\n', /line 1 must be a header/],
  ['a file of zeros', new Uint8Array(100), /line 1 must be a header/],
  [
    'a file of a newer Muster',
    '{"muster":2,"new":1}\n',
    /the file has format 2, and this Muster reads up to 1/,
  ],
  ['a header with a typo', '{"muster":1,"compleet":true}\n', /a header has no field "compleet"/],
  ['a complete file that does not say how it goes on', '{"muster":1,"complete":true}\n', /next: required/],
  ['one endless line', new Uint8Array(lineBytesMax + 100000).fill(65), /line 1 must be a header/],
]

for (const [name, text, words] of REFUSED) {
  Deno.test(`${name} is refused whole`, async () => {
    await using place = await newPlace()
    await assert.rejects(
      imported(place, text),
      (error) => error instanceof DirectoryError && words.test(error.message),
    )
  })
}

Deno.test('a mark at the beginning, CRLF, blank lines and a missing last line break are no matter', async () => {
  await using place = await newPlace()
  const lines = file([A, '', { member: { kind: 'phone', name: '1' } }, '  ', {
    member: { kind: 'phone', name: '2' },
  }])
  const text = `\ufeff\r\n${lines.trimEnd().replaceAll('\n', '\r\n')}`
  const { refusals, report } = await imported(place, text)
  assert.deepEqual([refusals, report.made.groups, report.made.members], [[], 1, 2])
})

Deno.test("a huge line and one that is not UTF-8 are refused alone, and members below them are nobody else's", async () => {
  await using place = await newPlace()
  const encoder = new TextEncoder()
  const huge = `{"group":{"code":"h","name":"${'x'.repeat(lineBytesMax)}"}}`
  const member = { member: { kind: 'phone', name: '1' } }
  const parts = [
    encoder.encode(file([A, member, huge, member, member, { group: { code: 'b', name: 'B' } }, member])),
    new Uint8Array([
      ...encoder.encode('{"member":{"kind":"phone","name":"'),
      0xff,
      0xfe,
      ...encoder.encode('"}}\n'),
    ]),
    encoder.encode(`${JSON.stringify({ member: { kind: 'phone', name: 'ä🙂' } })}\n`),
  ]
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer())
  const { refusals } = await imported(place, bytes)
  assert.deepEqual(refusals, [
    `4: the line is longer than ${lineBytesMax} bytes`,
    '9: the line is not UTF-8',
    '4: what stands here was refused, and so are 2 members below it',
  ])
  assert.deepEqual([(await reread(place, 1)).counts.phone, (await reread(place, 2)).counts.phone], [1, 2])
})

/** An export of some groups with members. */
async function example(): Promise<string> {
  await using place = await newPlace()
  for (const at of range(5)) {
    await group(place, { name: `g${at}`, parent: at > 1 ? 1 : null }, {
      add: [phone(`+49${at}`), person(at)],
    })
  }
  return await exported(place)
}

Deno.test('an export that was cut waits for the rest, and goes on with the whole file', async () => {
  const text = await example()
  for (const cut of [text.length - 1, text.length - 20, text.length >> 1, text.indexOf('{"member"') + 30]) {
    await using copy = await placeFor(text)
    const { way, isWhole, refusals } = await imported(copy, text.slice(0, cut))
    assert.deepEqual([way, refusals], ['restore', []])
    // Without its last line break an export is whole.
    assert.equal(isWhole, cut === text.length - 1)
    if (!isWhole) assert.equal((await imported(copy, text)).isWhole, true)
    assert.equal(await exported(copy), text)
  }
})

Deno.test('another file is refused while a restore is unfinished', async () => {
  const text = await example()
  await using copy = await placeFor(text)
  await imported(copy, text.slice(0, text.length >> 1))
  const lines = text.split('\n')
  for (
    const other of [file([A]), text.replace('"name":"g1"', '"name":"x1"'), lines.toSpliced(3, 1).join('\n')]
  ) {
    await assert.rejects(imported(copy, other), /the restore of another file is unfinished/)
  }
  assert.equal((await imported(copy, text)).isWhole, true)
  assert.equal(await exported(copy), text)
})

Deno.test('rows that cannot be, or that the database refuses, are refused by line, and the counts are mended', async () => {
  const text = await example()
  const lines = text.trimEnd().split('\n')
  const broken = lines.flatMap((line, at) => {
    if (at === 2) return [line, line]
    if (line.includes('"name":"+492"')) return [line.replace('"id"', '"di"')]
    if (line.startsWith('{"group"') && line.includes('"name":"g4"')) {
      return [line.replace(
        /"uuid":"[^"]*"/,
        `"uuid":${JSON.stringify(JSON.parse(lines.find((one) => one.includes('"name":"g1"'))!).group.uuid)}`,
      )]
    }
    if (line.startsWith('{"group"') && line.includes('"name":"g5"')) return [line.replace('"number"', '"nr"')]
    return [line]
  })
  await using copy = await placeFor(text)
  const { refusals, report } = await imported(copy, `${broken.join('\n')}\n`)
  assert.deepEqual(refusals.map((one) => one.replace(/^\d+: /, '').replace(/ \(.*\)/, '')).sort(), [
    'a group has no field "nr"',
    'a member has no field "di"',
    'the database refuses it: a key is taken',
    'the database refuses it: a key is taken',
    'the file is not as it was exported: its digest or number of lines differs',
    'what stands here was refused, and so are 2 members below it',
    'what stands here was refused, and so are 2 members below it',
  ])
  assert.equal(report.refused, 9)
  assert.equal((await reread(copy, 2)).counts.phone, 0)
  // What refers to a refused group is left for the operator.
  const left = await findings(copy)
  assert.ok(left.every((one) => /group [45]|event|spell/.test(one)), left.join('\n'))
  assert.ok(
    !await copy.store.read(copy.directory, (tx) => tx.fact(`restore ${copy.directory}`)),
    'it is finished',
  )
})

Deno.test('a changed byte is noticed by the digest', async () => {
  const text = await example()
  await using copy = await placeFor(text)
  const { refusals } = await imported(copy, text.replace('"name":"g3"', '"name":"g9"'))
  assert.equal(refusals.length, 1)
  assert.match(refusals[0]!, /the file is not as it was exported/)
})

Deno.test('a complete file of another maker that does not add up is checked, and what is wrong is told', async () => {
  const text = await example()
  const wrong = text.replace('"counts":{"person":1,"phone":1}', '"counts":{"person":1,"phone":7}')
  assert.notEqual(wrong, text)
  const body = wrong.slice(0, wrong.lastIndexOf('{"end"'))
  const sha256 = createHash('sha256').update(body).digest('hex')
  await using copy = await placeFor(text)
  const end = JSON.stringify({ end: { lines: contentOf(text).length + 1, sha256 } })
  const { refusals, checked } = await imported(copy, `${body}${end}\n`)
  assert.deepEqual(refusals, [])
  assert.match(JSON.stringify(checked), /counts/)
})
