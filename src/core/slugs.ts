import type { Group } from './group.ts'
import type { Reading } from './store.ts'

/** How long the part of a made slug may be that comes from the name. */
const slugNameMax = 100

/**
 * The slug that a name makes: small letters and digits of ASCII, with hyphens for what stands between them; marks above
 * and below letters are left out. Empty for a name without any.
 */
export function slugOfName(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}+/gu, '').toLowerCase()
  return plain.replaceAll(/[^a-z0-9]+/g, '-').slice(0, slugNameMax).replaceAll(/^-|-$/g, '')
}

/** The slug under which a group is shown: its own, or one of its name and number, which is made anew at each look. */
export function shownSlug({ slug, name, number }: Pick<Group, 'slug' | 'name' | 'number'>): string {
  return slug ?? numbered({ name, number })
}

/**
 * A slug for a new group that has been given none: made from its name, with its number behind it where another group
 * outside the trash has that already. Null where somebody has both.
 */
export async function freshSlug(
  tx: Reading,
  { name, number }: Pick<Group, 'name' | 'number'>,
): Promise<string | null> {
  const plain = slugOfName(name)
  for (const slug of [plain, numbered({ name, number })]) {
    if (slug !== '' && !await tx.group({ slug })) return slug
  }
  return null
}

function numbered({ name, number }: Pick<Group, 'name' | 'number'>): string {
  return `${slugOfName(name) || 'group'}-${number}`
}
