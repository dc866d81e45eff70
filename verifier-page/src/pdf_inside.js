// What may be inside a signed certificate (docs/document.md, 3): only parts that the program itself makes, each led to,
// none that acts by itself or shows one thing now and another later. The rules of certapp/document/verdict.py and shape.py.

import { NotGenuine, isName, isReference, isStream, readPdf } from './pdf_objects.js'

const set = (words) => new Set(words.split(' ').map((word) => `/${word}`))
const TRAILER = set('Size Root Info ID Prev')
const CATALOGUE = set('Type Pages AcroForm AF Names Metadata Lang ViewerPreferences Perms MarkInfo StructTreeRoot OutputIntents')
const FORM = set('Fields SigFlags')
const PAGE = set('Type Parent MediaBox Resources Contents Annots StructParents Tabs')
const WIDGET = set('Type Subtype FT T TU F Rect P AP V StructParent')
const NOWHERE = set('AA Alternates Encrypt FFilter JS NeedAppearances OC OCProperties OPI OpenAction PS Properties RF Ref URI XFA')
const REVISIONS = 2
const DEEPEST = 20
const MOST_FILES = 2000
const LARGEST_RECORD = 16 << 20
const FIELD = 'Signature'
const RECORD = 'record.cbor'

/**
 * Judge a file whose signature holds over every byte. text: a character for each byte; range: its four numbers, contents:
 * the digits' bytes. Answers the record in it, null where there is none. Refusal NotGenuine.
 */
export async function recordInside(bytes, text, range, contents) {
  try {
    const pdf = readPdf(text)
    if (pdf.trailers.length !== REVISIONS) throw new NotGenuine('PDF_EXTENDED') // as drawn, and as signed
    const root = mapping(pdf, pdf.trailers[0].get('/Root'))
    checkSignature(pdf, root, range, contents)
    checkObjects(pdf)
    const record = checkContent(pdf, root).get(RECORD)
    return record ? await unpacked(bytes, pdf, record) : null
  } catch (error) {
    throw error instanceof NotGenuine ? error : new NotGenuine('PDF_DAMAGED')
  }
}

/** One certification in our own field, which allows no change, and it is the one that holds. */
function checkSignature(pdf, root, range, contents) {
  const form = mapping(pdf, root.get('/AcroForm'))
  const signed = list(pdf, form.get('/Fields')).map((field) => mapping(pdf, field)).filter((field) => field.get('/FT') === '/Sig' && field.has('/V'))
  if (signed.length === 0) throw new NotGenuine('PDF_CHANGED')
  if (signed.length > 1) throw new NotGenuine('PDF_EXTENDED')
  const [field] = signed
  const signature = mapping(pdf, field.get('/V'))
  const said = list(pdf, signature.get('/ByteRange'))
  if (said.length !== 4 || said.some((number, n) => number !== range[n])) throw new NotGenuine('PDF_CHANGED')
  const digits = pdf.get(signature.get('/Contents'))?.string
  if (digits !== String.fromCharCode.apply(null, contents)) throw new NotGenuine('PDF_CHANGED')
  const permissions = mapping(pdf, root.get('/Perms'))
  const certifying = list(pdf, signature.get('/Reference')).map((each) => mapping(pdf, each))
  const fits =
    signature.get('/Type') === '/Sig' &&
    signature.get('/Filter') === '/Adobe.PPKLite' &&
    signature.get('/SubFilter') === '/ETSI.CAdES.detached' &&
    pdf.get(field.get('/T'))?.string === FIELD &&
    certifying.length === 1 &&
    certifying[0].get('/TransformMethod') === '/DocMDP' &&
    mapping(pdf, certifying[0].get('/TransformParams')).get('/P') === 1 &&
    permissions.size === 1 &&
    isReference(permissions.get('/DocMDP')) &&
    permissions.get('/DocMDP').number === field.get('/V').number
  if (!fits) throw new NotGenuine('PDF_SIGNATURE_KIND')
}

/** No object that nothing leads to, and nowhere a key that certificates do not have. */
function checkObjects({ trailers, listed, objects }) {
  for (const trailer of trailers) allowOnly(trailer, TRAILER)
  const refers = new Map()
  for (const [number, object] of [...objects].sort(([one], [other]) => one - other)) refers.set(number, namedIn(object))
  const reached = new Set()
  const waiting = [...namedIn(trailers[0])]
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (reached.has(number)) continue
    reached.add(number)
    for (const each of refers.get(number) ?? []) waiting.push(each)
  }
  const [unused] = [...listed].filter((number) => !reached.has(number)).sort((one, other) => one - other)
  if (unused !== undefined) throw new NotGenuine('PDF_FOREIGN_CONTENT', { part: `${unused} 0 obj` })
}

