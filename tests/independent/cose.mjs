// From the text of a code to the signed message inside: docs/formats.md, sections 2 to 4.

import { Buffer } from 'node:buffer'
import { inflateSync } from 'node:zlib'
import { decode, encode, rfc8949EncodeOptions, Tagged } from 'cborg'

export const CODE = { depth: 4, size: 8192 }
export const LIST = { depth: 6, size: 16 * 1024 * 1024 }
const STRICT = { strict: true, allowIndefinite: false, allowUndefined: false, rejectDuplicateMapKeys: true, useMaps: true }
const TAG_SIGN1 = 18
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u

/** Why something is refused, by its stable code. */
export class Refused extends Error {
  constructor(code, params = {}) {
    super(code)
    Object.assign(this, { code, params })
  }
}

export function requireThat(condition, code = 'CODE_DAMAGED', params = {}) {
  if (!condition) throw new Refused(code, params)
}

/** Whether a value is a text of at most so many bytes of UTF-8. */
export const isText = (limit) => (item) => typeof item === 'string' && Buffer.byteLength(item) <= limit

/** Deterministic CBOR: what is read must be what would be written. */
export function readCbor(bytes, limits = CODE, tags = undefined) {
  requireThat(bytes.length <= limits.size)
  let item
  try {
    item = decode(bytes, tags ? { ...STRICT, tags } : STRICT)
    requireThat(Buffer.from(encode(item, rfc8949EncodeOptions)).equals(bytes))
  } catch {
    throw new Refused('CODE_DAMAGED')
  }
  look(item instanceof Tagged ? item.value : item, limits.depth)
  return item
}

function look(item, depth) {
  if (typeof item === 'string') return requireThat(item.normalize('NFC') === item && !UNFIT.test(item))
  if (item instanceof Uint8Array || typeof item === 'bigint' || Number.isInteger(item)) return
  requireThat(depth > 0 && (Array.isArray(item) || item instanceof Map))
  if (item instanceof Map) requireThat([...item.keys()].every((key) => typeof key === 'bigint' || Number.isInteger(key)))
  for (const each of item.values()) look(each, depth - 1)
}

/** As it is written: deterministic. */
export const encodeCbor = (item) => encode(item, rfc8949EncodeOptions)

/** The parts of a COSE_Sign1, and the bytes that its signature covers. */
export function readSign1(message, limits = CODE) {
  requireThat(message[0] === 0xd2)
  const tagged = readCbor(message, limits, Tagged.preserve(TAG_SIGN1))
  const parts = tagged instanceof Tagged ? tagged.value : []
  requireThat(Array.isArray(parts) && parts.length === 4)
  const [protectedHeader, unprotected, payload, signature] = parts
  requireThat(unprotected instanceof Map && unprotected.size === 0)
  requireThat([protectedHeader, payload, signature].every((part) => part instanceof Uint8Array) && signature.length === 64)
  const header = readCbor(protectedHeader, limits)
  requireThat(header instanceof Map)
  const signed = encodeCbor(['Signature1', protectedHeader, new Uint8Array(0), payload])
  return { header, payload, signature, signed }
}

/** The message in the text of a code of this kind (the five letters before its version), and the kid in its header. */
export function readText(text, kind = 'XCERT') {
  const letters = text.replace(/[ \t\n\r\v\f]/g, '')
  requireThat(letters.slice(0, 5).toUpperCase() === kind, 'NOT_OUR_CODE')
  requireThat(/^[\x00-\x7f]*$/.test(letters))
  const version = letters.slice(5, 6).toUpperCase()
  requireThat(!/[CDEFGHIJKLNOPRSTUVX]/.test(version), 'CODE_NEWER')
  requireThat(version === 'B')
  requireThat(letters.length <= 1600, 'CODE_TOO_LONG', { limit: 1600 })
  const message = readSign1(inflate(fromBase32(letters.slice(6).toUpperCase())))
  const kid = message.header.get(4)
  requireThat(message.header.size === 2 && message.header.get(1) === -7)
  requireThat(kid instanceof Uint8Array && kid.length === 8)
  return { ...message, kid: Buffer.from(kid).toString('hex') }
}

function fromBase32(letters) {
  requireThat(/^[A-Z2-7]+$/.test(letters))
  let bits = 0n
  for (const letter of letters) bits = (bits << 5n) | BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter))
  const spare = (letters.length * 5) % 8
  requireThat(spare < 5 && (bits & ((1n << BigInt(spare)) - 1n)) === 0n)
  const length = (letters.length * 5 - spare) / 8
  return Buffer.from((bits >> BigInt(spare)).toString(16).padStart(length * 2, '0'), 'hex')
}

function inflate(compressed) {
  requireThat(compressed[0] === 0x78)
  try {
    const { buffer, engine } = inflateSync(compressed, { maxOutputLength: 8192, info: true })
    requireThat(engine.bytesWritten === compressed.length)
    return buffer
  } catch {
    throw new Refused('CODE_DAMAGED')
  }
}

/** What a judge answers. */
export function verdict(outcome, colour, reasons, claims = null) {
  return { outcome, colour, reasons: reasons.map(([code, params = {}]) => ({ code, params })), claims, contact: null }
}
