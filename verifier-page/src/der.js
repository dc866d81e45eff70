// DER (X.690), as much of it as certificates and revocation lists need: definite, shortest lengths only.

import { Refusal } from './bytes.js'

export const SEQUENCE = 0x30
export const SET = 0x31
export const INTEGER = 0x02
export const BIT_STRING = 0x03
export const OCTET_STRING = 0x04
export const OID = 0x06
export const BOOLEAN = 0x01

export const broken = () => {
  throw new Refusal('CERTIFICATE_DAMAGED')
}

/** One value: its tag, its content, and the whole of it with its head. */
export function read(bytes, at = 0) {
  const tag = bytes[at]
  let length = bytes[at + 1]
  let start = at + 2
  if (length === undefined || (tag & 0x1f) === 0x1f) broken()
  if (length >= 0x80) {
    const width = length & 0x7f
    if (width < 1 || width > 3) broken()
    length = 0
    for (let n = 0; n < width; n += 1) length = length * 256 + (bytes[start + n] ?? broken())
    if (length < 0x80 || length < 256 ** (width - 1)) broken()
    start += width
  }
  const end = start + length
  if (end > bytes.length) broken()
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end), end }
}

/** The one value that `bytes` are, of this tag. */
export function only(bytes, tag) {
  const found = read(bytes)
  if (found.tag !== tag || found.end !== bytes.length) broken()
  return found
}

/** The values inside one of these. */
export function inside(content) {
  const found = []
  for (let at = 0; at < content.length; ) {
    const value = read(content, at)
    found.push(value)
    at = value.end
  }
  return found
}

/** The value at a place, which must have this tag. */
export function expect(value, tag) {
  if (value === undefined || value.tag !== tag) broken()
  return value
}

/** Seconds since 1970 of a UTCTime or GeneralizedTime. */
export function time(value) {
  const text = String.fromCharCode(...value.content)
  let found = null
  if (value.tag === 0x17) found = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (value.tag === 0x18) found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d*[1-9])?Z$/.exec(text)
  if (!found) broken()
  let [year, ...rest] = found.slice(1).map(Number)
  if (value.tag === 0x17) year += year < 50 ? 2000 : 1900
  const [month, ...others] = rest
  return Date.UTC(year, month - 1, ...others) / 1000
}

/** An object identifier in dots, as the content bytes of its DER. */
export function oid(dotted) {
  const [first, second, ...rest] = dotted.split('.').map(BigInt)
  const bytes = []
  for (const arc of [first * 40n + second, ...rest]) {
    const groups = [Number(arc & 127n)]
    for (let left = arc >> 7n; left > 0n; left >>= 7n) groups.unshift(Number(left & 127n) | 128)
    bytes.push(...groups)
  }
  return Uint8Array.from(bytes)
}

/** A signature in DER (two integers) as r || s, each of `size` bytes: 32 on P-256. */
export function rawSignature(der, size = 32) {
  const parts = inside(only(der, SEQUENCE).content)
  if (parts.length !== 2) broken()
  const raw = new Uint8Array(2 * size)
  parts.forEach((part, n) => {
    let digits = expect(part, INTEGER).content
    if (digits.length === 0 || digits[0] & 0x80) broken()
    if (digits[0] === 0 && digits.length > 1) {
      if (!(digits[1] & 0x80)) broken()
      digits = digits.subarray(1)
    }
    if (digits.length > size) broken()
    raw.set(digits, size * (n + 1) - digits.length)
  })
  return raw
}
