import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DirectoryError } from '../../core/error.ts'
import { decodeXml, encodeXml, scalars, type Shape, xmlDepthMax } from './xml.ts'

const HEAD = '<?xml version="1.0" encoding="utf-8"?>'
const NS = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'

/** The list of spec/superoffice.md §2.3. */
const REGIONS = {
  Id: 110,
  Name: 'Regions',
  Tooltip: null,
  Deleted: false,
  Rank: 0,
  IsCustomList: false,
  IsMDOList: false,
  UseGroupsAndHeadings: false,
  ListType: null,
  InUseByUserDefinedFields: false,
  TableRight: null,
  FieldProperties: {},
  _Links: { Self: 'https://h/api/v1/List/110/' },
}

Deno.test('superoffice xml: the list of the contract', () => {
  assert.equal(
    encodeXml(REGIONS, 'ListEntity'),
    `${HEAD}<ListEntity ${NS}>` +
      '<Id>110</Id><Name>Regions</Name><Tooltip i:nil="true"/><Deleted>false</Deleted><Rank>0</Rank>' +
      '<IsCustomList>false</IsCustomList><IsMDOList>false</IsMDOList><UseGroupsAndHeadings>false</UseGroupsAndHeadings>' +
      '<ListType i:nil="true"/><InUseByUserDefinedFields>false</InUseByUserDefinedFields>' +
      '<TableRight i:nil="true"/><FieldProperties/>' +
      '<_Links><KeyValue><Key>Self</Key><Value>https://h/api/v1/List/110/</Value></KeyValue></_Links>' +
      '</ListEntity>',
  )
})

const ENCODED: readonly (readonly [name: string, value: unknown, root: string, inner: string])[] = [
  ['null', null, 'ListEntity', `<ListEntity ${NS} i:nil="true"/>`],
  ['no members', {}, 'ListEntity', `<ListEntity ${NS}/>`],
  ['an empty text', { Name: '' }, 'L', `<L ${NS}><Name/></L>`],
  ['an absent member', { Name: undefined }, 'L', `<L ${NS}/>`],
  [
    'characters of its own',
    { N: `<a> & "b" 'c' ]]>` },
    'L',
    `<L ${NS}><N>&lt;a&gt; &amp; "b" 'c' ]]&gt;</N></L>`,
  ],
  ['blanks and line ends', { N: ' a\r\n\tb ' }, 'L', `<L ${NS}><N> a&#xD;\n\tb </N></L>`],
  [
    'what XML cannot hold',
    { N: 'a\0b\x1bc\ud800d\uffffe' },
    'L',
    `<L ${NS}><N>a\ufffdb\ufffdc\ufffdd\ufffde</N></L>`,
  ],
  ['other planes', { N: '\u{1f600}\x7f' }, 'L', `<L ${NS}><N>\u{1f600}\x7f</N></L>`],
  [
    'lists',
    [{ Id: 1 }, { Id: 2 }],
    'ArrayOfL',
    `<ArrayOfL ${NS}><L><Id>1</Id></L><L><Id>2</Id></L></ArrayOfL>`,
  ],
  ['no lists', [], 'ArrayOfL', `<ArrayOfL ${NS}/>`],
  [
    'texts',
    ['a', '', null],
    'ArrayOfString',
    `<ArrayOfString ${NS}><string>a</string><string/><string i:nil="true"/></ArrayOfString>`,
  ],
  ['numbers', { Ids: [1, 2] }, 'L', `<L ${NS}><Ids><int>1</int><int>2</int></Ids></L>`],
  [
    'children',
    [{ Id: 1, ChildItems: [{ Id: 2, ChildItems: [] }] }],
    'ArrayOfMDOListItem',
    `<ArrayOfMDOListItem ${NS}><MDOListItem><Id>1</Id><ChildItems><MDOListItem><Id>2</Id><ChildItems/></MDOListItem>` +
    '</ChildItems></MDOListItem></ArrayOfMDOListItem>',
  ],
  [
    'a dictionary of objects',
    { FieldProperties: { 'a b': { FieldRight: null, FieldLength: 8 } } },
    'L',
    `<L ${NS}><FieldProperties><KeyValue><Key>a b</Key><Value><FieldRight i:nil="true"/><FieldLength>8</FieldLength>` +
    '</Value></KeyValue></FieldProperties></L>',
  ],
  [
    'an error with its flag and messages',
    { Error: true, ErrorType: 'SoValidationException', Messages: { Name: 'blank <' } },
    'Error',
    `<Error ${NS}><Error>true</Error><ErrorType>SoValidationException</ErrorType><Messages><KeyValue><Key>Name</Key>` +
    '<Value>blank &lt;</Value></KeyValue></Messages></Error>',
  ],
  [
    'keys that are no names',
    { '/api/v1/List': { GET: 'x' } },
    'Map',
    `<Map ${NS}><KeyValue><Key>/api/v1/List</Key><Value><GET>x</GET></Value></KeyValue></Map>`,
  ],
]

