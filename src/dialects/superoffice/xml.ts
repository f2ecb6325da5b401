import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { DirectoryError, invalid } from '../../core/error.ts'
import { jsonDepthMax } from '../../http/body.ts'

/** What an XML body may hold. Elements that a shape does not name are ignored, and so are names of an array's items. */
export type Shape = 'scalar' | { readonly object: Readonly<Record<string, Shape>> } | {
  readonly array: Shape
}

/** How deep elements may lie in one another. */
export const xmlDepthMax = jsonDepthMax

/** The shape of an object that has only scalars, which is what most entities are. */
export function scalars(...names: readonly string[]): Shape {
  return { object: Object.fromEntries(names.map((name) => [name, 'scalar'])) }
}

const INSTANCE = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'

/** The properties that are dictionaries to the vendor: their keys are no names of elements. */
const DICTIONARIES = ['FieldProperties', '_Links', 'Messages']

/**
 * A body as XML: the root is the entity's type (`ListEntity`, `ArrayOfListEntity`, `ArrayOfString`), the properties stand in
 * the order of the object, null is `i:nil`, dictionaries are repeated `KeyValue`s. What XML 1.0 cannot hold, such as most
 * control characters, becomes U+FFFD: a client could read none of the answer otherwise. spec/superoffice.md §2.3
 */
export function encodeXml(value: unknown, root: string): string {
  const type = root === 'ArrayOfString' ? 'string' : root.replace(/^ArrayOf/, '')
  return '<?xml version="1.0" encoding="utf-8"?>' +
    element({ name: root, value, type, attributes: ` ${INSTANCE}` })
}

/**
 * An XML body as the JSON of the same shape, its scalars as texts: children in any order, names without case and without
 * namespaces, the last of equal ones wins, the root's name free. Throws `invalid` for what is not well-formed, nested
 * deeper than `xmlDepthMax`, or has a document type: no entity but XML's own five is ever expanded.
 */
export function decodeXml(text: string, shape: Shape): unknown {
  refuseDeclarations(text)
  if (XMLValidator.validate(text) !== true) throw unreadable('the body is not well-formed XML')
  const roots = parsed(text).filter(isElement)
  const [root] = roots
  if (!root || roots.length > 1) throw unreadable('an XML body has one root element')
  return decodeElement(root, shape)
}

interface Encoded {
  readonly name: string
  readonly value: unknown
  /** The type of the entity that the element is or belongs to: arrays below hold the like. */
  readonly type: string
  readonly attributes?: string
}

function element({ name, value, type, attributes = '' }: Encoded): string {
  if (value === null) return `<${name}${attributes} i:nil="true"/>`
  const inner = contentOf(name, value, type)
  return inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`
}

function contentOf(name: string, value: unknown, type: string): string {
  if (Array.isArray(value)) {
    return value.map((item) => element({ name: itemName(item, type), value: item, type })).join('')
  }
  if (typeof value !== 'object' || value === null) return encodeText(String(value))
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  if (DICTIONARIES.includes(name) || !members.every(([key]) => isName(key))) {
    return members.map((member) => keyValue(member, type)).join('')
  }
  return members.map(([key, member]) => element({ name: key, value: member, type })).join('')
}

function keyValue([key, value]: [string, unknown], type: string): string {
  return `<KeyValue><Key>${encodeText(key)}</Key>${element({ name: 'Value', value, type })}</KeyValue>`
}

/** .NET names the elements of an array after their type. */
function itemName(item: unknown, type: string): string {
  switch (typeof item) {
    case 'string':
      return 'string'
    case 'number':
      return 'int'
    case 'boolean':
      return 'boolean'
    default:
      return type
  }
}

function isName(text: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(text)
}

/** What no XML 1.0 document may hold, not even as a reference. */
const ILLEGAL = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** A carriage return is written as a reference, for a reader takes it away elsewhere. */
function encodeText(text: string): string {
  return text
    .replace(ILLEGAL, '\uFFFD')
    .replace(/[&<>\r]/g, (character) => REFERENCES[character] ?? character)
}

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  maxNestedTags: xmlDepthMax,
})

/** A node as the parser gives it: one key, its name, and beside it the attributes. */
type Node = Readonly<Record<string, unknown>>

const ATTRIBUTES = ':@'

/** Comments and CDATA are the only things that begin with `<!` here: no document type, so no entity of one's own. */
function refuseDeclarations(text: string): void {
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at)) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined
    if (end === undefined) throw unreadable('an XML body may have no document type')
    at = text.indexOf(end, at + 4)
    if (at < 0) throw unreadable('the body is not well-formed XML')
  }
}

function parsed(text: string): readonly Node[] {
  try {
    return nodesOf(PARSER.parse(text))
  } catch (cause) {
    throw unreadable('the body cannot be read as XML', cause)
  }
}

function decodeElement(node: Node, shape: Shape): unknown {
  if (isNil(node)) return null
  const children = nodesOf(node[nameOf(node)])
  if (shape === 'scalar') return textOf(children, nameOf(node))
  const elements = children.filter(isElement)
  if ('array' in shape) return elements.map((child) => decodeElement(child, shape.array))
  const shapes = new Map(
    Object.entries(shape.object).map(([name, below]) => [name.toLowerCase(), { name, below }]),
  )
  return Object.fromEntries(elements.flatMap((child) => {
    const known = shapes.get(nameOf(child).toLowerCase())
    return known ? [[known.name, decodeElement(child, known.below)]] : []
  }))
}

function textOf(children: readonly Node[], field: string): string {
  return children.map((child) => {
    const name = nameOf(child)
    if (name === '#cdata') return nodesOf(child[name]).map((one) => String(one['#text'])).join('')
    if (name === '#text') return decodeReferences(String(child[name]))
    if (name.startsWith('?')) return ''
    throw invalid(field, 'type')
  }).join('')
}

function decodeReferences(text: string): string {
  return text.replace(/&([^;&]*);/g, (_, name: string) => {
    const character = ENTITIES.get(name) ?? characterOf(name)
    if (character === undefined) throw unreadable(`the XML entity '${name}' is not known`)
    return character
  })
}

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }),
)

function characterOf(name: string): string | undefined {
  const [, decimal, hex] = /^#(?:(\d{1,7})|x([\da-fA-F]{1,6}))$/.exec(name) ?? []
  const code = decimal !== undefined ? Number(decimal) : parseInt(hex ?? '', 16)
  const character = code <= 0x10FFFF ? String.fromCodePoint(code) : undefined
  return character?.replace(ILLEGAL, '') || undefined
}

function isNil(node: Node): boolean {
  const attributes = node[ATTRIBUTES]
  if (typeof attributes !== 'object' || attributes === null) return false
  const nil = Reflect.get(attributes, 'nil')
  return nil === 'true' || nil === '1'
}

function isElement(node: Node): boolean {
  return !/^[#?]/.test(nameOf(node))
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '#text'
}

function nodesOf(nodes: unknown): readonly Node[] {
  return Array.isArray(nodes) ? nodes : []
}

function unreadable(message: string, cause?: unknown): DirectoryError {
  return new DirectoryError('invalid', message, { violations: [{ field: '', rule: 'format' }], cause })
}
