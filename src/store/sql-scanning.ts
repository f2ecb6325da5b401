import type { Fact } from '../core/directory.ts'
import type { Group } from '../core/group.ts'
import type { Member } from '../core/member.ts'
import type { Person, Thing } from '../core/person.ts'
import type { Numbers, Scanning, SpellPlace, Totals } from '../core/store.ts'
import { int } from './cells.ts'
import type { Row } from './driver.ts'
import { factOf } from './installation-rows.ts'
import { personOf, thingOf } from './people-rows.ts'
import { GROUP_COLUMNS, groupOf, memberOf } from './rows.ts'
import { SqlRows } from './sql-rows.ts'

const COUNTED = {
  types: 'group_type',
  people: 'person',
  things: 'thing',
  groups: 'groups',
  members: 'member',
  events: 'event',
} as const satisfies Record<keyof Totals, string>

/** Walks over everything that a directory has, in the orders of indexes that are there for other reasons. */
export class SqlScanning extends SqlRows implements Scanning {
  async numbers(): Promise<Numbers> {
    const [row] = await this.all(
      numbersOf,
      `select sequence, next_group, next_type, next_person, next_thing, next_member from ledger
         where directory_id = ?1`,
    )
    return row ?? numbersOf({})
  }

  async totals(): Promise<Totals> {
    const count = async (table: string) => {
      const sql = `select count(*) as total from ${table} where directory_id = ?1`
      return (await this.all((row) => int(row['total']), sql))[0] ?? 0
    }
    return {
      types: await count(COUNTED.types),
      people: await count(COUNTED.people),
      things: await count(COUNTED.things),
      groups: await count(COUNTED.groups),
      members: await count(COUNTED.members),
      events: await count(COUNTED.events),
    }
  }

  async fact(name: string): Promise<Fact | undefined> {
    const rows = await this.connection.all('select name, value, until from installation where name = ?1', [
      name,
    ])
    return rows.map(factOf)[0]
  }

  allPeople(after: number, limit: number): Promise<Person[]> {
    return this.all(
      personOf,
      'select * from person where directory_id = ?1 and number > ?2 order by number limit ?3',
      after,
      limit,
    )
  }

  allThings(after: Pick<Thing, 'kind' | 'number'> | undefined, limit: number): Promise<Thing[]> {
    return this.all(
      thingOf,
      `select * from thing where directory_id = ?1 and (kind, number) > (?2, ?3) order by kind, number limit ?4`,
      after?.kind ?? '',
      after?.number ?? 0,
      limit,
    )
  }

  allGroups(after: number, limit: number): Promise<Group[]> {
    return this.all(
      groupOf,
      `select ${GROUP_COLUMNS.join(', ')} from groups where directory_id = ?1 and number > ?2
         order by number limit ?3`,
      after,
      limit,
    )
  }

  // The id breaks ties, so that no page loses a row of a database that somebody has edited by hand.
  allLive(after: SpellPlace | undefined, limit: number): Promise<Member[]> {
    return this.all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.until = 0 and m.state = 'live'
         and (m.group_number, m.kind, m.position, m.id) > (?2, ?3, ?4, ?5)
         order by m.group_number, m.kind, m.position, m.id limit ?6`,
      after?.group ?? 0,
      after?.kind ?? '',
      after?.position ?? 0,
      after?.id ?? 0,
      limit,
    )
  }

  allWaiting(after: SpellPlace | undefined, limit: number): Promise<Member[]> {
    return this.all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.until = 0 and m.state = 'waiting'
         and (m.group_number, m.kind, m.id) > (?2, ?3, ?4) order by m.group_number, m.kind, m.id limit ?5`,
      after?.group ?? 0,
      after?.kind ?? '',
      after?.id ?? 0,
      limit,
    )
  }

  allEnded(after: SpellPlace | undefined, limit: number): Promise<Member[]> {
    return this.all(
      memberOf,
      `select * from member m where m.directory_id = ?1 and m.until <> 0
         and (m.group_number, m.until, m.id, m.since) > (?2, ?3, ?4, ?5)
         order by m.group_number, m.until, m.id, m.since limit ?6`,
      after?.group ?? 0,
      after?.until ?? 0,
      after?.id ?? 0,
      after?.since ?? 0,
      limit,
    )
  }
}

function numbersOf(row: Row): Numbers {
  return {
    sequence: int(row['sequence'] ?? 0),
    group: int(row['next_group'] ?? 1),
    type: int(row['next_type'] ?? 1),
    person: int(row['next_person'] ?? 1),
    thing: int(row['next_thing'] ?? 1),
    member: int(row['next_member'] ?? 1),
  }
}
