// Deterministic CBOR (docs/formats.md, 2): reads what has exactly one encoding, and nothing else.
// Integers are numbers, or BigInt beyond 2^53; maps are Map.

import { concat, Refusal } from './bytes.js'

export const CODE = { depth: 4, size: 8192 }
export const LIST = { depth: 6, size: 16 << 20 }
export const RECORD = { depth: 12, size: 16 << 20, ofRecord: true } // text keys, booleans, line feeds and tabs, too
const FALSE = 0xf4
const MOST_ITEMS = 100_000
const LEAST = { 1: 24, 2: 1 << 8, 4: 1 << 16, 8: 2 ** 32 }
// Control characters, and those that turn the writing direction or set a piece of it off.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

const damaged = () => {
  throw new Refusal('CODE_DAMAGED')
}

/** Whether a text may stand in what is signed: composed, and without characters that hide or turn what is shown. */
export const acceptable = (text) => !FORBIDDEN.test(text) && text.normalize('NFC') === text

/** The value whose encoding is exactly `data`. Refusal CODE_DAMAGED. */
export function decode(data, limits = CODE) {
  if (data.length > limits.size) damaged()
  const reader = new Reader(data, limits.ofRecord)
  const item = reader.item(limits.depth)
  if (reader.at !== data.length) damaged()
  return item
}

class Reader {
  constructor(data, ofRecord = false) {
    this.data = data
    this.ofRecord = ofRecord
    this.view = new DataView(data.buffer, data.byteOffset, data.length)
    this.at = 0
    this.items = MOST_ITEMS
    this.utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  }

  item(depth) {
    if (this.at >= this.data.length) damaged()
    const first = this.data[this.at]
    const major = first >> 5
    if (this.ofRecord && (first === FALSE || first === FALSE + 1)) {
      this.at += 1
      return first !== FALSE
    }
    if (major > 5) damaged() // tags, floats, null and the like
    const value = this.argument(first & 0x1f)
    switch (major) {
      case 0:
        return value
      case 1:
        return typeof value === 'bigint' || value === Number.MAX_SAFE_INTEGER ? -1n - BigInt(value) : -1 - value
      case 2:
        return this.take(value)
      case 3:
        return this.text(value)
      case 4:
        this.open(value, depth)
        return Array.from({ length: value }, () => this.item(depth - 1))
      default:
        this.open(2 * Number(value), depth)
        return this.map(value, depth - 1)
    }
  }

  argument(info) {
    this.at += 1
    if (info < 24) return info
    if (info > 27) damaged() // open-ended or reserved
    const width = 1 << (info - 24)
    const start = this.at
    this.take(width)
    const value =
      width === 8 ? this.view.getBigUint64(start)
      : width === 4 ? this.view.getUint32(start)
      : width === 2 ? this.view.getUint16(start)
      : this.data[start]
    if (value < LEAST[width]) damaged() // not the shortest way
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
  }

  take(length) {
    if (length > this.data.length - this.at) damaged()
    this.at += length
    return this.data.subarray(this.at - length, this.at)
  }

  text(length) {
    let text
    try {
      text = this.utf8.decode(this.take(length))
    } catch {
      damaged()
    }
    if (!acceptable(this.ofRecord ? text.replace(/[\n\t]/g, ' ') : text)) damaged()
    return text
  }

  open(items, depth) {
    this.items -= Number(items)
    if (depth === 0 || this.items < 0) damaged()
  }

  map(pairs, depth) {
    const found = new Map()
    let previous = new Uint8Array(0)
    for (let n = 0; n < pairs; n += 1) {
      const start = this.at
      const kind = this.data[start] >> 5
      if (kind > 1 && !(this.ofRecord && kind === 3)) damaged() // keys are integers
      const key = this.item(0)
      const written = this.data.subarray(start, this.at)
      if (!ascends(previous, written)) damaged()
      previous = written
      found.set(key, this.item(depth))
    }
    return found
  }
}

function ascends(one, other) {
  const length = Math.min(one.length, other.length)
  for (let n = 0; n < length; n += 1) if (one[n] !== other[n]) return one[n] < other[n]
  return one.length < other.length
}

/** The head of a value: its kind, and its number or length. */
function head(major, length) {
  if (length < 24) return [(major << 5) | Number(length)]
  if (length < 1 << 8) return [(major << 5) | 24, Number(length)]
  const width = length < 1 << 16 ? 2 : length < 2 ** 32 ? 4 : 8
  const bytes = Array.from({ length: width }, (_, n) => Number((BigInt(length) >> BigInt(8 * (width - 1 - n))) & 255n))
  return [(major << 5) | { 2: 25, 4: 26, 8: 27 }[width], ...bytes]
}

/** What `decode` reads, as bytes again. Maps must have their keys in order, as those that were read have. */
export function encode(item) {
  if (item instanceof Uint8Array) return concat(head(2, item.length), item)
  if (typeof item === 'string') {
    const text = new TextEncoder().encode(item)
    return concat(head(3, text.length), text)
  }
  if (Array.isArray(item)) return concat(head(4, item.length), ...item.map(encode))
  if (item instanceof Map) return concat(head(5, item.size), ...[...item].flat().map(encode))
  return Uint8Array.from(item < 0 ? head(1, -1n - BigInt(item)) : head(0, item))
}

/** ["Signature1", protected, h'', payload] as deterministic CBOR: the bytes that are signed. */
export function toBeSigned(protectedHeader, payload) {
  const context = new TextEncoder().encode('Signature1')
  const wrapped = [protectedHeader, new Uint8Array(0), payload].flatMap((part) => [head(2, part.length), part])
  return concat([0x84, ...head(3, context.length)], context, ...wrapped)
}
