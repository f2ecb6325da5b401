/**
 * The text without white space at its ends: what Unicode's property White_Space has, as the vendor's platform trims. The
 * language's own `trim` differs in two characters: it keeps U+0085 and takes U+FEFF away. spec/enterprise-hive.md §6
 */
export function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const ALONE = new Set([0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000])

function isSpace(code: number): boolean {
  return code >= 0x09 && code <= 0x0d || code >= 0x2000 && code <= 0x200a || ALONE.has(code)
}
