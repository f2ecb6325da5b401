/** Whether a statement has a plan worth reading. */
export function isPlanned(sql: string): boolean {
  return /^\s*(select|with|update|delete)/i.test(sql)
}

export function inOneLine(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim()
}

/** The tables that grow with a directory, by the names that statements give them. */
export const TABLES = [
  'g',
  'groups',
  'm',
  'member',
  'p',
  'person',
  'k',
  't',
  'thing',
  't',
  'tag',
  'x',
  'y',
  'selector',
  's',
  'event',
  'account',
  'token',
  'installation',
]

/** What may be read in full, and why. */
export const ALLOWED: readonly { readonly sql: RegExp; readonly step: RegExp; readonly reason: string }[] = [
  {
    sql:
      /^select g\.number, .* from (groups g where|(?:\(select number from )?\(select g\.number from groups g where) .* order by .* limit/,
    step: /^SEARCH g USING (COVERING )?INDEX groups_(live|created|name|trashed) \(directory_id=\?\)$/,
    reason: 'a page without a start walks the index of its order until the page is full',
  },
  {
    sql:
      /^select p\.\* from (person p where|(?:\(select number from )?\(select p\.number from person p where) .* and 1 = 1 order by .* limit/,
    step: /^SEARCH p USING (COVERING )?INDEX person_(live|trashed|email_order) \(directory_id=\?\)$/,
    reason: 'a page without a start walks the index of its order until the page is full',
  },
  {
    sql: /^select p\.\* from person p where .* order by p\.number limit/,
    step: /^SEARCH p USING INDEX person_live \(directory_id=\?\)$/,
    reason: 'what no index knows is looked for in the order of the page until it is full',
  },
  {
    sql: /^select count\(\*\) as total from person p /,
    step: /^SEARCH p USING (COVERING )?INDEX person_\w+ \(directory_id=\?\)$/,
    reason: 'a filtered total is one scan of the people, asked for by the caller',
  },
  {
    sql: /^select count\(\*\) as total from \w+ where directory_id = \?1$/,
    step: / \(directory_id=\?\)$/,
    reason: 'an export begins with how many rows it will have',
  },
  {
    sql: /^select count\(\*\) as total from groups g /,
    step: /^SEARCH g USING (COVERING )?INDEX groups_\w+ \(directory_id=\?\)$/,
    reason: 'a filtered total is one scan of the live groups, asked for by the caller',
  },
  {
    sql: /select count\(\*\) as total from .* tag y where y\.directory_id = \?1 and (1 = 1|not \()/,
    step: /^SEARCH y USING .* \(directory_id=\?\)$/,
    reason: 'a device query for no tag, or for other tags than some, looks at all tags',
  },
]