for (const [name, value, root, inner] of ENCODED) {
  Deno.test(`superoffice xml: ${name}`, () => {
    assert.equal(encodeXml(value, root), HEAD + inner)
  })
}

const LIST = scalars('Id', 'Name', 'Tooltip', 'Deleted')

const DECODED: readonly (readonly [name: string, text: string, shape: Shape, expected: unknown])[] = [
  ['any order', '<L><Name>x</Name><Id>1</Id></L>', LIST, { Name: 'x', Id: '1' }],
  ['any case', '<l><NAME>x</NAME><id>1</id></l>', LIST, { Name: 'x', Id: '1' }],
  ['any root', '<Whatever><Name>x</Name></Whatever>', LIST, { Name: 'x' }],
  ['unknown elements', '<L><Foo><Name>y</Name></Foo><Name>x</Name><Bar/></L>', LIST, { Name: 'x' }],
  ['the last of equal ones', '<L><Name>x</Name><name>y</name></L>', LIST, { Name: 'y' }],
  ['nothing', '<L/>', LIST, {}],
  ['an empty text', '<L><Name/><Tooltip></Tooltip></L>', LIST, { Name: '', Tooltip: '' }],
  ['a null of any prefix', '<L xmlns:x="u"><Name x:nil="true"/><Tooltip x:nil="1">y</Tooltip></L>', LIST, {
    Name: null,
    Tooltip: null,
  }],
  ['what is not null', '<L xmlns:i="u"><Name i:nil="false">x</Name></L>', LIST, { Name: 'x' }],
  ['a null root', '<L xmlns:i="u" i:nil="true"/>', LIST, null],
  ['namespaces', '<a:L xmlns:a="u" xmlns="v"><a:Name b="c">x</a:Name></a:L>', LIST, { Name: 'x' }],
  ['blanks', '\n<L>\n  <Name> x\n y </Name>\n</L>\n', LIST, { Name: ' x\n y ' }],
  ['entities', '<L><Name>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;&#xD;</Name></L>', LIST, {
    Name: `<>&"'A\u{1f600}\r`,
  }],
  ['no entity twice', '<L><Name>&amp;lt;</Name></L>', LIST, { Name: '&lt;' }],
  ['CDATA', '<L><Name>a<![CDATA[<b>&amp;<!DOCTYPE]]>c</Name></L>', LIST, { Name: 'a<b>&amp;<!DOCTYPEc' }],
  ['comments and instructions', '<!-- <!DOCTYPE --><?a b?><L><Name>a<!-- b -->c<?d e?></Name></L>', LIST, {
    Name: 'ac',
  }],
  ['numbers stay texts', '<L><Id>007</Id><Name>1e3</Name><Deleted>true</Deleted></L>', LIST, {
    Id: '007',
    Name: '1e3',
    Deleted: 'true',
  }],
  ['an array', '<A><L><Id>1</Id></L>x<M><Id>2</Id></M></A>', { array: LIST }, [{ Id: '1' }, { Id: '2' }]],
  ['no items', '<A/>', { array: LIST }, []],
  [
    'an array within an object',
    '<P><Item><Id>1</Id></Item><Ids><int>1</int><int>2</int></Ids></P>',
    { object: { Item: LIST, Ids: { array: 'scalar' } } },
    { Item: { Id: '1' }, Ids: ['1', '2'] },
  ],
  ['what belongs to every object', '<L><toString/><hasOwnProperty/><Name>x</Name></L>', LIST, { Name: 'x' }],
]

for (const [name, text, shape, expected] of DECODED) {
  Deno.test(`superoffice xml: read: ${name}`, () => {
    assert.deepEqual(decodeXml(text, shape), expected)
  })
}

