import assert from 'node:assert/strict'
import { ANSWER_TYPES, answerType, isXml } from './accept.ts'

const CASES: readonly [name: string, accept: string | null, expected: string][] = [
  ['none', null, 'application/json'],
  ['empty', '  ', 'application/json'],
  ['anything', '*/*', 'application/json'],
  ['any application', 'application/*', 'application/json'],
  ['any text', 'text/*', 'text/json'],
  ["the seed's", 'application/json; charset=utf-8', 'application/json'],
  ['XML with a charset', 'application/xml; charset=utf-8', 'application/xml'],
  ['upper case', 'TEXT/XML', 'text/xml'],
  ['the better one', 'application/json;q=0.5, application/xml;q=0.9', 'application/xml'],
  ['the better one with a charset', 'application/json; charset=utf-8; q=0.1, text/xml; Q=0.2', 'text/xml'],
  ['equals are JSON', 'application/xml, application/json', 'application/json'],
  ['equals are JSON of any label', 'text/xml, application/merge-patch+json', 'application/merge-patch+json'],
  ['anything beside XML is JSON', 'application/xml, */*', 'application/json'],
  ['a weaker asterisk beside XML', 'application/xml, */*;q=0.8', 'application/xml'],
  [
    'the specific range over the wide one',
    'application/*, application/json;q=0.1',
    'application/json-patch+json',
  ],
  ['JSON refused by zero', 'application/json;q=0, text/xml;q=0.1', 'text/xml'],
  ['all refused by zero', '*/*;q=0', 'application/json'],
  ['a quality that is none', 'text/xml;q=much, application/json;q=0.9', 'text/xml'],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/xml'],
  ['axios', 'application/json, text/plain, */*', 'application/json'],
  ['an image', 'image/png', 'application/json'],
  ['a word', 'xml', 'application/json'],
  ...ANSWER_TYPES.map((type): [string, string, string] => [`only ${type}`, type, type]),
]

for (const [name, accept, expected] of CASES) {
  Deno.test(`superoffice accept: ${name} gives ${expected}`, () => {
    assert.equal(answerType(accept), expected)
  })
}

Deno.test('superoffice accept: two of the six labels are XML', () => {
  assert.deepEqual(ANSWER_TYPES.filter(isXml), ['application/xml', 'text/xml'])
})

Deno.test('superoffice accept: a header of many ranges is read', () => {
  assert.equal(answerType('image/png,'.repeat(200_000) + 'text/xml'), 'text/xml')
})
