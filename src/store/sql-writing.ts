import type { Fact } from '../core/directory.ts'
import { DirectoryError } from '../core/error.ts'
import type { Event } from '../core/event.ts'
import type { Group, State } from '../core/group.ts'
import { numberMax } from '../core/ids.ts'
import { type Member, memberIdMax, type NewSpell } from '../core/member.ts'
import type { GroupType, Person, Thing } from '../core/person.ts'
import type { Numbers, Rows, Writing } from '../core/store.ts'
import { sameJson } from '../core/json.ts'
import type { Connection, DriverFacts, Row } from './driver.ts'
import { selectorRows, tagRows } from './index-rows.ts'
import type { Ledger } from './ledger.ts'
import { personRow, thingRow } from './people-rows.ts'
import { eventRow, groupRow, spellRow } from './rows.ts'
import { SqlReading } from './sql-reading.ts'
import { eraseFact, writeFact } from './sql-facts.ts'
import { insertRows, raiseLedger } from './sql-restoring.ts'
import { insertRow, updateRow } from './statement.ts'

/** One write as the store sees it. */
export interface WriteScene {
  readonly connection: Connection
  readonly facts: DriverFacts
  readonly directory: number
  readonly ledger: Ledger
  readonly now: number
  /** Told how many rows were written as they were elsewhere. */
  readonly restored?: (rows: number) => void
}

/** What can be read and written of one directory inside one transaction. */
export class SqlWriting extends SqlReading implements Writing {
  readonly now: number
  readonly #ledger: Ledger
  readonly #restored: ((rows: number) => void) | undefined

  constructor({ connection, facts, directory, ledger, now, restored }: WriteScene) {
    super(connection, facts, directory)
    this.#ledger = ledger
    this.#restored = restored
    this.now = now
  }

  nextSequence(): number {
    return this.#ledger.sequence + 1
  }

  takeGroupNumber(): number {
    return within('groups', this.#ledger.nextGroup++)
  }

  takePersonNumber(): number {
    return within('people', this.#ledger.nextPerson++)
  }

  takeThingNumber(): number {
    return within('things', this.#ledger.nextThing++)
  }

  takeTypeNumber(): number {
    return within('group types', this.#ledger.nextType++)
  }

  takeMemberId(): number {
    const id = this.#ledger.nextMember++
    if (id > memberIdMax) throw new DirectoryError('too_large', 'the directory has had its last membership')
    return id
  }

  reserveGroupNumber(number: number): void {
    this.#ledger.nextGroup = Math.max(this.#ledger.nextGroup, number + 1)
  }

  reservePersonNumber(number: number): void {
    this.#ledger.nextPerson = Math.max(this.#ledger.nextPerson, number + 1)
  }

  async insertGroup(group: Group): Promise<void> {
    await this.#insert('groups', groupRow(group))
    await this.#writeSelectors(group)
    this.#ledger.liveGroups += listed(group)
  }

  async updateGroup(before: Group, after: Group): Promise<void> {
    await this.#update('groups', { number: before.number }, groupRow(before), groupRow(after))
    if (!sameJson(before.selectors, after.selectors)) {
      await this.connection.run('delete from selector where directory_id = ?1 and group_number = ?2', [
        this.directory,
        before.number,
      ])
      await this.#writeSelectors(after)
    }
    this.#ledger.liveGroups += listed(after) - listed(before)
  }

  async #writeSelectors(group: Group): Promise<void> {
    for (const row of selectorRows(group)) await this.#insert('selector', row)
  }

  async insertMembers(spells: readonly NewSpell[]): Promise<void> {
    for (const spell of spells) await this.#insert('member', spellRow(spell))
  }

  async endMembers(spells: readonly Pick<Member, 'id' | 'since'>[], until: number): Promise<void> {
    for (const { id, since } of spells) {
      await this.connection.run(
        'update member set until = ?4 where directory_id = ?1 and id = ?2 and since = ?3',
        [this.directory, id, since, until],
      )
    }
  }

  async deleteMembers(spells: readonly Pick<Member, 'id' | 'since'>[]): Promise<void> {
    for (const { id, since } of spells) {
      await this.connection.run('delete from member where directory_id = ?1 and id = ?2 and since = ?3', [
        this.directory,
        id,
        since,
      ])
    }
  }

  async insertPerson(person: Person): Promise<void> {
    await this.#insert('person', personRow(person))
    this.#ledger.livePeople += live(person)
  }

  async updatePerson(before: Person, after: Person): Promise<void> {
    await this.#update('person', { number: before.number }, personRow(before), personRow(after))
    this.#ledger.livePeople += live(after) - live(before)
  }

  async insertThing(thing: Thing): Promise<void> {
    await this.#insert('thing', thingRow(thing))
    await this.#writeTags(thing)
  }

  async updateThing(before: Thing, after: Thing): Promise<void> {
    const key = { kind: before.kind, number: before.number }
    await this.#update('thing', key, thingRow(before), thingRow(after))
    if (sameJson([before.tags, before.state], [after.tags, after.state])) return
    await this.connection.run('delete from tag where directory_id = ?1 and number = ?2', [
      this.directory,
      before.number,
    ])
    await this.#writeTags(after)
  }

  async #writeTags(thing: Thing): Promise<void> {
    for (const row of tagRows(thing)) await this.#insert('tag', row)
  }

  insertType({ number, name }: GroupType): Promise<void> {
    return this.#insert('group_type', { number, name })
  }

  async updateType({ number, name }: GroupType): Promise<void> {
    await this.connection.run('update group_type set name = ?3 where directory_id = ?1 and number = ?2', [
      this.directory,
      number,
      name,
    ])
  }

  async deleteType(number: number): Promise<void> {
    await this.connection.run('delete from group_type where directory_id = ?1 and number = ?2', [
      this.directory,
      number,
    ])
  }

  async appendEvent(event: Event): Promise<void> {
    await this.#insert('event', eventRow(event))
    this.#ledger.sequence = event.sequence
    this.#ledger.newest = event
  }

  insertRows(rows: Rows): Promise<void> {
    this.#restored?.(Object.values(rows).reduce((sum, { length }) => sum + length, 0))
    return insertRows(this.connection, { directory: this.directory, ledger: this.#ledger }, rows)
  }

  raiseNumbers(numbers: Numbers): void {
    raiseLedger(this.#ledger, numbers)
  }

  putFact(fact: Fact): Promise<void> {
    return writeFact(this.connection, fact)
  }

  deleteFact(name: string): Promise<void> {
    return eraseFact(this.connection, name)
  }

  #insert(table: string, row: Row): Promise<void> {
    return insertRow(this.connection, table, { directory_id: this.directory, ...row })
  }

  #update(table: string, key: Row, before: Row, after: Row): Promise<void> {
    return updateRow(this.connection, table, {
      key: { directory_id: this.directory, ...key },
      before,
      after,
    })
  }
}

function within(what: string, number: number): number {
  if (number > numberMax) {
    throw new DirectoryError('too_large', `the directory has had its last number for ${what}`)
  }
  return number
}

/** 1 for a group that counts among the directory's groups. */
function listed({ state, builtin }: Group): number {
  return state === 'live' && builtin === null ? 1 : 0
}

function live({ state }: { readonly state: State }): number {
  return state === 'live' ? 1 : 0
}
