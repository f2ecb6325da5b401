import type { Detailed } from '../../core/details.ts'
import type { Extras, Group, GroupFields } from '../../core/group.ts'
import { sameJson } from '../../core/json.ts'
import { shownSlug } from '../../core/slugs.ts'
import type { Body } from './decode.ts'
import { fieldOf, textOf } from './decode.ts'
import type { Fault } from './envelope.ts'
import { decodeField, type FieldKind } from './fields.ts'
import { DEFAULT } from './resource.ts'

/** What may be written of a group. spec/enterprise-hive.md §4.2 */
export interface HiveFields {
  readonly name: string
  readonly slug: string
  readonly private: boolean
  readonly premium: boolean
  readonly invisibleInGroupListModule: boolean
  readonly description: string
  readonly logoUrl: string
  readonly logoAltText: string
  readonly logoLinkUrl: string
  readonly logoVisible: boolean
  readonly thumbUrl: string
  readonly thumbAltText: string
  readonly favIconUrl: string
  readonly typeId: number
  readonly postVoteControlVisible: boolean
  readonly postTweetControlVisible: boolean
  readonly postShareControlVisible: boolean
  readonly postStatusVisible: boolean
}

/** A group as this vendor writes it. */
export interface HiveGroup extends HiveFields {
  /** Null for one that was never saved. */
  readonly id: string | null
  readonly type: 'group'
  readonly typeName: string
  readonly url: string
  readonly accessWarnings: readonly []
}

/** How each field is read, in the order in which faults are told. */
const KINDS = {
  name: 'name',
  slug: 'slug',
  private: 'flag',
  premium: 'flag',
  invisibleInGroupListModule: 'flag',
  description: 'html',
  logoUrl: 'text',
  logoAltText: 'text',
  logoLinkUrl: 'text',
  logoVisible: 'flag',
  thumbUrl: 'text',
  thumbAltText: 'text',
  favIconUrl: 'text',
  typeId: 'type',
  postVoteControlVisible: 'flag',
  postTweetControlVisible: 'flag',
  postShareControlVisible: 'flag',
  postStatusVisible: 'flag',
} as const satisfies Record<keyof HiveFields, FieldKind>

const KEYS = Object.keys(KINDS) as (keyof HiveFields)[]

/** The fields that only this vendor knows, with what they are where nothing is kept. */
const OWN = {
  private: false,
  premium: false,
  invisibleInGroupListModule: false,
  logoUrl: '',
  logoAltText: '',
  logoLinkUrl: '',
  logoVisible: false,
  thumbUrl: '',
  thumbAltText: '',
  favIconUrl: '',
  postVoteControlVisible: false,
  postTweetControlVisible: false,
  postShareControlVisible: false,
  postStatusVisible: false,
} as const satisfies Partial<HiveFields>

/** The group as it is shown; `origin` is where the server is asked. */
export function toWire({ group, details }: Detailed, origin: string): HiveGroup {
  return wireOf(shownOf(group), { id: group.uuid, typeName: (details.type ?? DEFAULT).name, origin })
}

/** The fields as a record, of a group that is there or was refused. */
export function wireOf(
  fields: HiveFields,
  { id, typeName, origin }: {
    readonly id: string | null
    readonly typeName: string
    readonly origin: string
  },
): HiveGroup {
  const url = fields.slug === '' ? '' : `${origin}/${encodeURIComponent(fields.slug.toWellFormed())}`
  return { id, type: 'group', ...fields, typeName, url, accessWarnings: [] }
}