const BOMB = '<!DOCTYPE L [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><L><Name>&b;</Name></L>'

const REFUSED: readonly (readonly [name: string, text: string])[] = [
  ['text', 'x'],
  ['nothing but a declaration', '<?xml version="1.0"?>'],
  ['an open element', '<L><Name>x</L>'],
  ['two roots', '<L/><L/>'],
  ['an element within a scalar', '<L><Name>x<b/></Name></L>'],
  ['a bare ampersand', '<L><Name>a & b</Name></L>'],
  ['an unknown entity', '<L><Name>&nbsp;</Name></L>'],
  ['an entity of the language', '<L><Name>&toString;</Name></L>'],
  ['a reference to no character', '<L><Name>&#x110000;</Name></L>'],
  ['a reference to U+0000', '<L><Name>&#0;</Name></L>'],
  ['a reference to half a character', '<L><Name>&#xD800;</Name></L>'],
  ['a document type', '<!DOCTYPE L><L/>'],
  ['a document type in lower case', '<!doctype L><L/>'],
  ['an entity bomb', BOMB],
  ['an outer entity', '<!DOCTYPE L [<!ENTITY a SYSTEM "file:///etc/passwd">]><L><Name>&a;</Name></L>'],
  ['an entity in the middle', '<L><!ENTITY a "b"><Name>&a;</Name></L>'],
  ['a comment without end', '<L><!-- '],
  ['CDATA without end', '<L><![CDATA[ '],
  ['a name that would change prototypes', '<L><__proto__>x</__proto__></L>'],
  ['too deep', '<a>'.repeat(xmlDepthMax + 2) + '</a>'.repeat(xmlDepthMax + 2)],
  ['far too deep', '<a>'.repeat(100_000) + '</a>'.repeat(100_000)],
  ['many openings', '<'.repeat(200_000)],
  ['many comments without end', '<L>' + '<!--'.repeat(200_000)],
  ['many attributes without end', '<L ' + 'a="'.repeat(200_000)],
]

for (const [name, text] of REFUSED) {
  Deno.test(`superoffice xml: refused: ${name}`, () => {
    assert.throws(
      () => decodeXml(text, LIST),
      (error) => error instanceof DirectoryError && error.code === 'invalid',
    )
  })
}

Deno.test('superoffice xml: a refusal does not harm the next body', () => {
  for (const [, text] of REFUSED) assert.throws(() => decodeXml(text, LIST))
  assert.deepEqual(decodeXml('<L><Name>x</Name></L>', LIST), { Name: 'x' })
})

Deno.test('superoffice xml: a body of many elements is read', () => {
  const text = '<A>' + '<L><Id>1</Id></L>'.repeat(20_000) + '</A>'
  const items = decodeXml(text, { array: LIST })
  assert.ok(Array.isArray(items) && items.length === 20_000)
})

const text = fc.string({
  unit: fc.oneof(fc.constantFrom('<', '&', ']]>', '\r', '\n', ' ', '"'), fc.string({ unit: 'binary' })),
})

/** A text as XML can hold it. */
function held(value: string): string {
  return value.toWellFormed().replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}

Deno.test('superoffice xml: every text is read back as it was, but for what XML cannot hold', () => {
  const lists = fc.array(fc.record({ Name: text, Tooltip: fc.option(text) }))
  fc.assert(fc.property(lists, (all) => {
    const expected = all.map(({ Name, Tooltip }) => ({
      Name: held(Name),
      Tooltip: Tooltip === null ? null : held(Tooltip),
    }))
    assert.deepEqual(decodeXml(encodeXml(all, 'ArrayOfListEntity'), { array: LIST }), expected)
  }))
})

Deno.test('superoffice xml: any text is read or refused', () => {
  const parts = fc.constantFrom(
    '<L>',
    '</L>',
    '<Name>',
    '</Name>',
    '<Name/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?x',
    '?>',
    '&',
    '&#65;',
    '<',
    'x',
    ' a="b"',
  )
  fc.assert(fc.property(fc.array(fc.oneof(parts, fc.string())).map((all) => all.join('')), (body) => {
    try {
      decodeXml(body, LIST)
    } catch (error) {
      assert.ok(error instanceof DirectoryError && error.code === 'invalid', String(error))
    }
  }))
})
