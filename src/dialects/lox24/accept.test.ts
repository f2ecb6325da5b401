import assert from 'node:assert/strict'
import { answerFormat, bestFormat, errorFormat } from './accept.ts'

const CASES: readonly [name: string, accept: string | null, expected: string | undefined][] = [
  ['none', null, 'jsonld'],
  ['empty', '  ', 'jsonld'],
  ['anything', '*/*', 'jsonld'],
  ['any application', 'application/*', 'jsonld'],
  ['plain JSON', 'application/json', 'json'],
  ['JSON-LD', 'application/ld+json', 'jsonld'],
  ['upper case', 'Application/JSON', 'json'],
  ['with a charset', 'application/json; charset=utf-8', 'json'],
  ['the better one', 'application/ld+json;q=0.5, application/json;q=0.9', 'json'],
  ['equals, by the server', 'application/json, application/ld+json', 'jsonld'],
  ['an asterisk beside JSON, by the server', 'application/json, text/plain, */*', 'jsonld'],
  ['a weaker asterisk beside JSON', 'application/json, */*;q=0.8', 'json'],
  ['the specific range over the wide one', '*/*, application/ld+json;q=0.1', 'json'],
  ['refused by zero', 'application/json;q=0', undefined],
  ['JSON-LD refused by zero', '*/*, application/ld+json;q=0', 'json'],
  ['a quality that is none', 'application/json;q=much, application/ld+json;q=0.9', 'json'],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'jsonld'],
  ['XML', 'application/xml', undefined],
  ['a word', 'json', undefined],
  ['text', 'text/*', undefined],
]

for (const [name, accept, expected] of CASES) {
  Deno.test(`lox24 accept: ${name} gives ${expected ?? 'nothing'}`, () => {
    assert.equal(bestFormat(accept, ['jsonld', 'json']), expected)
  })
}

const ERRORS: readonly [accept: string | undefined, answer: string, error: string][] = [
  [undefined, 'jsonld', 'jsonld'],
  ['application/json', 'json', 'json'],
  ['text/csv', 'jsonld', 'json'],
  ['application/xml', 'jsonld', 'jsonld'],
]

for (const [accept, answer, error] of ERRORS) {
  Deno.test(`lox24 accept: ${accept ?? 'none'} answers in ${answer} and refuses in ${error}`, () => {
    const request = new Request('http://localhost/', { headers: accept ? { accept } : {} })
    assert.equal(answerFormat(request), answer)
    assert.equal(errorFormat(request), error)
  })
}
