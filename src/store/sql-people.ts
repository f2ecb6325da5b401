import type { Person, PersonKey, Thing, ThingKey, ThingKind } from '../core/person.ts'
import { ALL } from '../core/filter.ts'
import type { PersonFilter } from '../core/person-filter.ts'
import type { PersonQuery } from '../core/store.ts'
import { int } from './cells.ts'
import { personOf, thingOf } from './people-rows.ts'
import { SqlMembers } from './sql-members.ts'
import { sqlOfPage } from './sql-page.ts'
import { personOrder, sqlOfPersonFilter } from './sql-person-filter.ts'
import { forEachList, placeholders, Values } from './statement.ts'

/** People and things. */
export class SqlPeople extends SqlMembers {
  person(key: PersonKey): Promise<Person | undefined> {
    const sql = 'select * from person where directory_id = ?1 and '
    if ('number' in key) return this.one(personOf, `${sql} number = ?2`, key.number)
    if ('uuid' in key) return this.one(personOf, `${sql} uuid = ?2`, key.uuid)
    return this.one(personOf, `${sql} oid = ?2`, key.oid)
  }

  async people(query: PersonQuery): Promise<Person[]> {
    const values = new Values()
    values.add(this.directory)
    const writer = { values, facts: this.facts }
    const sql = sqlOfPage({
      from: 'person p',
      columns: 'p.*',
      key: 'p.number',
      where: [`p.directory_id = ?1 and p.state = '${query.state}'`, sqlOfPersonFilter(query.filter, writer)],
      terms: personOrder(query.order, writer),
      ...query,
    }, values)
    return (await this.connection.all(sql, values.list)).map(personOf)
  }

  async peopleNumbered(numbers: readonly number[]): Promise<Person[]> {
    const rows = await forEachList(numbers, (list) =>
      this.connection.all(
        `select * from person where directory_id = ?1 and state = 'live' and number in (${
          placeholders(list, 2)
        })`,
        [this.directory, ...list],
      ))
    return rows.map(personOf)
  }

  personByEmail(emailKey: string): Promise<Person | undefined> {
    return this.one(
      personOf,
      `select * from person where directory_id = ?1 and email_key = ?2 and email_key is not null and state = 'live'
         order by number limit 1`,
      emailKey,
    )
  }

  personByUserName(userNameKey: string): Promise<Person | undefined> {
    return this.one(
      personOf,
      `select * from person where directory_id = ?1 and user_name_key = ?2 and user_name_key is not null
         and state = 'live'`,
      userNameKey,
    )
  }

  async countPeople(filter: PersonFilter = ALL): Promise<number> {
    if (filter.is === 'all') return await this.ledger('live_people')
    const values = new Values()
    values.add(this.directory)
    const condition = sqlOfPersonFilter(filter, { values, facts: this.facts })
    const sql =
      `select count(*) as total from person p where p.directory_id = ?1 and p.state = 'live' and ${condition}`
    const [row] = await this.connection.all(sql, values.list)
    return int(row?.['total'])
  }

  thing(kind: ThingKind, key: ThingKey): Promise<Thing | undefined> {
    const sql = 'select * from thing where directory_id = ?1 and kind = ?2 and '
    if ('number' in key) return this.one(thingOf, `${sql} number = ?3`, kind, key.number)
    return this.one(thingOf, `${sql} oid = ?3`, kind, key.oid)
  }

  things(kind: ThingKind, state: 'live' | 'trashed', after: number, limit: number): Promise<Thing[]> {
    return this.all(
      thingOf,
      `select * from thing where directory_id = ?1 and kind = ?2 and state = ?3 and number > ?4
         order by number limit ?5`,
      kind,
      state,
      after,
      limit,
    )
  }

  async thingsNumbered(kind: ThingKind, numbers: readonly number[]): Promise<Thing[]> {
    const rows = await forEachList(numbers, (list) =>
      this.connection.all(
        `select * from thing where directory_id = ?1 and kind = ?2 and state = 'live'
           and number in (${placeholders(list, 3)})`,
        [this.directory, kind, ...list],
      ))
    return rows.map(thingOf)
  }
}
