// The objects of a PDF (ISO 32000-1, 7.3 and 7.5) as far as a signed certificate needs: plain tables, plain objects. A
// file that is written otherwise, or holds an object that cannot be read, is refused as a whole.
//
// Names are strings with their slash, strings {string}, references {number}, dictionaries Map, streams {dict, start, end}.

const SPACE = /(?:[\0\t\n\f\r ]+|%[^\r\n]*)*/y
const NAME = /\/([^\0\t\n\f\r ()<>[\]{}/%]*)/y
const HEX = /<([0-9A-Fa-f\0\t\n\f\r ]*)>/y
const NUMBER = /[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?![^\0\t\n\f\r ()<>[\]{}/%])/y
const REFERENCE = /([0-9]{1,10})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y
const WORD = /(true|false|null)(?![^\0\t\n\f\r ()<>[\]{}/%])/y
const OBJECT = /([0-9]{1,10})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+obj(?![^\0\t\n\f\r ()<>[\]{}/%])/y
const TABLE = /xref[ ]*\r?\n/y
const ROWS = /([0-9]{1,10}) ([0-9]{1,10})[ ]*\r?\n/y
const ROW = /([0-9]{10}) ([0-9]{5}) ([nf])(?: \r| \n|\r\n)/y
const START = /startxref[\r\n]+([0-9]{1,10})[\r\n]+%%EOF[\r\n]*$/
const STREAM = /[\0\t\n\f\r ]*stream(?:\r\n|\n)/y
const STREAM_END = /\s*endstream[\0\t\n\f\r ]+endobj/y
const OBJECT_END = /endobj(?![^\0\t\n\f\r ()<>[\]{}/%])/y
const DEEPEST = 50
const MOST_OBJECTS = 1_000_000
const REVISIONS = 2

/** Why a file is not one of ours: code and parameters of the reason. */
export class NotGenuine extends Error {
  constructor(code, params = {}) {
    super(code)
    this.code = code
    this.params = params
  }
}

const damaged = () => {
  throw new NotGenuine('PDF_DAMAGED')
}

export const isName = (item) => typeof item === 'string'
export const isReference = (item) => typeof item === 'object' && item !== null && 'number' in item
export const isStream = (item) => typeof item === 'object' && item !== null && 'dict' in item

/** The objects of a file (a character for each byte): {trailers, listed, objects, get}. Refusal NotGenuine. */
export function readPdf(text) {
  const start = START.exec(text.slice(-1024))
  const places = new Map()
  const listed = new Set()
  const trailers = []
  for (let at = start ? Number(start[1]) : damaged(); at !== undefined; ) {
    if (trailers.length === REVISIONS) throw new NotGenuine('PDF_EXTENDED') // as drawn, and as signed: no more
    const { rows, trailer } = table(text, at)
    trailers.push(trailer)
    for (const [number, place] of rows) {
      if (place !== null) listed.add(number)
      if (!places.has(number)) places.set(number, place)
    }
    at = trailer.get('/Prev')
    if (at !== undefined && !Number.isInteger(at)) damaged()
  }
  const objects = new Map()
  let end = 0
  for (const [number, place] of [...places].filter(([, place]) => place !== null).sort((one, other) => one[1] - other[1])) {
    if (place < end) damaged() // no object lies inside another
    const object = objectAt(text, place, number, places)
    objects.set(number, object.value)
    end = object.end
  }
  const get = (item) => {
    if (!isReference(item)) return item
    const found = objects.get(item.number)
    return found === undefined || isReference(found) ? damaged() : found // none points to another reference
  }
  return { trailers, listed, objects, get }
}

/** A table of places and its trailer; a number twice in one table is damage. */
function table(text, at) {
  let place = after(TABLE, text, at)
  if (place === null) throw new NotGenuine('PDF_FOREIGN_CONTENT', { part: '/XRef' }) // a table inside a stream
  const rows = new Map()
  for (let heading = matched(ROWS, text, place); heading; heading = matched(ROWS, text, place)) {
    place = ROWS.lastIndex
    const [first, count] = [Number(heading[1]), Number(heading[2])]
    if (rows.size + count > MOST_OBJECTS) damaged()
    for (let n = 0; n < count; n += 1) {
      const row = matched(ROW, text, place) ?? damaged()
      place = ROW.lastIndex
      if (rows.has(first + n)) damaged()
      rows.set(first + n, row[3] === 'n' ? Number(row[1]) : null)
    }
  }
  const reader = new Reader(text, place)
  reader.skip()
  if (!text.startsWith('trailer', reader.at)) damaged()
  reader.at += 'trailer'.length
  const trailer = reader.value()
  return { rows, trailer: trailer instanceof Map ? trailer : damaged() }
}

