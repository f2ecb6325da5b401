import { type Filling, type Histogram, newHistogram, record } from '../core/histogram.ts'
import type { StoreStatistics } from '../core/store.ts'
import { type Family, textOf } from './prometheus.ts'

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
const BOUNDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10]

export function newMetrics(): Metrics {
  const series = new Map<string, Series>()
  let inFlight = 0
  return {
    begin() {
      inFlight++
    },
    end(sample) {
      inFlight--
      const statusClass = Math.floor(sample.status / 100)
      const key = `${sample.dialect} ${sample.operation} ${statusClass}`
      let one = series.get(key)
      if (one === undefined) series.set(key, one = newSeries(sample, statusClass))
      record(one.seconds, sample.seconds)
    },
    text(store) {
      return textOf([
        ...requestFamilies([...series.values()], inFlight),
        ...storeFamilies(store),
        ...processFamilies(store),
      ])
    },
  }
}

/** The requests with the same labels. */
interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly seconds: Filling
}

function newSeries({ dialect, operation }: Sample, statusClass: number): Series {
  return { labels: { dialect, operation, status: `${statusClass}xx` }, seconds: newHistogram(BOUNDS) }
}

function requestFamilies(series: readonly Series[], inFlight: number): Family[] {
  return [
    {
      name: 'muster_requests_total',
      type: 'counter',
      help: 'Requests that were answered, by the class of their status.',
      samples: series.map(({ labels, seconds }) => ({ labels, value: seconds.count })),
    },
    {
      name: 'muster_request_seconds',
      type: 'histogram',
      help: 'How long requests took, from their head to the answer.',
      samples: series.map(({ labels, seconds }) => ({ labels, value: seconds })),
    },
    gauge('muster_requests_in_flight', 'Requests that are not answered yet.', inFlight),
  ]
}

function storeFamilies(store: StoreStatistics): Family[] {
  return [
    gauge('muster_store_queue', 'Writes that wait for their turn.', store.queue),
    counter('muster_store_commits_total', 'Commits that are on disk.', store.commits),
    counter('muster_store_writes_total', 'Writes that are on disk, or were refused by a rule.', store.writes),
    histogram('muster_store_commit_writes', 'How many writes shared a commit.', store.commitWrites),
    histogram(
      'muster_store_commit_seconds',
      'How long commits took, with their statements.',
      store.commitSeconds,
    ),
    gauge('muster_database_bytes', 'The size of the database with its log.', store.bytes),
    gauge(
      'muster_database_wal_bytes',
      "The size of the database's log of what is not in its file yet.",
      store.logBytes,
    ),
  ]
}

function processFamilies({ schema }: StoreStatistics): Family[] {
  const labels = { schema: String(schema), deno: Deno.version.deno }
  return [
    gauge('process_resident_memory_bytes', 'The memory of the process.', Deno.memoryUsage().rss),
    gauge(
      'process_start_time_seconds',
      'When the process started, since 1970.',
      performance.timeOrigin / 1000,
    ),
    gauge('muster_uptime_seconds', 'How long the process has run.', performance.now() / 1000),
    {
      name: 'muster_build_info',
      type: 'gauge',
      help: 'Always 1: the version of the database schema and of the runtime.',
      samples: [{ labels, value: 1 }],
    },
  ]
}

function gauge(name: string, help: string, value: number): Family {
  return { name, type: 'gauge', help, samples: [{ labels: {}, value }] }
}

function counter(name: string, help: string, value: number): Family {
  return { name, type: 'counter', help, samples: [{ labels: {}, value }] }
}

function histogram(name: string, help: string, value: Histogram): Family {
  return { name, type: 'histogram', help, samples: [{ labels: {}, value }] }
}
