import type { Histogram } from '../core/histogram.ts'

/** One metric by all of its labels, in Prometheus' text format 0.0.4. */
export type Family =
  | Named & { readonly type: 'counter' | 'gauge'; readonly samples: readonly Labelled<number>[] }
  | Named & { readonly type: 'histogram'; readonly samples: readonly Labelled<Histogram>[] }

interface Named {
  readonly name: string
  readonly help: string
}

interface Labelled<T> {
  readonly labels: Labels
  readonly value: T
}

type Labels = Readonly<Record<string, string>>

/** The families as text, each with its help and type. Those of which there is nothing yet are told too. */
export function textOf(families: readonly Family[]): string {
  return [...families.flatMap(linesOf), ''].join('\n')
}

function linesOf(family: Family): string[] {
  const { name, help, type } = family
  const head = [
    `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
    `# TYPE ${name} ${type}`,
  ]
  switch (family.type) {
    case 'counter':
    case 'gauge':
      return [...head, ...family.samples.map(({ labels, value }) => line(name, labels, value))]
    case 'histogram':
      return [...head, ...family.samples.flatMap(({ labels, value }) => histogramLines(name, labels, value))]
  }
}

/** Each bucket counts what is in those before it, too. */
function histogramLines(name: string, labels: Labels, { bounds, buckets, count, sum }: Histogram): string[] {
  let below = 0
  return [
    ...bounds.map((bound, at) => {
      below += buckets[at] ?? 0
      return line(`${name}_bucket`, { ...labels, le: String(bound) }, below)
    }),
    line(`${name}_bucket`, { ...labels, le: '+Inf' }, count),
    line(`${name}_sum`, labels, sum),
    line(`${name}_count`, labels, count),
  ]
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`)
  return pairs.length === 0 ? `${name} ${value}` : `${name}{${pairs.join(',')}} ${value}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
