// What is believed: authority packages, status bulletins and register digests (docs/formats.md, 6 and 7), every
// signature checked.

import { Refusal, fromHex, hex, sha256 } from './bytes.js'
import * as cbor from './cbor.js'
import { ACTING, DOCUMENT_SIGNING, STATUS_SIGNING, readCertificate, readCountryCa, readCrl, standsAt, verifies } from './certificate.js'
import { takeAdditions } from './additions.js'
import { ascending, place } from './columns.js'
import { readContact } from './contact.js'
import { readDigest } from './digest.js'
import { parse } from './text.js'

const STATUS = -65538
const LONGEST_LIFE = 400 * 86400
const LAST_SECOND = 253_402_300_799
const LAST_DAY = 2_932_896
const MOST_SIGNERS = 2000
const NUMBER = 19
const SUPERSEDED = 2

/** The content of a package, each part checked under the CA in it. */
export async function readPackage(data) {
  const damaged = () => {
    throw new Refusal('PACKAGE_DAMAGED')
  }
  const content = decoded(data, damaged)
  if (!(content instanceof Map)) damaged()
  const [mark, ca, signers, status, crl, bulletin, digest] = [1, 2, 3, 4, 5, 6, 7].map((key) => content.get(key))
  const approvers = content.has(9) ? content.get(9) : []
  const bytes = (item) => item instanceof Uint8Array
  const optional = [6, 7, 8].filter((key) => content.has(key)) // bulletin, digest, introduction by an older CA
  if (mark !== 'XCAUTH' || !bytes(ca) || !Array.isArray(signers) || !Array.isArray(status) || !bytes(crl)) damaged()
  if (!Array.isArray(approvers) || content.size !== 5 + optional.length + Number(content.has(9))) damaged()
  if ( !optional.every((key) => bytes(content.get(key)))) damaged()
  const all = [...signers, ...status, ...approvers]
  if (all.length > MOST_SIGNERS || !all.every(bytes)) damaged()
  const authority = await readCountryCa(ca)
  const anchor = { ca: authority, crl: await readCrl(crl, authority) }
  const under = async (der, usage) => {
    const signer = await readCertificate(der)
    if (!(await standsAt(signer, authority, usage, signer.notBefore))) {
      throw new Refusal('PACKAGE_FOREIGN_SIGNER', { country: authority.country, name: signer.name })
    }
    return signer
  }
  const each = async (list, usage) => {
    const read = []
    for (const der of list) read.push(await under(der, usage))
    return read
  }
  return {
    anchor,
    signers: await each(signers, DOCUMENT_SIGNING),
    statusSigners: await each(status, STATUS_SIGNING),
    approvers: await each(approvers, ACTING),
    bulletin: bulletin ? await readBulletin(bulletin, [anchor]) : null,
    digest: digest ? await readDigest(digest, [anchor]) : null,
  }
}

/** A bulletin whose signature is good under one of `anchors`. Refusals BULLETIN_DAMAGED, _NEWER, _SIGNATURE. */
export async function readBulletin(data, anchors) {
  const damaged = () => {
    throw new Refusal('BULLETIN_DAMAGED')
  }
  let message, outer, signer
  try {
    message = parse(data, cbor.LIST)
    outer = cbor.decode(message.payload, cbor.LIST)
    signer = await readCertificate(message.header.get(33))
  } catch {
    damaged()
  }
  if (message.header.size !== 2 || message.header.get(1) !== -7 || !(outer instanceof Map)) damaged()
  const status = outer.get(STATUS)
  if (!(status instanceof Map)) damaged()
  const known = (key) => key >= 0 || key === STATUS
  if (![...outer.keys()].every(known) || [...status.keys()].some((key) => key < 0)) throw new Refusal('BULLETIN_NEWER')
  const whole = (item) => (typeof item === 'number' && item >= 0 && item <= LAST_SECOND ? item : damaged())
  const bytes = (item) => (item instanceof Uint8Array ? item : damaged())
  const bulletin = {
    country: typeof outer.get(1) === 'string' ? outer.get(1) : damaged(),
    nextUpdate: whole(outer.get(4)),
    thisUpdate: whole(outer.get(6)),
    sequence: whole(status.get(1)),
    base: whole(status.get(2)),
    ids: bytes(status.get(3)),
    days: bytes(status.get(4)),
    reasons: bytes(status.get(5)),
    stolen: stolenSigners(status.has(7) ? status.get(7) : [], damaged),
    allowed: bytes(status.has(8) ? status.get(8) : new Uint8Array(0)),
    contact: status.has(9) ? readContact(status.get(9)) : null,
    secondSince: new Map(status.has(11) ? sinceOf(status.get(11), damaged) : []),
  }
  const numbers = status.has(10) ? numbersOf(bytes(status.get(10)), bulletin, damaged) : null
  whole(status.get(6))
  const count = bulletin.reasons.length
  const good =
    bulletin.ids.length === 8 * count &&
    bulletin.days.length === 2 * count &&
    ascending(bulletin.ids, 8) &&
    ascending(bulletin.allowed, 16) &&
    !bulletin.reasons.includes(0) &&
    bulletin.base < bulletin.sequence &&
    bulletin.thisUpdate < bulletin.nextUpdate &&
    bulletin.nextUpdate <= bulletin.thisUpdate + LONGEST_LIFE
  if (!good) damaged()
  Object.assign(bulletin, { count, find: (id) => entryOf(bulletin, numbers, id) })
  for (const { ca, crl } of anchors) {
    if (
      signer.country === bulletin.country &&
      (await standsAt(signer, ca, STATUS_SIGNING, bulletin.thisUpdate)) &&
      !crl?.revoked.has(signer.number) &&
      (await verifies(signer, message.signature, message.signed))
    ) {
      return bulletin
    }
  }
  throw new Refusal('BULLETIN_SIGNATURE', { country: bulletin.country, sequence: bulletin.sequence })
}