/** What may be written, of a group as it is shown. */
export function shownOf(group: Group): HiveFields {
  const own = ownOf(group.extras)
  return {
    name: group.name,
    slug: shownSlug(group),
    private: own.private,
    premium: own.premium,
    invisibleInGroupListModule: own.invisibleInGroupListModule,
    description: group.description ?? '',
    logoUrl: own.logoUrl,
    logoAltText: own.logoAltText,
    logoLinkUrl: own.logoLinkUrl,
    logoVisible: own.logoVisible,
    thumbUrl: own.thumbUrl,
    thumbAltText: own.thumbAltText,
    favIconUrl: own.favIconUrl,
    typeId: group.type ?? DEFAULT.number,
    postVoteControlVisible: own.postVoteControlVisible,
    postTweetControlVisible: own.postTweetControlVisible,
    postShareControlVisible: own.postShareControlVisible,
    postStatusVisible: own.postStatusVisible,
  }
}

type OwnFields = Pick<HiveFields, keyof typeof OWN>

/** What is kept for this vendor; what is of another type than it should be is as if it were not there. */
function ownOf({ hive = {} }: Extras): OwnFields {
  const kept = Object.entries(OWN).map(([key, absent]) => {
    const value = Object.hasOwn(hive, key) ? hive[key] : absent
    return [key, typeof value === typeof absent ? value : absent]
  })
  return Object.fromEntries(kept) as OwnFields
}

/** A group that is not there yet. */
export const BLANK: HiveFields = { name: '', slug: '', description: '', typeId: DEFAULT.number, ...OWN }

/** What a body makes of a group: the record, what of it is another than was shown, and what is wrong. */
export interface GroupDraft {
  readonly fields: HiveFields
  readonly changed: Partial<HiveFields>
  readonly faults: readonly Fault[]
}

/**
 * A body over what is shown; what it does not name stays as it is, and what equals the shown value is no change, whatever
 * the limits say of it. spec/enterprise-hive.md §5 E6, E7
 */
export function decodeGroup(body: Body, shown: HiveFields): GroupDraft {
  const changed: Record<string, unknown> = {}
  const rejected: Record<string, unknown> = {}
  const faults: Fault[] = []
  for (const key of KEYS) {
    const sent = fieldOf(body, key)
    if (sent === undefined || isShown(sent, shown[key], body)) continue
    const { value, fault } = decodeField(key, KINDS[key], sent, body)
    if (fault !== undefined) {
      faults.push({ key, value: textOf(typeof value === 'string' ? value : sent), message: fault })
      if (value !== undefined) rejected[key] = value
    } else if (value !== shown[key]) changed[key] = value
  }
  const fields = { ...shown, ...changed, ...rejected }
  const isNameless = fields.name === '' && !faults.some(({ key }) => key === 'name')
  return {
    fields,
    changed,
    faults: isNameless ? [{ key: 'name', value: '', message: 'Name cannot be blank' }, ...faults] : faults,
  }
}

function isShown(sent: unknown, shown: unknown, { isForm }: Body): boolean {
  return sameJson(sent, isForm ? String(shown) : shown)
}

/** The core's fields that a draft changes. */
export function fromWire(
  { name, slug, description, typeId, ...own }: Partial<HiveFields>,
  { extras }: Pick<Group, 'extras'>,
): Partial<GroupFields> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(slug === undefined ? {} : { slug: slug || null }),
    ...(description === undefined ? {} : { description: description || null }),
    ...(typeId === undefined ? {} : { type: typeId === DEFAULT.number ? null : typeId }),
    ...(Object.keys(own).length === 0 ? {} : { extras: extrasOf(extras, own) }),
  }
}

/** What is as if it were not there is not kept. An empty bag is no bag. */
function extrasOf({ hive, ...others }: Extras, own: Partial<OwnFields>): Extras {
  const merged = Object.entries({ ...hive, ...own })
  const bag = Object.fromEntries(merged.filter(([key, value]) => Reflect.get(OWN, key) !== value))
  return Object.keys(bag).length === 0 ? others : { ...others, hive: bag }
}

/** The faults in the order of the fields. */
export function inOrder(faults: readonly Fault[]): Fault[] {
  const order: readonly string[] = KEYS
  return faults.toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key))
}
