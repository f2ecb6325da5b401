import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * The form in which numbers are compared: E.164 where the number can be read, else its digits with a leading `+` if it
 * had one. `country` (ISO 3166, two letters) reads numbers that are written without a country.
 */
export function phoneKey(text: string, country?: string): string {
  const plain = text.trim().replace(/^00/, '+')
  const parsed = parsePhoneNumberFromString(plain, countryOf(country))
  if (parsed) return parsed.number
  return (plain.startsWith('+') ? '+' : '') + plain.replace(/\D/g, '')
}

/** Whether numbers of this country (ISO 3166, two capital letters) can be read. */
export function isCountry(text: string): boolean {
  return isSupportedCountry(text)
}

function countryOf(country: string | undefined): CountryCode | undefined {
  return country !== undefined && isSupportedCountry(country) ? country : undefined
}