/** By office the day since which its certificates carry a second signature (key 11): rows [office, day], ascending. */
function sinceOf(rows, damaged) {
  const good = (row, n) =>
    Array.isArray(row) && row.length === 2 && typeof row[0] === 'string' && /^[0-9A-Z]{2}$/.test(row[0]) &&
    typeof row[1] === 'number' && row[1] >= 0 && row[1] <= LAST_DAY && (n === 0 || rows[n - 1][0] < row[0])
  return Array.isArray(rows) && rows.length > 0 && rows.every(good) ? rows : damaged()
}

/** The entry of a certificate by its id in hexadecimal, {day, reason, number}, or null. */
function entryOf(bulletin, numbers, id) {
  const row = place(bulletin.ids, 8, fromHex(id))
  if (row < 0) return null
  const [day, reason] = [(bulletin.days[2 * row] << 8) | bulletin.days[2 * row + 1], bulletin.reasons[row]]
  const replaced = numbers && reason === SUPERSEDED ? bulletin.reasons.subarray(0, row).filter((each) => each === SUPERSEDED).length : -1
  return { day, reason, number: replaced < 0 ? '' : numbers[replaced] }
}

/** The numbers that took the place of those with reason 2, in their order; '' for one that is not told. */
function numbersOf(column, { country, reasons }, damaged) {
  const count = reasons.filter((each) => each === SUPERSEDED).length
  if (count === 0 || column.length !== NUMBER * count) damaged()
  return Array.from({ length: count }, (_, n) => {
    const told = column.subarray(n * NUMBER, (n + 1) * NUMBER)
    if (told.every((byte) => byte === 0)) return ''
    const number = String.fromCharCode(...told)
    const good = /^[A-Z]{2}-[0-9]{4}-[0-9A-Z]{2}-[0-9]{6}-[0-9A-Z]$/.test(number) && number.startsWith(`${country}-`)
    return good ? number : damaged()
  })
}

/** Whether exactly this payload is listed as genuine although its signer's key was stolen. */
export const allows = async (bulletin, payload) =>
  place(bulletin.allowed, 16, (await sha256(payload)).subarray(0, 16)) >= 0

/**
 * What is believed. packages, bulletins, digests: files (bytes); of a country's lists the newest counts. standing: for
 * each package what trust lists say of its CA, {withdrawn, ended, listNext} or null; grace: days by country. printed: texts
 * of printed bulletins, in order.
 */
export async function viewOf(files) {
  const { packages, bulletins, digests = [], standing = [], grace = {}, latest = 0, training = false, printed = [] } = files
  const view = { grace, latest, inTraining: training }
  for (const name of ['anchors', 'signers', 'statusSigners', 'approvers', 'bulletins', 'digests']) view[name] = new Map()
  const put = (map, key, value) => map.set(key, [...(map.get(key) ?? []), value])
  const lists = []
  const numbers = []
  for (const [place, data] of packages.entries()) {
    const { anchor, bulletin, digest, ...people } = await readPackage(data)
    put(view.anchors, anchor.ca.country, { ...anchor, ...standing[place] })
    for (const [kind, all] of Object.entries(people)) for (const each of all) put(view[kind], each.kid, each)
    if (bulletin) lists.push(bulletin)
    if (digest) numbers.push(digest)
  }
  const anchors = [...view.anchors.values()].flat()
  for (const data of bulletins) lists.push(await readBulletin(data, anchors))
  for (const data of digests) numbers.push(await readDigest(data, anchors))
  for (const list of lists.sort((one, other) => one.sequence - other.sequence)) view.bulletins.set(list.country, list)
  for (const list of numbers.sort((one, other) => one.madeAt - other.madeAt)) view.digests.set(list.country, list)
  for (const text of printed) await takeAdditions(text, view)
  return view
}

function decoded(data, damaged) {
  try {
    return cbor.decode(data, cbor.LIST)
  } catch {
    return damaged()
  }
}

function stolenSigners(rows, damaged) {
  const found = new Map()
  if (!Array.isArray(rows)) damaged()
  for (const row of rows) {
    const [kid, policy] = Array.isArray(row) && row.length === 2 ? row : damaged()
    if (!(kid instanceof Uint8Array) || kid.length !== 8 || typeof policy !== 'number' || found.has(hex(kid))) damaged()
    found.set(hex(kid), policy)
  }
  return found
}
