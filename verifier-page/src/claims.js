// What a code says of a certificate (docs/formats.md, 4.5): strictly, and as JSON.

import { hex, Refusal } from './bytes.js'

const CERTIFICATE = -65537
const LAST_DAY = 2_932_896
const LAST_SECOND = 253_402_300_799
const OUTER = new Set([1, 4, 6, 7, CERTIFICATE])
const INNER = new Set([...Array.from({ length: 13 }, (_, n) => n + 1), 16])
const COLUMNS = [['type', 24], ['title', 48], ['materials', 32], ['measurements', 24], ['maker', 32], ['date', 20]]
const TEMPORARY = 2

const damaged = () => {
  throw new Refusal('CODE_DAMAGED')
}
const utf8 = new TextEncoder()

/** The country that a payload names, needed before its signature can be checked. */
export function countryOf(payload) {
  return country(payload instanceof Map ? payload.get(1) : undefined)
}

/** The claims in a decoded payload. Refusals CODE_NEWER, CODE_DAMAGED. */
export function readClaims(outer) {
  if (!(outer instanceof Map)) damaged()
  const inner = outer.get(CERTIFICATE)
  if (!(inner instanceof Map)) damaged()
  let unknown = unknownKeys(outer, OUTER) + unknownKeys(inner, INNER)
  const rows = inner.get(9)
  if (!Array.isArray(rows) || rows.length < 1 || rows.length > 10) damaged()
  const count = whole(inner.get(8), LAST_SECOND)
  const kind = inner.get(4)
  if (count < rows.length || (kind !== 1 && kind !== TEMPORARY)) damaged()
  if (kind === TEMPORARY && !inner.has(12)) damaged()
  const optional = (key, read) => (inner.has(key) ? read(inner.get(key)) : null)
  const day = (item) => whole(item, LAST_DAY)
  const number = (item) => text(item, 32)
  const objects = rows.map((row) => {
    if (!Array.isArray(row) || row.length === 0) damaged()
    unknown += Math.max(0, row.length - COLUMNS.length - 1)
    return readObject(row)
  })
  return {
    issuer: country(outer.get(1)),
    expires: whole(outer.get(4), LAST_SECOND),
    issuedAt: whole(outer.get(6), LAST_SECOND),
    id: bytes(outer.get(7), 8),
    number: number(inner.get(1)),
    issuedOn: day(inner.get(2)),
    validUntil: day(inner.get(3)),
    temporary: kind === TEMPORARY,
    owner: party(inner.get(5)),
    consignee: party(inner.get(6)),
    destination: country(inner.get(7)),
    objectCount: count,
    objects,
    recordDigest: bytes(inner.get(10), 32),
    applicant: optional(11, party),
    returnBy: optional(12, day),
    replaces: optional(13, number),
    second: optional(16, second),
    unknown,
  }
}

function unknownKeys(found, known) {
  const unknown = [...found.keys()].filter((key) => !known.has(key))
  if (unknown.some((key) => key < 0)) throw new Refusal('CODE_NEWER')
  if (unknown.some((key) => key > 23)) damaged()
  return unknown.length
}

function text(item, limit) {
  if (typeof item !== 'string' || utf8.encode(item).length > limit) damaged()
  return item
}

function country(item) {
  if (typeof item !== 'string' || !/^[A-Z]{2}$/.test(item)) damaged()
  return item
}

function bytes(item, length) {
  if (!(item instanceof Uint8Array) || item.length !== length) damaged()
  return item
}

function whole(item, largest) {
  if (typeof item !== 'number' || item < 0 || item > largest) damaged()
  return item
}

function party(item) {
  if (!Array.isArray(item) || item.length !== 2) damaged()
  return { name: text(item[0], 60), country: country(item[1]) }
}

function second(item) {
  if (!Array.isArray(item) || item.length !== 2) damaged()
  return { kid: bytes(item[0], 8), signature: bytes(item[1], 64) }
}

function readObject(row) {
  const found = {}
  COLUMNS.forEach(([name, limit], n) => {
    const said = n < row.length ? text(row[n], limit) : ''
    if (said) found[name] = said
  })
  if (row.length > COLUMNS.length) {
    const tariff = row[COLUMNS.length]
    if ((typeof tariff !== 'number' && typeof tariff !== 'bigint') || tariff < 0) damaged()
    found.hs = tariff
  }
  return found
}

export const isoDay = (days) => new Date(days * 86_400_000).toISOString().slice(0, 10)
export const isoDayOf = (seconds) => isoDay(Math.floor(seconds / 86400))
const isoTime = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00')

/** The same in the form of `certapp verify --json`. */
export function claimsJson(claims) {
  const found = {
    issuer: claims.issuer,
    number: claims.number,
    id: hex(claims.id),
    kind: claims.temporary ? 'temporary' : 'permanent',
    issued_on: isoDay(claims.issuedOn),
    valid_until: isoDay(claims.validUntil),
    return_by: claims.returnBy === null ? null : isoDay(claims.returnBy),
    issued_at: isoTime(claims.issuedAt),
    expires: isoTime(claims.expires),
    owner: claims.owner,
    applicant: claims.applicant,
    consignee: claims.consignee,
    destination: claims.destination,
    object_count: claims.objectCount,
    objects: claims.objects,
    record_digest: hex(claims.recordDigest),
    replaces: claims.replaces,
    unknown_fields: claims.unknown,
    approved_with: claims.second && hex(claims.second.kid),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null))
}
