import assert from 'node:assert/strict'
import fc from 'fast-check'
import { inLanguage, type Language, languageOf, languagesMax } from './language.ts'

/** `Accept-Language`, `SO-Language`, and the languages that they ask for. spec/superoffice.md §2.4 */
const HEADERS: readonly (readonly [accept: string | null, own: string | null, expected: Language])[] = [
  [null, null, 'raw'],
  ['en', null, ['US']],
  ['EN', null, ['US']],
  ['en-US', null, ['US']],
  ['en_GB', null, ['US']],
  ['nb', null, ['NO']],
  ['nn', null, ['NO']],
  ['no', null, ['NO']],
  ['sv', null, ['SW']],
  ['da', null, ['DA']],
  ['de', null, ['GE']],
  ['fr', null, ['FR']],
  ['nl', null, ['NL']],
  ['es', null, ['SP']],
  ['it', null, ['IT']],
  ['fi', null, ['FI']],
  ['cs', null, ['CZ']],
  ['pl', null, ['PL']],
  ['ja', null, ['JP']],
  ['zh-Hans-CN', null, ['CN']],
  ['ru', null, ['RU']],
  ['US', null, ['US']],
  ['ge', null, ['GE']],
  ['pt', null, ['PT']],
  ['constructor', null, ['CONSTRUCTOR']],
  [null, 'nb-no', ['NO']],
  ['en-us; en-gb', 'nb-no', ['NO']],
  ['en-us; en-gb', null, ['US']],
  ['en', '*', 'raw'],
  ['en', 'x', 'raw'],
  ['en', 'X', 'raw'],
  ['en', '', 'raw'],
  ['', null, 'raw'],
  ['*', null, 'raw'],
  [null, ' , ;', 'raw'],
  ['fr,de,ru,zh', null, ['FR', 'GE', 'RU', 'CN']],
  ['fr, de ,fr', null, ['FR', 'GE']],
  ['en-GB,en;q=0.9,nb;q=0.8,*;q=0.5', null, ['US', 'NO']],
  ['en;q=0.5, fr', null, ['FR', 'US']],
  ['en;q=0, fr;q=0.1', null, ['FR']],
  ['en;q=0', null, 'raw'],
  ['en; q=0.2; fr; Q = 0.3', null, ['FR', 'US']],
  ['q=0.3, en', null, ['US']],
  ['en;q=much, fr;q=0.9', null, ['US', 'FR']],
  ['*, en', null, 'raw'],
]

for (const [accept, own, expected] of HEADERS) {
  const name = `${accept === null ? 'no' : `'${accept}' as`} Accept-Language, ${
    own === null ? 'no' : `'${own}' as`
  } SO-Language`
  Deno.test(`superoffice language: ${name}`, () => {
    const headers = new Headers()
    if (accept !== null) headers.set('accept-language', accept)
    if (own !== null) headers.set('SO-LANGUAGE', own)
    assert.deepEqual(languageOf(headers), expected)
  })
}

Deno.test('superoffice language: only the first languages of a long header count', () => {
  const tags = Array.from({ length: 100_000 }, (_, index) => `a${index}`)
  assert.deepEqual(languageOf(new Headers({ 'accept-language': tags.join(',') })).length, languagesMax)
})

const SUPPLIER = 'NO:"Leverandør";US:"Supplier"'

