import assert from 'node:assert/strict'
import { readConfig } from '../../src/config.ts'

const DEFAULTS = {
  listen: { hostname: '127.0.0.1', port: 8080 },
  data: 'data',
  database: 'sqlite:data/muster.db',
  trustedProxies: [],
  corsOrigins: [],
  bodyBytesMax: 16777216,
  bodyMs: 30000,
  dialects: null,
  metricsToken: null,
  logRequests: false,
  logLevel: 'info',
  stopMs: 10000,
  lox24: { block: { name: 'lox24', failures: 4, windowMs: 60000, blockMs: 600000 } },
  hive: { typeWriters: 'administrators' },
  incoplax: { cookie: 'RSession', sessionMs: 43_200_000, ban: true, strict: false },
  superoffice: {
    prefix: '',
    publicUrl: null,
    schemes: ['basic', 'soticket', 'bearer', 'session'],
    appToken: false,
  },
}

Deno.test('config: has a default for everything', () => {
  assert.deepEqual(readConfig({}, undefined), DEFAULTS)
  assert.deepEqual(readConfig({ MUSTER_LISTEN: '', MUSTER_BODY_MS: '' }, '{}'), DEFAULTS)
})

for (
  const [name, env, file, expected] of [
    ['an address', { MUSTER_LISTEN: '0.0.0.0:80' }, {}, { listen: { hostname: '0.0.0.0', port: 80 } }],
    ['an IPv6 address', { MUSTER_LISTEN: '[::1]:0' }, {}, { listen: { hostname: '::1', port: 0 } }],
    ['a host name', { MUSTER_LISTEN: 'localhost:1' }, {}, { listen: { hostname: 'localhost', port: 1 } }],
    ['a folder, and the database in it', { MUSTER_DATA: '/d' }, {}, {
      data: '/d',
      database: 'sqlite:/d/muster.db',
    }],
    ['a database', { MUSTER_DATABASE: 'postgres://h/d' }, {}, { database: 'postgres://h/d' }],
    ['a number of a variable', { MUSTER_BODY_BYTES_MAX: '9' }, {}, { bodyBytesMax: 9 }],
    ['a number of the file', {}, { bodyMs: 9 }, { bodyMs: 9 }],
    ['the variable before the file', { MUSTER_STOP_MS: '1' }, { stopMs: 2 }, { stopMs: 1 }],
    ['the default for null', {}, { stopMs: null }, {}],
    ['a list of a variable', { MUSTER_TRUSTED_PROXIES: '10.0.0.1, fd00::/8' }, {}, {
      trustedProxies: ['10.0.0.1', 'fd00::/8'],
    }],
    ['a list of the file', {}, { corsOrigins: ['https://a.example', '*'] }, {
      corsOrigins: ['https://a.example', '*'],
    }],
    ['dialects', { MUSTER_DIALECTS: 'lox24,hive' }, {}, { dialects: ['lox24', 'hive'] }],
    ['a flag', { MUSTER_LOG_REQUESTS: 'true' }, { logLevel: 'warn' }, {
      logRequests: true,
      logLevel: 'warn',
    }],
    ['a token', { MUSTER_METRICS_TOKEN: 's3cret' }, {}, { metricsToken: 's3cret' }],
    ['a nested setting of the file', {}, { lox24: { blockFailures: 9, blockMs: 1 } }, {
      lox24: { block: { name: 'lox24', failures: 9, windowMs: 60000, blockMs: 1 } },
    }],
    [
      'settings of Incoplax',
      { MUSTER_INCOPLAX_SESSION_MS: '60000' },
      { incoplax: { cookie: 'EraSession' } },
      {
        incoplax: { ...DEFAULTS.incoplax, cookie: 'EraSession', sessionMs: 60_000 },
      },
    ],
    ['a nested setting of a variable', { MUSTER_LOX24_BLOCK: 'false' }, { lox24: { block: true } }, {
      lox24: { block: null },
    }],
    ['a prefix and the address of a proxy', { MUSTER_SUPEROFFICE_PREFIX: '/Cust1' }, {
      superoffice: { publicUrl: 'https://crm.example.com/Cust1' },
    }, {
      superoffice: {
        ...DEFAULTS.superoffice,
        prefix: '/Cust1',
        publicUrl: 'https://crm.example.com/Cust1',
      },
    }],
    ['the ways to sign in', { MUSTER_SUPEROFFICE_SCHEMES: 'soticket,bearer' }, {
      superoffice: { appToken: true },
    }, {
      superoffice: { ...DEFAULTS.superoffice, schemes: ['soticket', 'bearer'], appToken: true },
    }],
  ] as const
) {
  Deno.test(`config: reads ${name}`, () => {
    assert.deepEqual(readConfig(env, JSON.stringify(file)), { ...DEFAULTS, ...expected })
  })
}

