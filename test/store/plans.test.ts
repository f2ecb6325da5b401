import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { ALLOWED, inOneLine, isPlanned, TABLES } from './plans.ts'
import { onSqlite, type Scene } from './suite.ts'
import { PEOPLE_WALKED, runEverything, WALKED } from './workload.ts'

interface Planned {
  readonly sql: string
  readonly steps: readonly string[]
}

/** The statements that everything prepares, each with its plan, read through a connection of the test's own. */
async function plansOf(scene: Scene): Promise<Planned[]> {
  const prepared = new Set<string>()
  await runEverything(scene, prepared)
  const database = scene.opened.database.replace(/^sqlite:/, '')
  const connection = new DatabaseSync(database, { readOnly: true })
  try {
    return [...prepared].filter(isPlanned).map((sql) => ({
      sql: inOneLine(sql),
      steps: connection.prepare(`explain query plan ${sql}`).all().map((row) => String(row['detail'])),
    }))
  } finally {
    connection.close()
  }
}

/** Steps that read more than they must: a whole table, or all that one directory has of it. */
function isWasteful(step: string): boolean {
  const [, how, table] = /^(SCAN|SEARCH) (\w+)/.exec(step) ?? []
  if (table === undefined || !TABLES.includes(table)) return false
  return how === 'SCAN' || / \(directory_id=\?\)/.test(step)
}

function isAllowed(sql: string, step: string): boolean {
  return ALLOWED.some((one) => one.sql.test(sql) && one.step.test(step))
}

onSqlite('no statement reads a whole table, or all that a directory has of it', async (scene) => {
  const plans = await plansOf(scene)
  assert.ok(plans.length > 100, `${plans.length} statements were planned`)
  const wasteful = plans.flatMap(({ sql, steps }) =>
    steps.filter((step) => isWasteful(step) && !isAllowed(sql, step)).map((step) => `${step}   in   ${sql}`)
  )
  assert.deepEqual(wasteful.sort(), [])
})

onSqlite('a page in an order that has an index walks that index and sorts nothing', async (scene) => {
  const plans = (await plansOf(scene)).filter(({ sql }) => /g\.builtin = '' and 1 = 1 /.test(sql))
  for (const { index, entered, columns } of WALKED) {
    for (const way of ['', ' desc']) {
      const order = ` order by ${columns.map((column) => `${column}${way}`).join(', ')} limit`
      const [skipping, entering, starting] = ['offset', ' [<>]= \\?', '1 = 1 order by'].map((mark) =>
        plans.find(({ sql }) => sql.includes(order) && new RegExp(mark).test(sql))
      )
      assert.match(
        stepsOf(starting),
        new RegExp(`^SEARCH g USING (COVERING )?INDEX ${index} \\(directory_id=\\?`),
      )
      assert.match(
        stepsOf(entering),
        new RegExp(`^SEARCH g USING .* \\(directory_id=\\? AND ${RegExp.escape(entered)}[<>]\\?`),
      )
      assert.match(
        stepsOf(skipping),
        new RegExp(`SEARCH g USING COVERING INDEX ${index} `),
        'the index alone',
      )
      for (const one of [starting, entering]) assert.doesNotMatch(stepsOf(one), /TEMP B-TREE/)
    }
  }
})

onSqlite('a page of people in an order that has an index walks that index alone', async (scene) => {
  const plans = (await plansOf(scene)).filter(({ sql }) => /p\.state = 'live' and 1 = 1 /.test(sql))
  for (const { index, columns } of PEOPLE_WALKED) {
    for (const way of ['', ' desc']) {
      const order = ` order by ${columns.map((column) => `${column}${way}`).join(', ')} limit`
      const walking = plans.filter(({ sql }) => sql.includes(order))
      assert.deepEqual(walking.length, 3, 'from the start, behind a person, behind an offset')
      for (const plan of walking) {
        assert.match(
          stepsOf(plan),
          new RegExp(`SEARCH p USING (PRIMARY KEY|(COVERING )?INDEX ${index}) \\(directory_id=\\?`),
        )
        if (/offset/.test(plan.sql)) assert.match(stepsOf(plan), /USING COVERING INDEX/, 'the index alone')
        else assert.doesNotMatch(stepsOf(plan), /TEMP B-TREE/)
      }
    }
  }
})

function stepsOf(plan: Planned | undefined): string {
  assert.ok(plan, 'the statement has been prepared')
  return plan.steps.join('\n')
}

onSqlite('what is due in any directory is found by its time alone', async (scene) => {
  const plan = (await plansOf(scene)).find(({ sql }) => /^select distinct due\.directory_id/.test(sql))
  for (
    const step of [
      'g USING COVERING INDEX groups_due_anywhere (expires_at>? AND expires_at<?)',
      'm USING COVERING INDEX member_begins_anywhere (valid_from<?)',
      'm USING COVERING INDEX member_ends_anywhere (valid_until<?)',
    ]
  ) assert.ok(stepsOf(plan).includes(`SEARCH ${step}`), `${step} in ${stepsOf(plan)}`)
})

onSqlite('the accounts and tokens of one directory are found by it', async (scene) => {
  const plans = await plansOf(scene)
  for (
    const [sql, step] of [
      [
        /^select \* from account .* directory_id = /,
        'account USING INDEX account_directory (directory_id=? AND login_key>?)',
      ],
      [
        /^select \* from token where secret_hash .* directory_id = /,
        'token USING INDEX token_directory (directory_id=? AND secret_hash>?)',
      ],
      [
        /^select \* from token where directory_id = /,
        'token USING INDEX token_program (directory_id=? AND purpose=? AND oid>?)',
      ],
      [/^delete from token where login_key/, 'token USING INDEX token_ended (expires_at<?)'],
    ] as const
  ) assert.equal(stepsOf(plans.find((one) => sql.test(one.sql))), `SEARCH ${step}`)
})

onSqlite('groups are listed by their types in the index alone that has them so', async (scene) => {
  const plans = (await plansOf(scene)).filter(({ sql }) => /^select g\.number, g\.uuid, g\.slug/.test(sql))
  const lists = plans.filter(({ sql }) => sql.includes('order by'))
  assert.equal(lists.length, 6, 'of one type, of any and of none, from the start and behind a group')
  for (const plan of lists) {
    const entered = /type_number\W+name_key,number\)>|type_number[=>]\?/
    assert.match(stepsOf(plan), /^SEARCH g USING INDEX groups_type \(directory_id=\? AND /)
    assert.match(stepsOf(plan), plan.sql.includes(') > (') ? /number\)>\(/ : entered)
    assert.doesNotMatch(stepsOf(plan), /TEMP B-TREE/)
  }
})

onSqlite('a page of members behind an offset skips them in the index alone', async (scene) => {
  const plan = (await plansOf(scene)).find(({ sql }) => /^select m\.\* from \(select m\.id/.test(sql))
  assert.match(stepsOf(plan), /SEARCH m USING COVERING INDEX member_page /)
})
