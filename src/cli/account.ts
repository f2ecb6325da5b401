import type { Command } from 'commander'
import { changeAccount, createAccount, listAccounts } from '../core/accounts.ts'
import type { Account } from '../core/directory.ts'
import { newSecret } from '../core/secret.ts'
import type { Store } from '../core/store.ts'
import { directoryFor, directoryNamed, directoryNames } from './choose.ts'
import { Failure } from './failure.ts'
import { directoryOption, given, role, rolesInWords, statusOption } from './options.ts'
import { type Answer, withTimes } from './output.ts'
import { everything } from './pages.ts'
import { readPassword } from './password.ts'
import type { Perform } from './perform.ts'
import { dayOf, record, table } from './table.ts'

const rolesHelp = `a role (${rolesInWords}) or a permission such as group.get; may be repeated`
const stdinHelp = 'read the password from standard input'

/** The logins of people: `list`, `create`, `change`. */
export function addAccount(program: Command, perform: Perform): void {
  const noun = program.command('account').description('the accounts: logins of people, with a password')
  noun.command('list').description('list the accounts, of all directories unless one is named')
    .addOption(directoryOption())
    .action((options: { readonly directory?: string }) => perform((store) => list(store, options)))
  noun.command('create').description(
    'make an account; without --password-stdin a password is made and shown once',
  )
    .argument('<login>', 'its login; unique in the installation')
    .addOption(directoryOption())
    .option('--no-directory', 'make it an account of the installation: it belongs to no directory')
    .option(
      '--email <address>',
      'its e-mail address, with which it may sign in too; unique in the installation',
    )
    .requiredOption('--role <role>', rolesHelp, role)
    .option('--password-stdin', stdinHelp)
    .action((login: string, options: CreateOptions) => perform((store) => create(store, login, options)))
  noun.command('change').description('change an account: give it another password, switch it off')
    .argument('<login>', 'its login')
    .option('--email <address>', 'its e-mail address')
    .option('--role <role>', `${rolesHelp}; they replace those that it has`, role)
    .addOption(statusOption(['active', 'inactive']))
    .option('--password-stdin', stdinHelp)
    .action((login: string, options: ChangeOptions) => perform((store) => change(store, login, options)))
}

interface ChangeOptions {
  readonly email?: string
  readonly role?: readonly string[]
  readonly status?: Account['status']
  readonly passwordStdin?: true
}

interface CreateOptions {
  readonly directory?: string | false
  readonly email?: string
  readonly role: readonly string[]
  readonly passwordStdin?: true
}

async function list(store: Store, { directory }: { readonly directory?: string }): Promise<Answer> {
  const of = directory === undefined ? null : (await directoryNamed(store, directory)).id
  const names = await directoryNames(store)
  const accounts = await everything<Account>((last) => listAccounts(store, of, last?.login))
  return {
    json: { accounts: accounts.map((one) => accountJson(one, names)) },
    text: table(accounts, [
      { title: 'login', of: ({ login }) => login, cut: true },
      { title: 'directory', of: ({ directory }) => names.get(directory) ?? null, cut: true },
      { title: 'roles', of: ({ permissions }) => permissions.join(' ') || null, cut: true },
      { title: 'status', of: ({ status }) => status },
      { title: 'created', of: ({ createdAt }) => dayOf(createdAt) },
    ]),
  }
}

async function create(store: Store, login: string, options: CreateOptions): Promise<Answer> {
  const { directory, email, role: permissions, passwordStdin } = options
  const of = directory === false ? null : (await directoryFor(store, directory)).id
  const made = passwordStdin ? undefined : newSecret()
  const password = made ?? await readPassword()
  const account = await createAccount(store, {
    login,
    directory: of,
    permissions,
    password,
    ...given({ email }),
  })
  return await answer(store, account, made)
}

async function change(store: Store, login: string, options: ChangeOptions): Promise<Answer> {
  if (Object.keys(options).length === 0) {
    throw new Failure('usage', 'Say what to change: --role, --status, --email or --password-stdin.')
  }
  const { email, role: permissions, status, passwordStdin } = options
  const password = passwordStdin ? await readPassword() : undefined
  return await answer(
    store,
    await changeAccount(store, login, given({ email, permissions, status, password })),
  )
}

async function answer(store: Store, account: Account, password?: string): Promise<Answer> {
  const json = accountJson(account, await directoryNames(store))
  const text = record([
    ['login', json.login],
    ['directory', json.directory],
    ['email', json.email],
    ['roles', json.permissions.join(' ')],
    ['status', json.status],
    ['password', password === undefined ? null : `${password}  (shown only now)`],
  ])
  return { json: { ...json, ...given({ password }) }, text }
}

function accountJson({ passwordHash: _, ...account }: Account, names: ReadonlyMap<number | null, string>) {
  const { createdAt } = withTimes(account)
  return { ...account, createdAt, directory: names.get(account.directory) ?? null }
}
