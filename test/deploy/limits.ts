import { type Source, sources } from './sources.ts'

/** A number in the sources that bounds something: a constant of a module whose name ends as style demands. */
export interface Limit {
  readonly path: string
  readonly name: string
  readonly value: number
}

const CONSTANT = /^(?:export )?const (\w+) = ([\w ()*+-]+)$/gm
const LIMIT = /(?:Max|Min|Ms|Rows|Seconds)$/

/** Every named limit of the program. */
export async function limits(): Promise<Limit[]> {
  const constants = (await sources()).flatMap(constantsIn)
  const values = new Map(constants.map(({ name, text }) => [name, text]))
  return constants.filter(({ name }) => LIMIT.test(name)).map(({ path, name, text }) => ({
    path,
    name,
    value: valueOf(text, values),
  })).filter(({ value }) => !Number.isNaN(value))
}

function constantsIn({ path, text }: Source) {
  return [...text.matchAll(CONSTANT)].map(([, name = '', value = '']) => ({ path, name, text: value }))
}

/** The value of a sum or difference of products of numbers and names; NaN for anything else. */
function valueOf(text: string, values: ReadonlyMap<string, string>): number {
  const [first = '', ...rest] = text.split(/ (?=[+-] )/)
  const sum = rest.map((term) => Number(`${term[0]}1`) * productOf(term.slice(2), values))
  return sum.reduce((total, term) => total + term, productOf(first, values))
}

function productOf(text: string, values: ReadonlyMap<string, string>): number {
  return text.split(' * ').map((factor) => {
    const named = values.get(factor)
    return named === undefined ? Number(factor.replaceAll('_', '')) : valueOf(named, values)
  }).reduce((product, factor) => product * factor, 1)
}