/** The numbers of the objects that one object names. Refusal for a key that may be nowhere. */
function namedIn(object) {
  const found = new Set()
  const waiting = [object]
  if (isStream(object)) {
    if (object.dict.has('/F')) throw new NotGenuine('PDF_FOREIGN_CONTENT', { part: '/F' })
    waiting[0] = object.dict
  }
  while (waiting.length) {
    const item = waiting.pop()
    if (isName(item) && NOWHERE.has(item)) throw new NotGenuine('PDF_FOREIGN_CONTENT', { part: item })
    if (isReference(item)) found.add(item.number)
    else if (Array.isArray(item)) for (const each of [...item].reverse()) waiting.push(each)
    else if (item instanceof Map) for (const [key, value] of [...item].sort(byKey)) waiting.push(value, key)
  }
  return found
}

const byKey = ([one], [other]) => (one < other ? 1 : -1) // the last first: what is put down last is taken up first

/** Only parts that the program makes: no scripts, other fields, layers or files. Answers the files by name. */
function checkContent(pdf, root) {
  allowOnly(root, CATALOGUE)
  const form = mapping(pdf, root.get('/AcroForm'))
  allowOnly(form, FORM)
  const fields = list(pdf, form.get('/Fields'))
  if (fields.length !== 1 || !isReference(fields[0])) throw new NotGenuine('PDF_FOREIGN_CONTENT', { part: '/Fields' })
  allowOnly(mapping(pdf, fields[0]), WIDGET)
  for (const page of pagesOf(pdf, mapping(pdf, root.get('/Pages')))) {
    allowOnly(page, PAGE)
    for (const note of page.has('/Annots') ? list(pdf, page.get('/Annots')) : []) {
      if (note.number !== fields[0].number) throw new NotGenuine('PDF_FOREIGN_CONTENT', { part: '/Annots' })
    }
  }
  return filesIn(pdf, root)
}

function pagesOf(pdf, node, depth = DEEPEST) {
  if (depth === 0) throw new NotGenuine('PDF_DAMAGED')
  return list(pdf, node.get('/Kids')).flatMap((each) => {
    const child = mapping(pdf, each)
    return child.get('/Type') === '/Pages' ? pagesOf(pdf, child, depth - 1) : [child]
  })
}

/** The associated files of the document, which must be all the files in it. */
function filesIn(pdf, root) {
  const foreign = () => {
    throw new NotGenuine('PDF_FOREIGN_CONTENT', { part: '/EmbeddedFiles' })
  }
  const numbered = (references) => references.map((each) => (isReference(each) ? each.number : foreign()))
  const associated = numbered(root.has('/AF') ? list(pdf, root.get('/AF')) : [])
  const names = root.has('/Names') ? mapping(pdf, root.get('/Names')) : new Map()
  allowOnly(names, set('EmbeddedFiles'))
  const named = names.has('/EmbeddedFiles') ? numbered(namedFiles(pdf, mapping(pdf, names.get('/EmbeddedFiles')))) : []
  if (associated.length > MOST_FILES || [...named].sort().join() !== [...associated].sort().join()) foreign()
  const files = new Map()
  for (const number of associated) {
    const specification = mapping(pdf, { number })
    const stream = pdf.get(mapping(pdf, specification.get('/EF')).get('/F'))
    const name = pdf.get(specification.get('/UF'))?.string
    if (!isStream(stream) || name === undefined || files.has(name)) foreign()
    files.set(name, stream)
  }
  return files
}

function namedFiles(pdf, node, depth = DEEPEST) {
  if (depth === 0) throw new NotGenuine('PDF_DAMAGED')
  const leaves = node.has('/Names') ? list(pdf, node.get('/Names')) : []
  const children = node.has('/Kids') ? list(pdf, node.get('/Kids')) : []
  return [...leaves.filter((_, n) => n % 2), ...children.flatMap((each) => namedFiles(pdf, mapping(pdf, each), depth - 1))]
}

/** What a stream holds: as it is, or compressed by zlib, and no more than a record may have. */
async function unpacked(bytes, pdf, { dict, start, end }) {
  const filters = [dict.get('/Filter') ?? []].flat()
  if (dict.has('/DecodeParms') || filters.some((each) => each !== '/FlateDecode') || filters.length > 1) {
    throw new NotGenuine('PDF_DAMAGED')
  }
  const data = bytes.subarray(start, end)
  if (!filters.length) return data
  const parts = []
  let size = 0
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length
    if (size > LARGEST_RECORD) {
      await reader.cancel()
      throw new NotGenuine('PDF_DAMAGED')
    }
    parts.push(part.value)
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

function allowOnly(dictionary, keys) {
  for (const key of dictionary.keys()) if (!keys.has(key)) throw new NotGenuine('PDF_FOREIGN_CONTENT', { part: key })
}

function mapping(pdf, item) {
  const found = pdf.get(item)
  return found instanceof Map ? found : broken()
}

function list(pdf, item) {
  const found = pdf.get(item)
  return Array.isArray(found) ? found : broken()
}

const broken = () => {
  throw new NotGenuine('PDF_DAMAGED')
}
