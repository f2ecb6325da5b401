import assert from 'node:assert/strict'
import { type Installation, newInstallation } from '../cli/command.ts'
import { range } from '../store/suite.ts'

const GROUP = `{"muster":1,"directory":{"name":"one","settings":{"country":"DE"}}}
{"person":{"number":5,"displayName":"Ann, \\"A\\"","email":"ann@example.com","oid":"000000000000000000000005"}}
{"group":{"code":"a","name":"A"}}
{"member":{"kind":"person","ref":5,"data":{"role":"lead","optedInAt":1700000000000}}}
{"member":{"kind":"person","ref":6}}
{"member":{"kind":"phone","name":"0151 1","data":{"values":["x",null,"z"],"label":"a\\nb"}}}
{"member":{"kind":"phone","name":"0151 2","validFrom":4000000000000,"validUntil":4100000000000}}
{"member":{"kind":"item","name":"=1+1"}}
{"member":{"kind":"group","ref":{"code":"b"}}}
{"group":{"code":"b","name":"B"}}
`

async function filled(): Promise<Installation> {
  const here = await newInstallation()
  await here.json(['import'], { stdin: GROUP })
  return here
}

Deno.test('a table that was exported and is imported changes nothing', async () => {
  await using here = await filled()
  const before = (await here.muster(['export'])).stdout
  const { stdout, code, stderr } = await here.muster(['member', 'export', 'a'])
  assert.deepEqual([code, stderr], [0, ''])
  assert.match(stdout, /^id,kind,number,uuid,oid,email,name,label,role,value1,/)
  assert.match(stdout, /,person,5,.*,ann@example.com,"Ann, ""A""",,lead,/)
  assert.match(stdout, /,phone,,,,,0151 2,.*,2096-10-02T07:06:40.000Z,2099-12-03T16:53:20.000Z\n/)
  const answer = await here.json(['member', 'import', 'a'], { stdin: stdout })
  assert.deepEqual([answer('unchanged'), answer('made'), answer('changed'), answer('refused')], [6, 0, 0, 0])
  const crlf = await here.json(['member', 'import', 'a'], {
    stdin: `\ufeff${stdout.replaceAll('\n', '\r\n').replace('a\r\nb', 'a\nb')}`,
  })
  assert.equal(crlf('unchanged'), 6)
  assert.equal((await here.muster(['export'])).stdout, before)
})

Deno.test('rows continue members by id, find people and numbers, and a second time change nothing', async () => {
  await using here = await filled()
  const table = await here.muster(['member', 'export', 'a', '--kind', 'phone'])
  const id = /\n(\d+),phone,,,,,0151 1,/.exec(table.stdout)?.[1]
  const stdin = `kind,id,name,email,number,label,value2,optedOutAt
phone,${id},0151 9,,,,y,2026-01-31T12:00:00+01:00
phone,,+49 151 2,,,second,,
phone,,0151 3,,,third,,
person,,,ANN@example.com,,chair,,
person,,,,77,,,
`
  const answer = await here.json(['member', 'import', 'a'], { stdin })
  assert.deepEqual([answer('made'), answer('changed'), answer('refused')], [2, 3, 0])
  const before = (await here.muster(['export'])).stdout
  const again = await here.json(['member', 'import', 'a'], { stdin })
  assert.deepEqual([again('unchanged'), again('made'), again('changed')], [5, 0, 0])
  assert.equal((await here.muster(['export'])).stdout, before)
  const shown = await here.json(['group', 'show', 'a', '--members', 'phone'])
  assert.deepEqual([shown('members.0.id'), shown('members.0.name')], [Number(id), '0151 9'])
  assert.deepEqual(shown('members.0.data'), {
    values: ['x', 'y', 'z'],
    label: null,
    optedOutAt: '2026-01-31T11:00:00.000Z',
  })
})

Deno.test('rows that cannot be are refused by line, the others are imported', async () => {
  await using here = await filled()
  const stdin = `name,number,email,uuid,validFrom,kind,id
0151 7,,,,,phone,
,,,,,phone,
x,,,,,fax,
,,nobody@example.com,,,person,
,0,,,,person,
,5,,00000000-0000-7000-8000-000000000001,,person,
0151 8,,,,tomorrow,phone,
0151 8,,,,,phone,4711
,99,,,,group,
0151 8,,,,,,
0151 8
`
  const { code, stderr, stdout } = await here.muster(['member', 'import', 'a'], { stdin })
  assert.equal(code, 4)
  assert.match(stdout, /made +1\n/)
  const told = Array.from(stderr.matchAll(/^line (\d+): /gm), ([, line]) => Number(line))
  assert.deepEqual(told.sort((one, other) => one - other), range(10, 3))
  assert.match(stderr, /line 7: Clash: person 5 has another uuid\./)
})

Deno.test('a table without its first row, with an unknown column, or not in UTF-8 is refused whole', async () => {
  await using here = await filled()
  const before = (await here.muster(['export'])).stdout
  for (const stdin of ['', 'kind,nmae\nphone,1\n', 'kind,kind\nphone,phone\n', '{"muster":1}\n']) {
    assert.equal((await here.refused(['member', 'import', 'a'], { stdin })).exit, 4, stdin)
  }
  assert.equal((await here.refused(['member', 'import', 'none'], { stdin: 'kind\n' })).exit, 3)
  assert.equal((await here.muster(['export'])).stdout, before)
})

Deno.test('a row whose quotes are broken is refused by its line, and the others are imported', async () => {
  await using here = await filled()
  const stdin = 'kind,name\nphone,0151 4\nphone,0151 "5\nphone,0151 6\nphone,"0151 7\nphone,0151 8\n'
  const { code, stderr, stdout } = await here.muster(['member', 'import', 'a'], { stdin })
  assert.equal(code, 4)
  assert.match(stdout, /made +2\n.*\n.*\nrefused +2\n/)
  assert.match(stderr, /^line 3: The row cannot be read: Invalid Opening Quote: /m)
  assert.match(stderr, /: The row cannot be read: Quote Not Closed: .* line 6\.$/m)
})

Deno.test('a row that says nobody is refused in the words of the table', async () => {
  await using here = await filled()
  const stdin = 'kind,name\nperson,Ann\ndevice,Gate\nphone\n'
  const { code, stderr } = await here.muster(['member', 'import', 'a'], { stdin })
  assert.equal(code, 4)
  assert.match(stderr, /^line 2: Nothing says which person is meant: fill in number, uuid, oid or email\.$/m)
  assert.match(stderr, /^line 3: Nothing says which device is meant: fill in number, uuid or oid\.$/m)
  assert.match(stderr, /^line 4: The row has 1 cell, and there are 2 columns\.$/m)
})

Deno.test('a dry run of a table changes nothing', async () => {
  await using here = await filled()
  const before = (await here.muster(['export'])).stdout
  const stdin = 'name\n0151 44\n'
  const answer = await here.json(['member', 'import', 'a', '--kind', 'phone', '--dry-run'], { stdin })
  assert.deepEqual([answer('made'), answer('dryRun')], [1, true])
  assert.equal((await here.muster(['export'])).stdout, before)
})
