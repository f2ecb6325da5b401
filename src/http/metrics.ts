import type { StoreStatistics } from '../core/store.ts'

/** What one request was. */
export interface Sample {
  readonly dialect: string
  readonly operation: string
  readonly status: number
  readonly seconds: number
}

/** Counts requests, and says so in Prometheus' text format. */
export interface Metrics {
  /** A request has come. */
  begin(): void
  /** It is answered. */
  end(sample: Sample): void
  text(store: StoreStatistics): string
}

/** Upper bounds of the latencies' buckets, in seconds. */
const BOUNDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10] as const

export function newMetrics(): Metrics {
  const series = new Map<string, Series>()
  let inFlight = 0
  return {
    begin() {
      inFlight++
    },
    end(sample) {
      inFlight--
      const labels = labelsOf(sample)
      let one = series.get(labels)
      if (one === undefined) series.set(labels, one = { count: 0, seconds: 0, buckets: BOUNDS.map(() => 0) })
      count(one, sample.seconds)
    },
    text(store) {
      const gauges = [
        { name: 'muster_requests_in_flight', type: 'gauge', value: inFlight },
        ...storeGauges(store),
      ]
      return [...requestLines(series), ...gauges.flatMap(gaugeLines), ''].join('\n')
    },
  }
}

/** The requests with the same labels. */
interface Series {
  count: number
  seconds: number
  /** How many took at most the bound of the same index, and more than the one before. */
  readonly buckets: number[]
}

interface Gauge {
  readonly name: string
  readonly type: string
  readonly value: number
}

function labelsOf({ dialect, operation, status }: Sample): string {
  return `dialect="${dialect}",operation="${operation}",status="${Math.floor(status / 100)}xx"`
}

function count(series: Series, seconds: number): void {
  series.count++
  series.seconds += seconds
  const at = BOUNDS.findIndex((bound) => seconds <= bound)
  if (at >= 0) series.buckets[at]!++
}

function requestLines(series: ReadonlyMap<string, Series>): string[] {
  const all = [...series]
  return [
    '# TYPE muster_requests_total counter',
    ...all.map(([labels, one]) => `muster_requests_total{${labels}} ${one.count}`),
    '# TYPE muster_request_seconds histogram',
    ...all.flatMap(([labels, one]) => histogramLines(labels, one)),
  ]
}

function histogramLines(labels: string, { count, seconds, buckets }: Series): string[] {
  let below = 0
  const lines = BOUNDS.map((bound, at) => {
    below += buckets[at]!
    return `muster_request_seconds_bucket{${labels},le="${bound}"} ${below}`
  })
  return [
    ...lines,
    `muster_request_seconds_bucket{${labels},le="+Inf"} ${count}`,
    `muster_request_seconds_sum{${labels}} ${seconds}`,
    `muster_request_seconds_count{${labels}} ${count}`,
  ]
}

function storeGauges(store: StoreStatistics): Gauge[] {
  return [
    { name: 'muster_store_queue', type: 'gauge', value: store.queue },
    { name: 'muster_store_commits_total', type: 'counter', value: store.commits },
    { name: 'muster_store_writes_total', type: 'counter', value: store.writes },
    { name: 'muster_database_bytes', type: 'gauge', value: store.bytes },
  ]
}

function gaugeLines({ name, type, value }: Gauge): string[] {
  return [`# TYPE ${name} ${type}`, `${name} ${value}`]
}
