import assert from 'node:assert/strict'
import { factsOf } from '../../src/http/log.ts'
import { newLog } from '../../src/log.ts'

Deno.test('log: writes one JSON line an event, with its time and level', () => {
  const lines: string[] = []
  newLog({ level: 'debug', write: (line) => lines.push(line) }).warn('odd', { text: 'two\nlines' })
  const { time, ...rest } = JSON.parse(lines.join())
  assert.deepEqual(rest, { level: 'warn', event: 'odd', text: 'two\nlines' })
  assert.equal(new Date(time).toISOString(), time)
  assert.ok(!lines.join().includes('\n'))
})

Deno.test('log: drops what is below its level', () => {
  const lines: string[] = []
  const log = newLog({ level: 'warn', write: (line) => lines.push(line) })
  log.debug('a')
  log.info('b')
  log.warn('c')
  log.error('d')
  assert.deepEqual(lines.map((line) => JSON.parse(line).event), ['c', 'd'])
})

Deno.test('log: says what caused an error', () => {
  const facts = factsOf(new TypeError('outer', { cause: new Error('inner') }))
  assert.equal(facts['error'], 'TypeError: outer')
  assert.match(JSON.stringify(facts['cause']), /Error: inner/)
  assert.deepEqual(factsOf('plain'), { error: 'plain' })
})
