// The text of a code, and the signed message inside (docs/formats.md, 3 and 4).

import { Refusal } from './bytes.js'
import * as cbor from './cbor.js'

const LONGEST = 1600
const LARGEST = 8192
const VERSIONS = 'BCDEFGHIJKLNOPRSTUVX'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
export const CODE_PREFIX = 'XCERT'
export const PICTURE_PREFIX = 'XCPIC'
export const TAG_PREFIX = 'XCTAG'
export const TEST_PREFIX = 'XCTES'
export const RECEIPT_PREFIX = 'XCRCP' // of customs
export const CHECKPOINT_PREFIX = 'XCCHK' // of an office's journal
export const LIST_PREFIX = 'XCLST' // a printed bulletin

const damaged = () => {
  throw new Refusal('CODE_DAMAGED')
}

/** The five letters that say which of our codes a text is; of any other text its first five. */
export const kindOf = (text) => text.replace(/[ \t\n\r\v\f]/g, '').slice(0, CODE_PREFIX.length).toUpperCase()

/** The message in a text. Refusals NOT_OUR_CODE, CODE_NEWER, CODE_TOO_LONG, CODE_DAMAGED. */
export async function fromText(text, prefix = CODE_PREFIX) {
  const body = text.replace(/[ \t\n\r\v\f]/g, '')
  // Not by toUpperCase alone: it would make letters of ours out of others ("ı" becomes "I").
  if (body.slice(0, prefix.length).toUpperCase() !== prefix) throw new Refusal('NOT_OUR_CODE')
  if (/[^\x00-\x7f]/.test(body)) damaged()
  const version = body.slice(prefix.length, prefix.length + 1).toUpperCase()
  if (version !== 'B') {
    if (version && VERSIONS.includes(version)) throw new Refusal('CODE_NEWER')
    damaged()
  }
  if (body.length > LONGEST) throw new Refusal('CODE_TOO_LONG', { limit: LONGEST })
  return parse(await inflate(fromBase32(body.slice(prefix.length + 1).toUpperCase())))
}

function fromBase32(letters) {
  const spare = (letters.length * 5) % 8
  if (!letters || spare >= 5) damaged()
  const bytes = new Uint8Array((letters.length * 5 - spare) / 8)
  let bits = 0
  let kept = 0
  let at = 0
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) damaged()
    bits = (bits << 5) | value
    kept += 5
    if (kept >= 8) {
      kept -= 8
      bytes[at++] = bits >> kept
      bits &= (1 << kept) - 1
    }
  }
  if (bits !== 0) damaged() // the unused last bits
  return bytes
}

/** What zlib made small: the stream ends where the bytes end, and no more than 8192 come out. */
async function inflate(bytes) {
  if (bytes[0] !== 0x78) damaged()
  // Not every engine refuses bytes behind the stream; but a stream that ends here is not whole without its last byte.
  const message = await inflated(bytes)
  if (message === null || (await inflated(bytes.subarray(0, -1))) !== null) damaged()
  return message
}

async function inflated(bytes) {
  const message = new Uint8Array(LARGEST)
  let length = 0
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (length + part.value.length > LARGEST) {
        await reader.cancel()
        return null
      }
      message.set(part.value, length)
      length += part.value.length
    }
  } catch {
    return null
  }
  return message.subarray(0, length)
}

/** The parts of a COSE_Sign1, its shape checked and its signature not. Refusal CODE_DAMAGED. */
export function parse(message, limits = cbor.CODE) {
  if (message[0] !== 0xd2) damaged()
  const parts = cbor.decode(message.subarray(1), limits)
  if (!Array.isArray(parts) || parts.length !== 4) damaged()
  const [protectedHeader, unprotected, payload, signature] = parts
  if (!(unprotected instanceof Map) || unprotected.size !== 0) damaged()
  if (![protectedHeader, payload, signature].every((part) => part instanceof Uint8Array)) damaged()
  if (signature.length !== 64) damaged()
  const header = cbor.decode(protectedHeader, limits)
  if (!(header instanceof Map)) damaged()
  return { header, payload, signature, signed: cbor.toBeSigned(protectedHeader, payload) }
}

/** The kid of a code, whose header is exactly {1: -7, 4: kid}. Refusal CODE_DAMAGED. */
export function kidOf({ header }) {
  const kid = header.get(4)
  if (header.size !== 2 || header.get(1) !== -7 || !(kid instanceof Uint8Array) || kid.length !== 8) damaged()
  return kid
}
