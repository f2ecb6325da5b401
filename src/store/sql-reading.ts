import type { DeviceFilter } from '../core/device-filter.ts'
import type { Event, Subject } from '../core/event.ts'
import type { GroupType } from '../core/person.ts'
import type { DeviceReach, Reading } from '../core/store.ts'
import { typeOf } from './people-rows.ts'
import { eventOf } from './rows.ts'
import { countDevices, deviceQueriesBelow } from './sql-devices.ts'
import { SqlPeople } from './sql-people.ts'
import { rest } from './turn.ts'

/** What can be read of one directory inside one transaction. */
export class SqlReading extends SqlPeople implements Reading {
  pause(): Promise<void> {
    return rest()
  }

  async country(): Promise<string | undefined> {
    const settings = await this.one((row) => row, 'select settings from directory where directory_id = ?1')
    const country: unknown = JSON.parse(String(settings?.['settings'] ?? '{}')).country
    return typeof country === 'string' ? country : undefined
  }

  deviceQueriesBelow(group: number, limit: number): Promise<string[]> {
    return deviceQueriesBelow(this.connection, { directory: this.directory, group }, limit)
  }

  countDevices(reach: DeviceReach, filter: DeviceFilter): Promise<number> {
    return countDevices(this.connection, { directory: this.directory, ...reach }, filter)
  }

  types(): Promise<GroupType[]> {
    return this.all(typeOf, 'select number, name from group_type where directory_id = ?1 order by number')
  }

  type(number: number): Promise<GroupType | undefined> {
    return this.one(
      typeOf,
      'select number, name from group_type where directory_id = ?1 and number = ?2',
      number,
    )
  }

  event(sequence: number): Promise<Event | undefined> {
    return this.one(eventOf, 'select * from event where directory_id = ?1 and sequence = ?2', sequence)
  }

  events(after: number, limit: number): Promise<Event[]> {
    return this.all(
      eventOf,
      'select * from event where directory_id = ?1 and sequence > ?2 order by sequence limit ?3',
      after,
      limit,
    )
  }

  eventsOf({ kind, number }: Subject, before: number, limit: number): Promise<Event[]> {
    return this.all(
      eventOf,
      `select * from event where directory_id = ?1 and subject_kind = ?2 and subject_number = ?3 and sequence < ?4
         order by sequence desc limit ?5`,
      kind,
      number,
      before,
      limit,
    )
  }
}
