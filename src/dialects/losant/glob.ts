import { fold } from '../../core/text.ts'

/**
 * Whether a text as a whole matches a pattern of the vendor's simple filter, without case: `*` stands for any characters, `?`
 * for one. The time is at most the product of the two lengths, whatever the pattern. spec/losant.md §8.3
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = [...fold(pattern)]
  const given = [...fold(text)]
  let [at, star, tried] = [0, -1, 0]
  for (let place = 0; place < given.length;) {
    if (wanted[at] === '*') {
      star = at++
      tried = place
    } else if (wanted[at] === '?' || wanted[at] === given[place]) {
      at++
      place++
    } else if (star >= 0) {
      at = star + 1
      place = ++tried
    } else return false
  }
  return wanted.slice(at).every((one) => one === '*')
}
