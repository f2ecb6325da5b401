/** A table as the migrations make it. */
export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly primaryKey: readonly string[]
  /** The columns of each unique constraint and unique index. */
  readonly unique: readonly (readonly string[])[]
  readonly foreignKeys: readonly ForeignKey[]
}

export interface ForeignKey {
  readonly columns: readonly string[]
  readonly table: string
  readonly references: readonly string[]
}

export interface Index {
  readonly name: string
  readonly table: string
  readonly isUnique: boolean
  readonly columns: readonly string[]
}

/** The tables that the migrations make, in their order. Fails for words of a table that it does not know. */
export function tablesOf(migrations: readonly string[]): Table[] {
  const text = migrations.join('\n')
  const indexes = indexesOf(migrations)
  const tables = [...text.matchAll(/^create table (\w+) \(([^;]*)\);/gm)].map(([, name = '', body = '']) =>
    tableOf(name, body, indexes)
  )
  const made = text.match(/create table/gi)?.length
  if (made !== tables.length) throw new Error(`${made} tables are made, and ${tables.length} were understood`)
  return tables
}

/** The indexes that the migrations make. */
export function indexesOf(migrations: readonly string[]): Index[] {
  const text = migrations.join('\n')
  const found = [...text.matchAll(/^create (unique )?index (\w+) on (\w+) \(([^)]*)\)/gm)]
  const made = text.match(/create (unique )?index/gi)?.length
  if (made !== found.length) throw new Error(`${made} indexes are made, and ${found.length} were understood`)
  return found.map(([, unique, name = '', table = '', columns = '']) => ({
    name,
    table,
    isUnique: unique !== undefined,
    columns: listOf(columns),
  }))
}

function tableOf(name: string, body: string, indexes: readonly Index[]): Table {
  const parts = partsOf(body)
  const primaryKeys: string[][] = []
  const unique = indexes.filter((one) => one.table === name && one.isUnique).map((one) => one.columns)
  const foreignKeys: ForeignKey[] = []
  const columns: string[] = []
  for (const part of parts) {
    const primary = /^primary key \(([^)]*)\)$/.exec(part)
    const foreign = /^foreign key \(([^)]*)\) references (\w+) \(([^)]*)\)$/.exec(part)
    const column = /^(\w+) (?:integer|bigint|smallint|text)( not null)?( primary key)?( unique)?$/.exec(part)
    if (primary) primaryKeys.push(listOf(primary[1]))
    else if (foreign) {
      foreignKeys.push({
        columns: listOf(foreign[1]),
        table: foreign[2] ?? '',
        references: listOf(foreign[3]),
      })
    } else if (column) {
      columns.push(column[1] ?? '')
      if (column[3]) primaryKeys.push([column[1] ?? ''])
      if (column[4]) unique.push([column[1] ?? ''])
    } else throw new Error(`table ${name}: "${part}" was not understood`)
  }
  const [primaryKey = [], ...more] = primaryKeys
  if (primaryKey.length === 0 || more.length > 0) throw new Error(`table ${name} has not one primary key`)
  return { name, columns, primaryKey, unique, foreignKeys }
}

/** What stands between the commas that are in no brackets. */
function partsOf(body: string): string[] {
  return body.split(/,(?![^(]*\))/).map((part) => part.trim().replaceAll(/\s+/g, ' '))
}

function listOf(text = ''): string[] {
  return text.split(',').map((one) => one.trim())
}