function objectAt(text, place, number, places) {
  const heading = matched(OBJECT, text, place)
  if (!heading || Number(heading[1]) !== number) damaged()
  const reader = new Reader(text, OBJECT.lastIndex)
  const value = reader.value()
  const start = after(STREAM, text, reader.at)
  if (start === null || !(value instanceof Map)) {
    reader.skip()
    return { value, end: after(OBJECT_END, text, reader.at) ?? damaged() }
  }
  let length = value.get('/Length')
  if (isReference(length)) length = wholeAt(text, places.get(length.number), length.number)
  if (!Number.isInteger(length) || length < 0) damaged()
  const end = after(STREAM_END, text, start + length) ?? damaged()
  return { value: { dict: value, start, end: start + length }, end }
}

/** A length that is an object by itself. */
function wholeAt(text, place, number) {
  const heading = place === undefined || place === null ? damaged() : matched(OBJECT, text, place)
  return heading && Number(heading[1]) === number ? new Reader(text, OBJECT.lastIndex).value() : damaged()
}

function matched(pattern, text, at) {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** The place behind what stands here, null where it does not stand here. */
const after = (pattern, text, at) => (matched(pattern, text, at) ? pattern.lastIndex : null)

class Reader {
  constructor(text, at) {
    this.text = text
    this.at = at
  }

  skip() {
    this.at = after(SPACE, this.text, this.at)
  }

  value(depth = DEEPEST) {
    this.skip()
    if (depth === 0) damaged()
    const { text, at } = this
    if (text.startsWith('<<', at)) return this.dictionary(depth)
    if (text[at] === '(') return this.literal()
    if (text[at] === '[') return this.array(depth)
    let found = matched(REFERENCE, text, at)
    if (found) return this.taken(REFERENCE, { number: Number(found[1]) })
    if ((found = matched(NUMBER, text, at))) return this.taken(NUMBER, Number(found[0]))
    if ((found = matched(NAME, text, at))) return this.taken(NAME, plainName(found[1]))
    if ((found = matched(WORD, text, at))) return this.taken(WORD, { true: true, false: false, null: null }[found[1]])
    if ((found = matched(HEX, text, at))) return this.taken(HEX, { string: fromDigits(found[1]) })
    return damaged()
  }

  taken(pattern, value) {
    this.at = pattern.lastIndex
    return value
  }

  array(depth) {
    const found = []
    this.at += 1
    for (this.skip(); this.text[this.at] !== ']'; this.skip()) found.push(this.value(depth - 1))
    this.at += 1
    return found
  }

  dictionary(depth) {
    const found = new Map()
    this.at += 2
    for (this.skip(); !this.text.startsWith('>>', this.at); this.skip()) {
      const key = this.value(depth - 1)
      if (!isName(key) || found.has(key)) damaged()
      found.set(key, this.value(depth - 1))
    }
    this.at += 2
    return found
  }

  literal() {
    const from = this.at + 1
    let open = 1
    let at = from
    for (; open > 0; at += 1) {
      const letter = this.text[at]
      if (letter === undefined) damaged()
      if (letter === '\\') at += 1
      else if (letter === '(') open += 1
      else if (letter === ')') open -= 1
    }
    this.at = at
    return { string: unescaped(this.text.slice(from, at - 1)) }
  }
}

const plainName = (written) => `/${written.replace(/#([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)))}`

function fromDigits(written) {
  const digits = written.replace(/[^0-9A-Fa-f]/g, '')
  return (digits.length % 2 ? `${digits}0` : digits).replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)))
}

const ESCAPED = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '\n': '', '\r': '', '\r\n': '' }
const unescaped = (written) =>
  written.replace(/\\(\r\n|[0-7]{1,3}|[^])/g, (_, letter) =>
    /^[0-7]/.test(letter) ? String.fromCharCode(parseInt(letter, 8) & 255) : (ESCAPED[letter] ?? letter),
  )
