import type { Arrival, Call, Operation, Route } from '../../http/dialect.ts'

/** The NetServer whose documentation this dialect follows. */
const NETSERVER = {
  NetServerVersion: '10.3.1.0',
  NetServerAssembly: '10.3.1.0',
  NetServerDate: '2026-11-22',
  NetServerLabel: 'Muster',
  NetServer: 'Muster, in the words of SuperOffice NetServer 10',
  Services: 'Services88',
  ServicesCurrent: 'Services88',
} as const

/** Whether a path is told to anybody. */
export function isPublic({ url }: Arrival, prefix: string): boolean {
  const path = url.pathname.toLowerCase()
  return path === `${prefix}/api`.toLowerCase() || path === `${prefix}/api/`.toLowerCase()
}

/** `GET /api`: which versions are there. HTML for who does not ask for JSON. spec/superoffice.md §2.1 */
export function readVersion({ request }: Call, base: string): Promise<Response> {
  const version = { v1: base, Version: 'v1', ...NETSERVER }
  const json = /json/i.test(request.headers.get('accept') ?? '')
  const body = json ? JSON.stringify(version) : pageOf(version)
  const type = json ? 'application/json' : 'text/html'
  return Promise.resolve(new Response(body, { headers: { 'content-type': `${type}; charset=utf-8` } }))
}

function pageOf(version: Readonly<Record<string, string>>): string {
  const rows = Object.entries(version).map(([name, value]) =>
    `<tr><th>${name}</th><td>${escaped(value)}</td></tr>`
  )
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>API version</title></head>
<body><h1>API version</h1><table>${rows.join('')}</table></body></html>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** `GET /api/v1`: every address, and what each of its methods does. */
export function describe(routes: readonly Route[], base: string): Response {
  const paths = Map.groupBy(routes.filter(([, path]) => path.startsWith('/api/v1/')), ([, path]) => path)
  const described = Array.from(paths, ([path, all]) => [
    base + path.slice('/api/v1'.length).replaceAll(/:(\w+)/g, '{$1}'),
    Object.fromEntries(all.map(([method, , operation]) => [method, sentenceOf(operation)])),
  ])
  return new Response(JSON.stringify(Object.fromEntries(described)), {
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })
}

/** `readLists` is "Read lists." */
function sentenceOf({ name }: Operation): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
