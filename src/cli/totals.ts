import type { Totals } from '../store/driver.ts'

/** A number with its noun, which is given for one: `1 group`, `2 groups`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** What is in a database, in words. */
export function totalsText({ directories, groups, people, things, members, events }: Totals): string {
  return [
    counted(directories, 'directory', 'directories'),
    counted(groups, 'group'),
    counted(people, 'person', 'people'),
    counted(things, 'thing'),
    counted(members, 'membership'),
    counted(events, 'event'),
  ].join(', ')
}

/** A size for people. */
export function sizeText(bytes: number): string {
  return bytes < 10 * 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(0)} KiB` : `${(bytes / 2 ** 20).toFixed(0)} MiB`
}