for (
  const [name, env, file, sentence] of [
    [
      'an address without a port',
      { MUSTER_LISTEN: 'localhost' },
      '{}',
      /^MUSTER_LISTEN must be an address and a port/,
    ],
    [
      'a prefix that ends in a slash',
      { MUSTER_SUPEROFFICE_PREFIX: '/Cust1/' },
      '{}',
      /^MUSTER_SUPEROFFICE_PREFIX must be the beginning of a path/,
    ],
    [
      'an address that is none',
      {},
      '{"superoffice":{"publicUrl":"crm.example.com"}}',
      /^superoffice.publicUrl in the configuration file must be an address/,
    ],
    [
      'a way to sign in that is none',
      { MUSTER_SUPEROFFICE_SCHEMES: 'ntlm' },
      '{}',
      /must be a list of the words/,
    ],
    ['a port out of range', { MUSTER_LISTEN: 'localhost:65536' }, '{}', /^MUSTER_LISTEN must be/],
    ['bare IPv6', { MUSTER_LISTEN: '::1:80' }, '{}', /^MUSTER_LISTEN must be/],
    [
      'another database',
      { MUSTER_DATABASE: 'mysql://h' },
      '{}',
      /^MUSTER_DATABASE must be sqlite: and the path/,
    ],
    [
      'a word for a number',
      { MUSTER_BODY_MS: 'soon' },
      '{}',
      /^MUSTER_BODY_MS must be a whole number from 1 to/,
    ],
    ['a fraction', {}, '{"bodyMs":1.5}', /^bodyMs in the configuration file must be a whole number/],
    ['a number out of range', {}, '{"bodyBytesMax":0}', /^bodyBytesMax in the configuration file must be/],
    [
      'a name as a proxy',
      { MUSTER_TRUSTED_PROXIES: 'proxy.example' },
      '{}',
      /^MUSTER_TRUSTED_PROXIES must be a list/,
    ],
    [
      'an origin with a path',
      {},
      '{"corsOrigins":["https://a.example/"]}',
      /^corsOrigins in the configuration/,
    ],
    [
      'a level that is none',
      { MUSTER_LOG_LEVEL: 'loud' },
      '{}',
      /^MUSTER_LOG_LEVEL must be one of debug, info/,
    ],
    [
      'a flag that is none',
      {},
      '{"logRequests":1}',
      /^logRequests in the configuration file must be true or false/,
    ],
    ['an unknown key', {}, '{"bodymax":1}', /no setting bodymax/],
    ['an unknown nested key', {}, '{"lox24":{"blocks":1}}', /no setting lox24.blocks/],
    ['a place in the file', {}, '{"database":"sqlite:x"}', /no setting database/],
    ['a file that is no JSON', {}, 'bodyMs = 1', /must hold one JSON object/],
    ['a file that is no object', {}, '[]', /must hold one JSON object/],
  ] as const
) {
  Deno.test(`config: refuses ${name}`, () => {
    assert.throws(() => readConfig(env, file), { message: sentence })
  })
}

Deno.test('config: shows no secret in its sentence', () => {
  assert.throws(() => readConfig({ MUSTER_METRICS_TOKEN: 'two words' }, undefined), (error) => {
    return error instanceof Error && !error.message.includes('two words')
  })
})
