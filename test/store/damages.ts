import type { Problem } from '../../src/store/check.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { createPerson } from '../../src/core/people.ts'
import { createThing } from '../../src/core/things.ts'
import { createType } from '../../src/core/types.ts'
import { group, person, phone, type Scene } from './suite.ts'

/** A directory with something of everything: groups 1 > 2 > 3, and 4 beside them. */
export async function fill(scene: Scene): Promise<void> {
  const { store, principal } = scene
  await createType(store, principal, 'type')
  await createPerson(store, principal, {
    number: 1,
    email: 'Ann@example.com',
    userName: 'Ann',
    phone: '+49 151 1',
  })
  const device = await createThing(store, principal, { kind: 'device', tags: [{ key: 'k', value: 'v' }] })
  const add = [
    person(1),
    person(2),
    phone('+49 151 1234567'),
    { kind: 'item', name: 'Item' } as const,
    { kind: 'device', ref: { oid: device.oid } } as const,
  ]
  const selectors = [{ kind: 'tag', key: 'k', value: 'v' } as const]
  await group(scene, { name: 'One', slug: 'One', type: 1, selectors }, { add })
  await group(scene, { name: 'two', parent: 1 }, { add: [person(2)] })
  await group(scene, { name: 'three', parent: 2 })
  await group(scene, 'four', { add: [phone('0151 1')] })
  await changeGroup(store, principal, { number: 1 }, { edit: () => ({ end: [2] }) })
}

/** What is done to the rows, and what a check says of it. */
export interface Damage {
  readonly name: string
  readonly sql: string
  readonly finds: readonly Problem[]
  readonly says: RegExp
  readonly mended: boolean
}

