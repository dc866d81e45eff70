// The code on an object's tag (docs/formats.md, 4): judged by the rules for a certificate, and no certificate.

import { Refusal } from './bytes.js'

const MOST = 10_000
const LAST_DAY = 2_932_896
const LAST_SECOND = 253_402_300_799

/** What a tag says, as much like a certificate's claims as its rules need. Refusal CODE_DAMAGED. */
export function readTag(outer) {
  const want = (condition) => {
    if (!condition) throw new Refusal('CODE_DAMAGED')
  }
  const has = (map, keys) => map instanceof Map && map.size === keys.length && keys.every((key) => map.has(key))
  want(has(outer, [1, 4, 6, 7, -65545]))
  const inner = outer.get(-65545)
  want(has(inner, [1, 2, 3, 4, 5, 6, 7]))
  const whole = (item, least, most) => typeof item === 'number' && item >= least && item <= most
  const text = (item, limit) => typeof item === 'string' && new TextEncoder().encode(item).length <= limit
  const bytes = (item, length) => item instanceof Uint8Array && item.length === length
  const [number, object, count, issuedOn, type, title, digest] = [1, 2, 3, 4, 5, 6, 7].map((key) => inner.get(key))
  want(/^[A-Z]{2}$/.test(outer.get(1)) && whole(outer.get(4), 0, LAST_SECOND) && whole(outer.get(6), 0, LAST_SECOND))
  want(bytes(outer.get(7), 8) && text(number, 32) && whole(object, 1, MOST) && whole(count, object, MOST))
  want(whole(issuedOn, 0, LAST_DAY) && text(type, 24) && text(title, 48) && bytes(digest, 8))
  return {
    issuer: outer.get(1),
    expires: outer.get(4),
    issuedAt: outer.get(6),
    id: outer.get(7),
    number,
    object,
    objectCount: count,
    issuedOn,
    type,
    title,
    digest,
    unknown: 0,
  }
}

/** The verdict on a tag, of one that was reached as for a certificate: it has no claims, and says that it is a tag. */
export function asTag(verdict) {
  const tag = verdict.claims
  if (!tag) return { ...verdict, tag: null }
  const { number, object, objectCount: count } = tag
  const reasons = verdict.reasons.map((reason) =>
    reason.code === 'COMPARE' ? { code: 'TAG_COMPARE', params: { number, object, count } } : reason,
  )
  return { ...verdict, reasons, claims: null, tag }
}

/** Whether a tag whose signer is believed belongs to the certificate of these claims. */
export function belongsTo(tag, claims) {
  const begins = tag.digest.every((byte, place) => claims.recordDigest[place] === byte)
  const same = tag.issuer === claims.issuer && tag.number === claims.number && tag.objectCount === claims.objectCount
  return same && begins && tag.id.every((byte, place) => claims.id[place] === byte)
}