const TEXTS:
  readonly (readonly [name: string, text: string | null, language: Language, expected: string | null])[] = [
    ['as stored', SUPPLIER, 'raw', SUPPLIER],
    ['English', SUPPLIER, ['US'], 'Supplier'],
    ['Norwegian', SUPPLIER, ['NO'], 'Leverandør'],
    ['the first that it has', SUPPLIER, ['SW', 'NO', 'US'], 'Leverandør'],
    ['English where it lacks the wanted one', SUPPLIER, ['SW'], 'Supplier'],
    ['its first where it lacks English too', 'NO:"Leverandør";FI:"Toimittaja"', ['SW'], 'Leverandør'],
    ['a semicolon behind', 'US:"Department";NO:"Avdeling";', ['NO'], 'Avdeling'],
    ['one language', 'US:"Department"', ['NO'], 'Department'],
    ['blanks between', 'US:"Department" ; NO:"Avdeling"', ['NO'], 'Avdeling'],
    ['lower case codes', 'us:"Department";no:"Avdeling"', ['NO'], 'Avdeling'],
    ['a text before', 'x US:"Department";NO:"Avdeling"', ['NO'], 'x Avdeling'],
    ['a text behind', 'US:"Department";NO:"Avdeling"; x', ['NO'], 'Avdeling x'],
    ['several blocks', '(US:"a";NO:"b") US:"c"; NO:"d"; FI:"e" US:"f"', ['NO'], '(b) d f'],
    ['a semicolon in a text', 'US:"a;NO:b";NO:"c"', ['NO'], 'c'],
    ['one language twice', 'US:"a";US:"b"', ['US'], 'a'],
    ['an empty text', 'US:"a";NO:""', ['NO'], 'a'],
    ['only empty texts', 'US:"";NO:""', ['NO'], ''],
    ['a line end in a text', 'US:"a\nb";NO:"c"', ['US'], 'a\nb'],
    ['no quotes', 'US:Department;NO:Avdeling', ['US'], 'US:Department;NO:Avdeling'],
    ['plain', 'Department', ['US'], 'Department'],
    ['a reference', '[SR_MANDATORY_FIELD_1281]', ['US'], '[SR_MANDATORY_FIELD_1281]'],
    ['nothing', null, ['US'], null],
    ['an empty value', '', ['US'], ''],
    ['a quote that is not closed', 'US:"Department', ['US'], 'US:"Department'],
    ['a quote that is closed late', 'US:"Department;NO:"Avdeling"', ['NO'], 'US:"Department;NO:"Avdeling"'],
    ['a quote in a text', 'US:"a"b";NO:"c"', ['NO'], 'US:"a"b";NO:"c"'],
    ['two quotes in a text', 'US:"a "b" c";NO:"d"', ['NO'], 'US:"a "b" c";NO:"d"'],
    ['a code that is a part of a word', 'STATUS:"x"', ['US'], 'STATUS:"x"'],
    ['a dollar in a text', 'US:"$& $1";NO:"c"', ['US'], '$& $1'],
  ]

for (const [name, text, language, expected] of TEXTS) {
  Deno.test(`superoffice language: a text: ${name}`, () => {
    assert.equal(inLanguage(text, language), expected)
  })
}

const code = fc.constantFrom('US', 'NO', 'SW', 'FI')
const plain = fc.string().map((text) => text.replaceAll('"', ''))

Deno.test('superoffice language: every language of a text is read back', () => {
  fc.assert(
    fc.property(
      fc.dictionary(code, plain.filter(Boolean), { minKeys: 1, noNullPrototype: true }),
      (texts) => {
        const value = Object.entries(texts).map(([one, text]) => `${one}:"${text}"`).join(';')
        for (const [one, text] of Object.entries(texts)) assert.equal(inLanguage(value, [one]), text)
      },
    ),
  )
})

Deno.test('superoffice language: what is shown needs no language any more, or is the value unchanged', () => {
  const parts = fc.array(
    fc.oneof(fc.constantFrom('US:"a"', ';', 'NO:"b"', '"', 'US:', ' ', ':"'), fc.string()),
  )
  fc.assert(fc.property(parts.map((all) => all.join('')), (value) => {
    const shown = inLanguage(value, ['NO'])
    assert.ok(shown === value || !shown.includes('"'))
  }))
})

Deno.test('superoffice language: a long value of blanks and codes is read', () => {
  const value = 'US:"a"' + ' '.repeat(50_000) + ';'.repeat(10_000) + 'NO:"b";'.repeat(20_000)
  assert.ok(inLanguage(value, ['NO']).startsWith('a  '))
})
