/** How dates are shown: in a zone (UTC where none is asked for), with or without its offset. */
export interface Zone {
  /** An IANA name. */
  readonly name: string
  readonly offset: boolean
}

/** The date of what has never happened. */
const NEVER = '0001-01-01T00:00:00'

/** The moments that a year of four digits can name; what lies outside is shown as the nearest of them. */
const firstMs = Date.parse('0001-01-02T00:00:00Z')
const lastMs = Date.parse('9999-12-30T23:59:59Z')

/** The numbers that the vendor's page gives; the others are documented nowhere. */
const CODE_OF_NUMBER: Readonly<Record<string, string>> = {
  1: 'UTC',
  36: 'AU-ACT',
  50: 'BD',
  114: 'CA-QC',
  140: 'DK',
  156: 'FR',
  261: 'NO',
  425: 'US-CA',
  433: 'US-HI',
  460: 'US-NY',
}

/**
 * The vendor names its zones after countries, and after states where a country has several. Where a state has two zones,
 * it is the one of most of its people.
 */
const CODES: Readonly<Record<string, string>> = {
  'UTC': 'UTC',
  'Europe/Oslo': 'NO SJ',
  'Europe/Stockholm': 'SE',
  'Europe/Copenhagen': 'DK',
  'Europe/Helsinki': 'FI AX',
  'Atlantic/Reykjavik': 'IS',
  'Atlantic/Faroe': 'FO',
  'Europe/London': 'GB UK',
  'Europe/Dublin': 'IE',
  'Europe/Berlin': 'DE',
  'Europe/Amsterdam': 'NL',
  'Europe/Brussels': 'BE',
  'Europe/Luxembourg': 'LU',
  'Europe/Paris': 'FR',
  'Europe/Zurich': 'CH',
  'Europe/Vaduz': 'LI',
  'Europe/Vienna': 'AT',
  'Europe/Madrid': 'ES',
  'Europe/Lisbon': 'PT',
  'Europe/Rome': 'IT',
  'Europe/Malta': 'MT',
  'Europe/Warsaw': 'PL',
  'Europe/Prague': 'CZ',
  'Europe/Bratislava': 'SK',
  'Europe/Budapest': 'HU',
  'Europe/Ljubljana': 'SI',
  'Europe/Zagreb': 'HR',
  'Europe/Sarajevo': 'BA',
  'Europe/Belgrade': 'RS',
  'Europe/Skopje': 'MK',
  'Europe/Bucharest': 'RO',
  'Europe/Sofia': 'BG',
  'Europe/Athens': 'GR',
  'Europe/Tallinn': 'EE',
  'Europe/Riga': 'LV',
  'Europe/Vilnius': 'LT',
  'Europe/Kyiv': 'UA',
  'Europe/Minsk': 'BY',
  'Europe/Istanbul': 'TR',
  'Asia/Nicosia': 'CY',
  'Asia/Jerusalem': 'IL',
  'Asia/Dubai': 'AE',
  'Asia/Riyadh': 'SA',
  'Asia/Kolkata': 'IN',
  'Asia/Karachi': 'PK',
  'Asia/Dhaka': 'BD',
  'Asia/Bangkok': 'TH',
  'Asia/Ho_Chi_Minh': 'VN',
  'Asia/Kuala_Lumpur': 'MY',
  'Asia/Singapore': 'SG',
  'Asia/Manila': 'PH',
  'Asia/Hong_Kong': 'HK',
  'Asia/Shanghai': 'CN',
  'Asia/Taipei': 'TW',
  'Asia/Tokyo': 'JP',
  'Asia/Seoul': 'KR',
  'Africa/Johannesburg': 'ZA',
  'Africa/Nairobi': 'KE',
  'Africa/Lagos': 'NG',
  'Africa/Cairo': 'EG',
  'Africa/Casablanca': 'MA',
  'Pacific/Auckland': 'NZ',
  'Australia/Sydney': 'AU-ACT AU-NSW',
  'Australia/Melbourne': 'AU-VIC',
  'Australia/Brisbane': 'AU-QLD',
  'Australia/Adelaide': 'AU-SA',
  'Australia/Darwin': 'AU-NT',
  'Australia/Perth': 'AU-WA',
  'Australia/Hobart': 'AU-TAS',
  'America/St_Johns': 'CA-NL',
  'America/Halifax': 'CA-NS CA-PE',
  'America/Moncton': 'CA-NB',
  'America/Toronto': 'CA-ON CA-QC',
  'America/Iqaluit': 'CA-NU',
  'America/Winnipeg': 'CA-MB',
  'America/Regina': 'CA-SK',
  'America/Edmonton': 'CA-AB CA-NT',
  'America/Vancouver': 'CA-BC',
  'America/Whitehorse': 'CA-YT',
  'America/New_York':
    'US-CT US-DC US-DE US-FL US-GA US-KY US-MA US-MD US-ME US-NC US-NH US-NJ US-NY US-OH US-PA ' +
    'US-RI US-SC US-VA US-VT US-WV',
  'America/Detroit': 'US-MI',
  'America/Indiana/Indianapolis': 'US-IN',
  'America/Chicago':
    'US-AL US-AR US-IA US-IL US-KS US-LA US-MN US-MO US-MS US-ND US-NE US-OK US-SD US-TN US-TX US-WI',
  'America/Denver': 'US-CO US-MT US-NM US-UT US-WY',
  'America/Boise': 'US-ID',
  'America/Phoenix': 'US-AZ',
  'America/Los_Angeles': 'US-CA US-NV US-OR US-WA',
  'America/Anchorage': 'US-AK',
  'Pacific/Honolulu': 'US-HI',
}

/** The IANA names of the vendor's codes. */
export const ZONES: ReadonlyMap<string, string> = new Map(
  Object.entries(CODES).flatMap(([name, codes]) => codes.split(' ').map((code) => [code, name])),
)

/**
 * What `SO-TimeZone` asks for: the vendor's code or number of a zone, or an IANA name, and `includeTZOffset` beside it or
 * alone. An unknown zone is ignored. spec/superoffice.md §2.4
 */
export function zoneOf(headers: Headers): Zone {
  const parts = (headers.get('so-timezone') ?? '').split(',').map((part) => part.trim())
  const isOffset = (part: string) => part.toLowerCase() === 'includetzoffset'
  const asked = parts.find((part) => part !== '' && !isOffset(part)) ?? ''
  return { name: zoneNamed(asked) ?? 'UTC', offset: parts.some(isOffset) }
}

/**
 * A date in ISO 8601, in whole seconds, as it is in the zone: `2022-12-29T14:28:27`, with the offset `+01:00` behind it
 * where it is asked for, which is `Z` in UTC. Null has the vendor's date of what never happened.
 */
export function encodeDate(ms: number | null, { name, offset }: Zone): string {
  if (ms === null) return NEVER
  const shownMs = Math.min(Math.max(ms, firstMs), lastMs)
  const date = Temporal.Instant.fromEpochMilliseconds(shownMs).toZonedDateTimeISO(name)
  const local = date.toPlainDateTime().toString({ smallestUnit: 'second' })
  if (!offset) return local
  return local + (name === 'UTC' ? 'Z' : date.offset.slice(0, 6))
}

function zoneNamed(asked: string): string | undefined {
  const code = Object.hasOwn(CODE_OF_NUMBER, asked) ? CODE_OF_NUMBER[asked]! : asked.toUpperCase()
  return ZONES.get(code) ?? (asked.includes('/') ? ianaName(asked) : undefined)
}

function ianaName(asked: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: asked }).resolvedOptions().timeZone
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
