import { type Command, Option } from 'commander'
import type { Token } from '../core/directory.ts'
import type { Store } from '../core/store.ts'
import { changeToken, createToken, deleteToken, listTokens } from '../core/tokens.ts'
import { directoryFor, directoryNamed, directoryNames } from './choose.ts'
import { Failure } from './failure.ts'
import { directoryOption, given, grants, instant, rolesInWords, scope, statusOption } from './options.ts'
import { type Answer, withTimes } from './output.ts'
import { everything } from './pages.ts'
import type { Perform } from './perform.ts'
import { dayOf, record, table } from './table.ts'

/** How many digits of a secret's hash stand for a token. */
const idDigits = 8
/** How many a sentence shows where those do not suffice. */
const longIdDigits = 16

/** The credentials of programs: `list`, `create`, `change`, `delete`. */
export function addToken(program: Command, perform: Perform): void {
  const noun = program.command('token').description('the tokens: credentials of programs')
  noun.command('list').description('list the tokens, of all directories unless one is named')
    .addOption(directoryOption())
    .action((options: { readonly directory?: string }) => perform((store) => list(store, options)))
  addCreate(noun, perform)
  noun.command('change').description('switch a token on or off')
    .argument('<id>', 'its id, as the list shows it')
    .addOption(statusOption(['active', 'inactive']).makeOptionMandatory())
    .action((id: string, options: Pick<Token, 'status'>) => perform((store) => change(store, id, options)))
  noun.command('delete').description('end a token at once')
    .argument('<id>', 'its id, as the list shows it')
    .action((id: string) => perform((store) => remove(store, id)))
}

function addCreate(noun: Command, perform: Perform): void {
  noun.command('create').description('make a token; its secret is shown once')
    .addOption(directoryOption())
    .option('--no-directory', 'make it a token of the installation: it belongs to no directory')
    .addOption(
      new Option(
        '--purpose <purpose>',
        'which clients use it: those of LOX24, tickets of SuperOffice, or all others',
      )
        .choices(['lox24', 'superoffice', 'bearer']).makeOptionMandatory(),
    )
    .option('--name <name>', 'what the history shows of its changes')
    .option(
      '--scope <scope>',
      `a role (${rolesInWords}), a permission such as group.get, or a vendor's scope such as all.Application; may be ` +
        'repeated; with lox24, administrator unless given',
      scope,
    )
    .option(
      '--expires <date>',
      'when it ends: a day (its beginning in UTC), or a time such as 2027-01-31T12:00Z',
      instant,
    )
    .action((options: CreateOptions) => perform((store) => create(store, options)))
}

interface CreateOptions {
  readonly directory?: string | false
  readonly purpose: 'lox24' | 'superoffice' | 'bearer'
  readonly name?: string
  readonly scope?: readonly string[]
  readonly expires?: number
}

async function list(store: Store, { directory }: { readonly directory?: string }): Promise<Answer> {
  const of = directory === undefined ? null : (await directoryNamed(store, directory)).id
  const names = await directoryNames(store)
  const tokens = await everything<Token>((last) => listTokens(store, of, last?.secretHash))
  return {
    json: { tokens: tokens.map((one) => tokenJson(one, names)) },
    text: table(tokens, [
      { title: 'id', of: idOf },
      { title: 'purpose', of: ({ purpose }) => purpose },
      { title: 'directory', of: ({ directory }) => names.get(directory) ?? null, cut: true },
      { title: 'name', of: ({ name }) => name, cut: true },
      { title: 'scopes', of: ({ scopes }) => scopes.join(' ') || null, cut: true },
      { title: 'status', of: ({ status }) => status },
      { title: 'expires', of: ({ expiresAt }) => dayOf(expiresAt) },
      { title: 'used', of: ({ usedAt }) => dayOf(usedAt) },
    ]),
  }
}

async function create(store: Store, options: CreateOptions): Promise<Answer> {
  const { purpose, name, expires: expiresAt } = options
  if (expiresAt !== undefined && expiresAt <= store.clock()) {
    throw new Failure(
      'unprocessable',
      'The token would have ended already; give --expires a date in the future.',
    )
  }
  const scopes = scopesFor(options)
  const directory = options.directory === false ? null : await directoryFor(store, options.directory)
  const made = { directory: directory?.id ?? null, purpose, scopes, ...given({ name, expiresAt }) }
  const { token, secret } = await createToken(store, made)
  const shown = purpose === 'lox24' ? `${directory?.number}:${secret}` : secret
  return await answer(store, token, shown)
}

function scopesFor({ purpose, scope, directory }: CreateOptions): readonly string[] {
  if (purpose === 'lox24' && directory === false) {
    throw new Failure('usage', "A token of LOX24's clients belongs to a directory: leave --no-directory out.")
  }
  const foreign = purpose === 'lox24' ? scope?.find((one) => !grants(one)) : undefined
  if (foreign !== undefined) {
    throw new Failure(
      'usage',
      `A token of LOX24's clients has roles and permissions only; "${foreign}" is neither.`,
    )
  }
  if (scope) return scope
  if (purpose === 'lox24') return ['administrator']
  throw new Failure('usage', `Say what the token may do: --scope with a role (${rolesInWords}) or a scope.`)
}

async function change(store: Store, id: string, { status }: Pick<Token, 'status'>): Promise<Answer> {
  const { secretHash } = await tokenNamed(store, id)
  return await answer(store, await changeToken(store, secretHash, { status }))
}

async function remove(store: Store, id: string): Promise<Answer> {
  const token = await tokenNamed(store, id)
  await deleteToken(store, token.secretHash)
  return { json: { deleted: idOf(token) }, text: `The token ${idOf(token)} is deleted.` }
}

/** The only token whose hash begins so. Throws `usage`, `not_found`, and `conflict` where there are several. */
async function tokenNamed(store: Store, id: string): Promise<Token> {
  const prefix = id.toLowerCase()
  if (!/^[0-9a-f]{4,63}$/.test(prefix)) {
    throw new Failure('usage', `"${id}" is no token's id; "muster token list" shows the ids.`)
  }
  // The pages are in the order of the hashes: those that begin with the prefix come right behind it.
  const found = (await listTokens(store, null, prefix, 2)).filter((one) => one.secretHash.startsWith(prefix))
  const [first, second] = found
  if (!first) {
    throw new Failure('not_found', `There is no token ${id}; "muster token list" shows those that there are.`)
  }
  if (!second) return first
  const ids = found.map((one) => one.secretHash.slice(0, longIdDigits)).join(', ')
  throw new Failure('conflict', `Several tokens begin with ${id}; give more digits: ${ids}.`)
}

async function answer(store: Store, token: Token, secret?: string): Promise<Answer> {
  const json = tokenJson(token, await directoryNames(store))
  const text = record([
    ['id', json.id],
    ['purpose', json.purpose],
    ['directory', json.directory],
    ['name', json.name],
    ['scopes', json.scopes.join(' ')],
    ['status', json.status],
    ['expires', json.expiresAt],
    ['secret', secret === undefined ? null : `${secret}  (shown only now)`],
  ])
  return { json: { ...json, ...given({ secret }) }, text }
}

function tokenJson({ secretHash, ...token }: Token, names: ReadonlyMap<number | null, string>) {
  const { createdAt, updatedAt, expiresAt, usedAt } = withTimes(token)
  const directory = names.get(token.directory) ?? null
  return { id: secretHash.slice(0, idDigits), ...token, directory, createdAt, updatedAt, expiresAt, usedAt }
}

function idOf({ secretHash }: Token): string {
  return secretHash.slice(0, idDigits)
}