const MENDED: readonly Omit<Damage, 'mended'>[] = [
  ...(['people', 'phones', 'items', 'headings', 'devices', 'endpoints', 'contained'] as const).map((
    column,
  ) => ({
    name: `a wrong count of ${column}`,
    sql: `update groups set ${column} = ${column} + 7 where number = 1`,
    finds: ['counts' as const],
    says: /^group 1 counts \d members of kind \w+, and has \d$/,
  })),
  {
    name: 'a ledger behind the events',
    sql: 'update ledger set sequence = 3',
    finds: ['ledger'],
    says: /^the ledger is at event 3, and the last event is \d+$/,
  },
  {
    name: 'a ledger beyond the events',
    sql: 'update ledger set sequence = 99',
    finds: ['ledger'],
    says: /^the ledger is at event 99,/,
  },
  {
    name: 'a wrong total of groups',
    sql: 'update ledger set live_groups = 9',
    finds: ['ledger'],
    says: /9 groups, and there are 4/,
  },
  {
    name: 'a wrong total of people',
    sql: 'update ledger set live_people = 9',
    finds: ['ledger'],
    says: /9 people, and there are 1/,
  },
  {
    name: 'a group number used up',
    sql: 'update ledger set next_group = 4',
    finds: ['numbers'],
    says: /number 4, .* at least 5/,
  },
  {
    name: 'a type number used up',
    sql: 'update ledger set next_type = 1',
    finds: ['numbers'],
    says: /at least 2/,
  },
  {
    name: 'a thing number used up',
    sql: 'update ledger set next_thing = 1',
    finds: ['numbers'],
    says: /at least 2/,
  },
  {
    name: 'a member id used up',
    sql: 'update ledger set next_member = 2',
    finds: ['numbers'],
    says: /the id 2/,
  },
  { name: 'no ledger', sql: 'delete from ledger', finds: ['tenants'], says: /no ledger/ },
  {
    name: 'a wrong key of a group',
    sql: `update groups set name_key = 'x' where number = 1`,
    finds: ['keys'],
    says: /^group 1 .* its name$/,
  },
  {
    name: 'a wrong key of a slug',
    sql: `update groups set slug_key = 'x' where number = 1`,
    finds: ['keys'],
    says: /its slug$/,
  },
  {
    name: 'a wrong place by rank',
    sql: 'update groups set rank_order = 7 where number = 1',
    finds: ['keys'],
    says: /^group 1 .* its rank$/,
  },
  {
    name: 'a wrong key of an e-mail',
    sql: `update person set email_key = 'x' where number = 1`,
    finds: ['keys'],
    says: /^person 1 .* the email$/,
  },
  {
    name: 'a wrong place among the e-mails',
    sql: `update person set email_order = 'x' where number = 1`,
    finds: ['keys'],
    says: /^person 1 .* the email$/,
  },
  {
    name: 'a wrong key of a user name',
    sql: `update person set user_name_key = null where number = 1`,
    finds: ['keys'],
    says: /user name$/,
  },
  {
    name: 'a wrong key of a display name',
    sql: `update person set display_name_key = 'x' where number = 1`,
    finds: ['keys'],
    says: /the display name$/,
  },
  {
    name: 'a wrong key of data',
    sql: `update person set data_key = '{"a":"x"}' where number = 1`,
    finds: ['keys'],
    says: /the data$/,
  },
  {
    name: 'a wrong key of a number',
    sql: `update person set phone_key = '+49' where number = 1`,
    finds: ['keys'],
    says: /the phone$/,
  },
  {
    name: 'a wrong key of a phone',
    sql: `update member set name_key = '+49' where kind = 'phone' and group_number = 1`,
    finds: ['keys'],
    says: /^member \d+ \(phone\) of group 1/,
  },
  {
    name: 'a wrong key of a phone without a country',
    sql: `update member set name_key = 'x' where kind = 'phone' and group_number = 4`,
    finds: ['keys'],
    says: /of group 4/,
  },
  {
    name: 'a wrong key of an item',
    sql: `update member set name_key = 'Item' where kind = 'item'`,
    finds: ['keys'],
    says: /\(item\)/,
  },
  {
    name: 'a selector without a row',
    sql: 'delete from selector',
    finds: ['selectors'],
    says: /^group 1 is searched/,
  },
  {
    name: 'a wrong selector',
    sql: `update selector set value = 'x'`,
    finds: ['selectors'],
    says: /^group 1/,
  },
  {
    name: 'a selector of no group',
    sql: `insert into selector values (1, 77, 0, 'query', null, 'x')`,
    finds: ['selectors'],
    says: /group 77, which/,
  },
  { name: 'a tag without a row', sql: 'delete from tag', finds: ['tags'], says: /^device 1/ },
  {
    name: 'a tag too many',
    sql: `insert into tag values (1, 1, 'a', 'b')`,
    finds: ['tags'],
    says: /^device 1/,
  },
  {
    name: 'a tag of no thing',
    sql: `insert into tag values (1, 77, 'a', 'b')`,
    finds: ['tags'],
    says: /thing 77, which/,
  },
  {
    name: 'a member that points to nobody',
    sql: `update member set ref = 77 where kind = 'person' and group_number = 2`,
    finds: ['references'],
    says: /^member \d+ \(person\) of group 2 points to person 77, which does not exist$/,
  },
  {
    name: 'a containment that points to nothing',
    sql: `update member set ref = 77 where kind = 'group' and ref = 3`,
    finds: ['references'],
    says: /of group 2 points to group 77/,
  },
  {
    name: 'a cycle',
    sql:
      `insert into member select directory_id, next_member, sequence, 0, 'live', 3, 'group', 1, 1, null, null,
        next_member, next_member, '{}', null, null from ledger;
      update groups set contained = 1 where number = 3;
      update ledger set next_member = next_member + 1, sequence = sequence + 1;
      update member set since = (select sequence from ledger) where group_number = 3 and ref = 1;
      insert into event select directory_id, sequence, 0, 'x', 'x', '', 'group.change', 'group', 3, null, null,
        '{"began":[],"ended":[],"beganFrom":1,"beganTotal":1,"endedTotal":0}', null, null from ledger;
      update groups set version = version + 1 where number = 3`,
    finds: ['cycles'],
    says: /^groups contain each other: (1 > 2 > 3 > 1|2 > 3 > 1 > 2|3 > 1 > 2 > 3)$/,
  },
]

