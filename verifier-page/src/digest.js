// The register digest: which numbers a country has ever given out (docs/formats.md, 6).

import { Refusal, concat, sha256 } from './bytes.js'
import * as cbor from './cbor.js'
import { STATUS_SIGNING, readCertificate, standsAt, verifies } from './certificate.js'
import { ascending, place } from './columns.js'
import { parse } from './text.js'

const DIGEST = -65540
const LAST_DAY = 2_932_896
const LAST_SECOND = 253_402_300_799
const MOST_YEARS = 400
const NUMBER = /^([A-Z]{2})-[0-9]{4}-([0-9A-Z]{2})-[0-9]{6}-[0-9A-Z]$/

/** A digest whose signature is good under one of `anchors`. Refusals DIGEST_DAMAGED, _NEWER, _SIGNATURE. */
export async function readDigest(data, anchors) {
  const want = (condition) => {
    if (!condition) throw new Refusal('DIGEST_DAMAGED')
  }
  let message, outer, signer
  try {
    message = parse(data, cbor.LIST)
    outer = cbor.decode(message.payload, cbor.LIST)
    signer = await readCertificate(message.header.get(33))
  } catch {
    want(false)
  }
  want(message.header.size === 2 && message.header.get(1) === -7 && outer instanceof Map)
  const inner = outer.get(DIGEST)
  want(inner instanceof Map)
  const negative = [...outer.keys()].some((key) => key < 0 && key !== DIGEST) || [...inner.keys()].some((key) => key < 0)
  if (negative) throw new Refusal('DIGEST_NEWER')
  const [country, madeAt] = [outer.get(1), outer.get(6)]
  const [completeTo, offices, older, years, dated = null] = [1, 2, 3, 4, 5].map((key) => inner.get(key))
  const whole = (item, most) => typeof item === 'number' && item >= 0 && item <= most
  want(typeof country === 'string' && whole(madeAt, LAST_SECOND) && whole(completeTo, LAST_DAY) && whole(older, 1))
  want(Array.isArray(offices) && offices.every((office) => typeof office === 'string' && /^[0-9A-Z]{2}$/.test(office)))
  want(dated === null || isPeriod(dated))
  want(Array.isArray(years) && years.length <= MOST_YEARS && years.every(isYear))
  want(years.every(([year], n) => n === 0 || years[n - 1][0] < year))
  for (const { ca, crl } of anchors) {
    if (
      signer.country === country &&
      (await standsAt(signer, ca, STATUS_SIGNING, madeAt)) &&
      !crl?.revoked.has(signer.number) &&
      (await verifies(signer, message.signature, message.signed))
    ) {
      return { country, madeAt, completeTo, offices, older: older === 1, dated, years }
    }
  }
  throw new Refusal('DIGEST_SIGNATURE', { country })
}

function isYear(row) {
  const [year, salt, hashes] = Array.isArray(row) && row.length === 3 ? row : []
  const bytes = salt instanceof Uint8Array && salt.length === 16 && hashes instanceof Uint8Array
  return bytes && typeof year === 'number' && year >= 0 && year <= 9999 && ascending(hashes, 8)
}

/** First and last day, which may lie before 1970. */
const isPeriod = (days) =>
  Array.isArray(days) && days.length === 2 && days.every((day) => typeof day === 'number' && Math.abs(day) <= LAST_DAY) && days[0] <= days[1]

/** Whether a certificate with this number, issued on that day (since 1970), was never given out. */
export const rulesOut = async (digest, number, issuedOn) =>
  issuedOn <= digest.completeTo && covers(digest, number) && !(await holds(digest, number))

/** Whether the digest would hold this number, had it been given out. issuedOn: the day on an older paper, or null. */
export function covers(digest, number, issuedOn = null) {
  const parts = NUMBER.exec(number)
  if (parts) return parts[1] === digest.country && digest.offices.includes(parts[2])
  const isDated = issuedOn !== null && digest.dated !== null && digest.dated[0] <= issuedOn && issuedOn <= digest.dated[1]
  return digest.older || isDated
}

/** Whether this number was given out, in whichever year (null); else in that one, or in one that is not known. */
export async function holds(digest, number, year = null) {
  const bare = [...number.normalize('NFKC').toUpperCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter)).join('')
  for (const [of, salt, hashes] of digest.years) {
    if (year !== null && of !== 0 && of !== year) continue
    const hash = (await sha256(concat(salt, new TextEncoder().encode(bare)))).subarray(0, 8)
    if (place(hashes, 8, hash) >= 0) return true
  }
  return false
}
