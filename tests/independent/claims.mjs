// What a payload says: docs/formats.md, section 4.5, in the form of section 9.

import { Buffer } from 'node:buffer'
import { encodeCbor, isText, requireThat, Refused } from './cose.mjs'

const CERTIFICATE_CLAIM = -65537
const LAST_DAY = 2932896
const LAST_SECOND = 253402300799
const COLUMNS = [['type', 24], ['title', 48], ['materials', 32], ['measurements', 24], ['maker', 32], ['date', 20]]

const isInteger = (item, least, most) => (typeof item === 'bigint' || Number.isInteger(item)) && item >= least && item <= most
const isCountry = (item) => typeof item === 'string' && /^[A-Z]{2}$/.test(item)
const isBytes = (length) => (item) => item instanceof Uint8Array && item.length === length
const isDay = (item) => isInteger(item, 0, LAST_DAY)
const isTime = (item) => isInteger(item, 0, LAST_SECOND)
const isSecond = (item) => Array.isArray(item) && item.length === 2 && isBytes(8)(item[0]) && isBytes(64)(item[1])
const isParty = (item) => Array.isArray(item) && item.length === 2 && isText(60)(item[0]) && isCountry(item[1])

const day = (days) => new Date(Number(days) * 86400000).toISOString().slice(0, 10)
const moment = (seconds) => new Date(Number(seconds) * 1000).toISOString().replace('.000Z', '+00:00')
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const party = ([name, country]) => ({ name, country })
const asItIs = (item) => item

// Key: [name, what it must be, how it is shown, whether it may be missing]
const OUTER = {
  1: ['issuer', isCountry, asItIs],
  4: ['expires', isTime, moment],
  6: ['issued_at', isTime, moment],
  7: ['id', isBytes(8), hex],
}
const INNER = {
  1: ['number', isText(32), asItIs],
  2: ['issued_on', isDay, day],
  3: ['valid_until', isDay, day],
  4: ['kind', (item) => item === 1 || item === 2, (item) => (item === 1 ? 'permanent' : 'temporary')],
  5: ['owner', isParty, party],
  6: ['consignee', isParty, party],
  7: ['destination', isCountry, asItIs],
  8: ['object_count', (item) => isInteger(item, 1, LAST_SECOND), asItIs],
  9: ['objects', areObjects, (rows) => rows.map(shownObject)],
  10: ['record_digest', isBytes(32), hex],
  11: ['applicant', isParty, party, true],
  12: ['return_by', isDay, day, true],
  13: ['replaces', isText(32), asItIs, true],
  16: ['approved_with', isSecond, ([kid]) => hex(kid), true],
}

/** The country that a payload names. */
export function countryOf(payload) {
  const country = payload instanceof Map ? payload.get(1) : undefined
  requireThat(isCountry(country))
  return country
}

/** The claims in the form of `certapp verify --json`, and beside them the numbers that a verdict reckons with. */
export function readClaims(payload) {
  const inner = payload.get(CERTIFICATE_CLAIM)
  requireThat(inner instanceof Map)
  let unknown = further(payload, [...Object.keys(OUTER), String(CERTIFICATE_CLAIM)]) + further(inner, Object.keys(INNER))
  const shown = { ...read(payload, OUTER), ...read(inner, INNER) }
  const rows = inner.get(9)
  requireThat(inner.get(8) >= rows.length)
  requireThat(inner.get(4) === 1 || inner.has(12))
  unknown += rows.reduce((sum, row) => sum + Math.max(0, row.length - 7), 0)
  return {
    shown: { ...shown, unknown_fields: unknown },
    unknown,
    id: hex(payload.get(7)),
    number: inner.get(1),
    issuedAt: payload.get(6),
    expires: payload.get(4),
    issuedOn: inner.get(2),
    second: inner.has(16) ? secondOf(payload, inner) : null,
  }
}

/** The second signature (section 4, rule 10): whose, over which bytes. */
function secondOf(payload, inner) {
  const [kid, signature] = inner.get(16)
  const approved = new Map([4, 5, 6, 7, 8, 9, 11, 12, 13].filter((key) => inner.has(key)).map((key) => [key, inner.get(key)]))
  const statement = new Map([[1, payload.get(1)], [7, payload.get(7)], [-65553, approved]])
  const header = new Map([[1, -7], [4, kid]])
  const signed = encodeCbor(['Signature1', encodeCbor(header), new Uint8Array(0), encodeCbor(statement)])
  return { kid: hex(kid), signature, signed }
}

/** A tag's payload (section 4), with the numbers that a verdict reckons with. */
export function readTag(outer) {
  const inner = exactly(outer, [1, 4, 6, 7, -65545]) ? outer.get(-65545) : null
  requireThat(exactly(inner, [1, 2, 3, 4, 5, 6, 7]))
  const [number, object, count, issuedOn, type, title, digest] = [1, 2, 3, 4, 5, 6, 7].map((key) => inner.get(key))
  requireThat(isCountry(outer.get(1)) && isTime(outer.get(4)) && isTime(outer.get(6)) && isBytes(8)(outer.get(7)))
  requireThat(isText(32)(number) && isInteger(object, 1, count) && isInteger(count, 1, 10000) && isDay(issuedOn))
  requireThat(isText(24)(type) && isText(48)(title) && isBytes(8)(digest))
  const reckoned = { id: hex(outer.get(7)), number, issuedAt: outer.get(6), expires: outer.get(4), issuedOn, unknown: 0 }
  return { ...reckoned, shown: null, isTag: { number, object, count } }
}

/** An extension's payload (section 12). */
export function readExtension(outer) {
  const inner = exactly(outer, [1, 6, 7, -65552]) ? outer.get(-65552) : null
  requireThat(exactly(inner, [1, 2, 3]))
  const [country, issuedAt, id] = [1, 6, 7].map((key) => outer.get(key))
  const [number, count, returnBy] = [1, 2, 3].map((key) => inner.get(key))
  requireThat(isCountry(country) && isTime(issuedAt) && isBytes(8)(id))
  requireThat(isText(32)(number) && number.length > 0 && isInteger(count, 1, 999) && isDay(returnBy))
  return { country, issuedAt, id: hex(id), number, count, returnBy }
}

const exactly = (map, keys) => map instanceof Map && map.size === keys.length && keys.every((key) => map.has(key))

function read(map, fields) {
  const found = {}
  for (const [key, [name, fits, show, mayBeMissing]] of Object.entries(fields)) {
    const item = map.get(Number(key))
    if (item === undefined && mayBeMissing) continue
    requireThat(item !== undefined && fits(item))
    found[name] = show(item)
  }
  return found
}

function further(map, known) {
  const keys = [...map.keys()].filter((key) => !known.includes(String(key)))
  if (keys.some((key) => key < 0)) throw new Refused('CODE_NEWER')
  requireThat(keys.every((key) => key <= 23))
  return keys.length
}

function areObjects(rows) {
  return Array.isArray(rows) && rows.length >= 1 && rows.length <= 10 && rows.every(isObject)
}

function isObject(row) {
  if (!Array.isArray(row) || row.length === 0) return false
  const texts = row.slice(0, COLUMNS.length).every((item, n) => isText(COLUMNS[n][1])(item))
  return texts && (row.length < 7 || isInteger(row[6], 0, 2n ** 64n))
}

function shownObject(row) {
  const named = row.slice(0, 7).map((item, n) => [n < COLUMNS.length ? COLUMNS[n][0] : 'hs', item])
  return Object.fromEntries(named.filter(([, item]) => item !== ''))
}