const REPORTED: readonly Omit<Damage, 'mended'>[] = [
  {
    name: 'a lost event',
    sql: 'delete from event where sequence = 2',
    finds: ['events'],
    says: /^event 2 is missing$/,
  },
  {
    name: 'a wrong total of an event',
    sql: `update event set members = replace(members, '"beganTotal":5', '"beganTotal":6')`,
    finds: ['events'],
    says: /tells that 6 members began, and there are 5$/,
  },
  {
    name: 'an event after its cause',
    sql: 'update event set cause = 1000 where sequence = 3',
    finds: ['events'],
    says: /names event 1000/,
  },
  {
    name: 'a broken column',
    sql: `update groups set labels = '{' where number = 2`,
    finds: ['json'],
    says: /^group 2 has labels that/,
  },
  {
    name: 'a list for an object',
    sql: `update person set data = '[]' where number = 1`,
    finds: ['json'],
    says: /^person 1 has data/,
  },
  { name: 'broken tags', sql: `update thing set tags = 'x'`, finds: ['json'], says: /^device 1 has tags/ },
  {
    name: 'broken data of a member',
    sql: `update member set data = '' where id = 1`,
    finds: ['json'],
    says: /^member 1 /,
  },
  {
    name: 'a broken event',
    sql: `update event set after = '1' where sequence = 2`,
    finds: ['json'],
    says: /^event 2 has after/,
  },
  {
    name: 'an unknown state',
    sql: `update groups set state = 'x' where number = 4`,
    finds: ['ledger', 'states'],
    says: /unknown state x|counts 4/,
  },
  {
    name: 'an unknown state of a person',
    sql: `update person set state = 'stubb' where number = 2`,
    finds: ['states'],
    says: /stubb/,
  },
  {
    name: 'a time in the trash outside of it',
    sql: 'update groups set trashed_at = 1 where number = 4',
    finds: ['states'],
    says: /is live and has a time/,
  },
  {
    name: 'an unknown kind of member',
    sql: `update member set kind = 'x', name_key = 'item' where kind = 'item'`,
    finds: ['states', 'counts'],
    says: /unknown kind|kind item/,
  },
  {
    name: 'an unknown kind of event',
    sql: `update event set kind = 'group.x' where sequence = 4`,
    finds: ['states'],
    says: /group\.x/,
  },
  { name: 'a bad id', sql: `update groups set oid = 'x' where number = 4`, finds: ['ids'], says: /^group 4/ },
  {
    name: 'a wrong version',
    sql: 'update groups set version = 9 where number = 4',
    finds: ['versions'],
    says: /version 9 and 1 events/,
  },
  {
    name: 'a type that is not there',
    sql: 'update groups set type_number = 9 where number = 4',
    finds: ['references'],
    says: /the type 9/,
  },
  {
    name: 'an ended member that points to nobody',
    sql: 'update member set ref = 77 where id = 2',
    finds: ['references'],
    says: /^member 2 .* person 77/,
  },
  {
    name: 'a spell that ends twice',
    sql: `insert into member select directory_id, id, since + 1, until, state, group_number, kind,
      ref, home, name, name_key, position, place, data, valid_from, valid_until from member where id = 3`,
    finds: ['spells', 'spells', 'counts', 'events'],
    says: /member 3|1 counts|tells/,
  },
]

export const DAMAGES: readonly Damage[] = [
  ...MENDED.map((one) => ({ ...one, mended: true })),
  ...REPORTED.map((one) => ({ ...one, mended: false })),
]
