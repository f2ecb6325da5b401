/** The first `max` UTF-16 units of a text, without half of a pair at the end. */
export function cutUnits(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** Ids in lower case; of equal ones the first stays. spec/losant.md §6.2 */
export function distinctIds(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))]
}
