/** How often values were how large. */
export interface Histogram {
  /** Upper bounds, rising. */
  readonly bounds: readonly number[]
  /** How many values were at most the bound of the same index, and more than the one before. */
  readonly buckets: readonly number[]
  readonly count: number
  readonly sum: number
}

/** A histogram that is being filled. */
export interface Filling extends Histogram {
  readonly buckets: number[]
  count: number
  sum: number
}

export function newHistogram(bounds: readonly number[]): Filling {
  return { bounds, buckets: bounds.map(() => 0), count: 0, sum: 0 }
}

/** Counts one value. */
export function record(histogram: Filling, value: number): void {
  const { bounds, buckets } = histogram
  histogram.count++
  histogram.sum += value
  let at = 0
  while (at < bounds.length && value > bounds[at]!) at++
  if (at < bounds.length) buckets[at]!++
}

/** What several histograms with the same bounds have counted together. */
export function together(bounds: readonly number[], histograms: readonly Histogram[]): Histogram {
  const all = newHistogram(bounds)
  for (const { buckets, count, sum } of histograms) {
    buckets.forEach((bucket, at) => {
      all.buckets[at]! += bucket
    })
    all.count += count
    all.sum += sum
  }
  return all
}
