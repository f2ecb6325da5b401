interface Range {
  readonly type: string
  readonly quality: number
}

/** How much the caller likes each type, from 0 for not at all to 1: the quality of the most specific range that covers it. */
export type Qualities = (type: string) => number

/**
 * The qualities in an `Accept` header. Parameters such as a charset do not count, and a quality that cannot be read is 1;
 * among ranges for the same types the best one counts.
 */
export function decodeAccept(accept: string): Qualities {
  const ranges = accept.split(',').map(decodeRange)
  return (type) => {
    const family = type.slice(0, type.indexOf('/')) + '/*'
    for (const wanted of [type, family, '*/*']) {
      const matching = ranges.filter((range) => range.type === wanted)
      if (matching.length > 0) return matching.reduce((best, { quality }) => Math.max(best, quality), 0)
    }
    return 0
  }
}

function decodeRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((one) => one.startsWith('q='))
  return { type, quality: quality === undefined ? 1 : decodeQuality(quality.slice(2)) }
}

function decodeQuality(text: string): number {
  return /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/.test(text) ? Number(text) : 1
}
