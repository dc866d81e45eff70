// Authority packages and status bulletins: docs/formats.md, sections 6 and 7. X.509 by @peculiar/x509; the extended
// usages by Node, since that library shows an identifier of 128 bits as no number.

import 'reflect-metadata'
import { Buffer } from 'node:buffer'
import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { LIST, Refused, isText, readCbor, readSign1, readText, requireThat } from './cose.mjs'

export const DOCUMENT_SIGNING = '1.3.6.1.5.5.7.3.36'
export const ACTING = '2.25.182634480358226033250435329297450610530'
const STATUS_SIGNING = '2.25.50438389634180006330737013153334575346'
const STATUS_CLAIM = -65538
const DIGEST_CLAIM = -65540
const DAY = 86400
const SUPERSEDED = 2
const CONTACT = { name: 120, telephone: 60, email: 120, hours: 120 }
const P256 = '3059301306072a8648ce3d020106082a8648ce3d030107034200'
const EXTENSIONS = ['2.5.29.19', '2.5.29.15', '2.5.29.37', '2.5.29.35', '2.5.29.14', '2.5.29.16']
const { digitalSignature, keyCertSign, cRLSign } = x509.KeyUsageFlags

const seconds = (date) => Math.floor(date.getTime() / 1000)
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const equal = (one, other) => Buffer.from(one).equals(Buffer.from(other))

/** Whether a signature (r || s) over bytes is good. */
export const isSigned = (signer, signature, signed) =>
  verify('sha256', signed, { key: signer.publicKey, dsaEncoding: 'ieee-p1363' }, signature)

function readCertificate(der) {
  try {
    requireThat(der.length <= 8192)
    const parsed = new x509.X509Certificate(der)
    const spki = Buffer.from(parsed.publicKey.rawData)
    requireThat(hex(spki).startsWith(P256) && equal(parsed.rawData, der))
    const [country, organisation, unit, serial, name] = ['C', 'O', 'OU', '2.5.4.5', 'CN'].map((type) => parsed.subjectName.getField(type))
    requireThat([country, organisation, unit, serial, name].every((values) => values.length <= 1))
    return {
      parsed,
      usages: new X509Certificate(der).keyUsage ?? [],
      kid: createHash('sha256').update(der).digest('hex').slice(0, 16),
      country: country[0],
      training: unit[0] === 'TEST',
      serial: serial[0] ?? '',
      name: name[0] ?? '',
      notBefore: seconds(parsed.notBefore),
      notAfter: seconds(parsed.notAfter),
      publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    }
  } catch {
    throw new Refused('CERTIFICATE_DAMAGED')
  }
}

function extension(certificate, kind) {
  return certificate.parsed.getExtension(kind)
}

const onlyKnownCritical = (certificate) =>
  certificate.parsed.extensions.every(({ type, critical }) => !critical || EXTENSIONS.includes(type))

async function readCa(der) {
  const ca = readCertificate(der)
  const constraints = extension(ca, x509.BasicConstraintsExtension)
  const usage = extension(ca, x509.KeyUsagesExtension)
  const good =
    /^[A-Z]{2}$/.test(ca.country ?? '') &&
    constraints?.critical && constraints.ca && constraints.pathLength === 0 &&
    usage?.critical && usage.usages & keyCertSign && usage.usages & cRLSign &&
    onlyKnownCritical(ca) &&
    (await ca.parsed.verify({ publicKey: ca.parsed.publicKey, signatureOnly: true }))
  requireThat(good, 'NOT_A_COUNTRY_CA')
  return ca
}

async function readCrl(der, ca) {
  try {
    const crl = new x509.X509Crl(der)
    requireThat(equal(crl.issuerName.toArrayBuffer(), ca.parsed.subjectName.toArrayBuffer()))
    requireThat(await crl.verify({ publicKey: ca.parsed.publicKey }))
    return new Map(crl.entries.map((entry) => [entry.serialNumber, seconds(entry.revocationDate)]))
  } catch {
    throw new Refused('CRL_DAMAGED')
  }
}

/** Whether a certificate stands under a CA for a usage at a time. */
export async function stands(certificate, ca, usage, when) {
  const constraints = extension(certificate, x509.BasicConstraintsExtension)
  const keyUsage = extension(certificate, x509.KeyUsagesExtension)
  return Boolean(
    Math.max(certificate.notBefore, ca.notBefore) <= when && when <= Math.min(certificate.notAfter, ca.notAfter) &&
    certificate.country === ca.country &&
    equal(certificate.parsed.issuerName.toArrayBuffer(), ca.parsed.subjectName.toArrayBuffer()) &&
    constraints && !constraints.ca &&
    keyUsage?.critical && keyUsage.usages & digitalSignature && !(keyUsage.usages & keyCertSign) &&
    certificate.usages.includes(usage) &&
    extension(certificate, x509.AuthorityKeyIdentifierExtension) &&
    extension(certificate, x509.SubjectKeyIdentifierExtension) &&
    onlyKnownCritical(certificate) &&
    (await certificate.parsed.verify({ publicKey: ca.parsed.publicKey, signatureOnly: true })),
  )
}

/** Whether the CA's list names this certificate. */
export const isRevoked = (certificate, { crl }) => crl.has(certificate.parsed.serialNumber)

/** Whether the CA's list names this certificate from a time on, or before. */
export const isRevokedBy = (certificate, { crl }, when) => (crl.get(certificate.parsed.serialNumber) ?? Infinity) <= when

/** An authority package: its CA with the revocation list, its signers, and who may sign codes a second time. */
export async function readPackage(bytes) {
  let content
  try {
    content = readCbor(bytes, LIST)
  } catch {
    throw new Refused('PACKAGE_DAMAGED')
  }
  const isBytes = (item) => item instanceof Uint8Array
  const listed = (key) => content.get(key) ?? (key === 9 ? [] : null)
  const optional = (map) => [6, 7, 8].filter((key) => map.has(key))
  const shape =
    content instanceof Map && content.get(1) === 'XCAUTH' &&
    content.size === 5 + optional(content).length + Number(content.has(9)) &&
    [2, 5, ...optional(content)].every((key) => isBytes(content.get(key))) &&
    [3, 4, 9].every((key) => Array.isArray(listed(key)) && listed(key).every(isBytes)) &&
    listed(3).length + listed(4).length + listed(9).length <= 2000
  requireThat(shape, 'PACKAGE_DAMAGED')
  const ca = await readCa(content.get(2))
  const anchor = { ca, crl: await readCrl(content.get(5), ca) }
  const signersFor = async (key, usage) => {
    const signers = listed(key).map(readCertificate)
    for (const signer of signers) requireThat(await stands(signer, ca, usage, signer.notBefore), 'PACKAGE_FOREIGN_SIGNER')
    return signers
  }
  const signers = await signersFor(3, DOCUMENT_SIGNING)
  const statusSigners = await signersFor(4, STATUS_SIGNING)
  const approvers = await signersFor(9, ACTING)
  if (content.has(6)) await readBulletin(content.get(6), [anchor])
  return { anchor, signers, statusSigners, approvers }
}

/** What every signed list is: message, outer map, the map under its claim, and the signer nobody has vouched for yet. */
function readList(bytes, claim, kind) {
  const wanted = (condition) => requireThat(condition, `${kind}_DAMAGED`)
  let message, outer, signer
  try {
    message = readSign1(bytes, LIST)
    outer = readCbor(message.payload, LIST)
    signer = readCertificate(message.header.get(33))
  } catch {
    wanted(false)
  }
  wanted(message.header.size === 2 && message.header.get(1) === -7 && outer instanceof Map)
  const inner = outer.get(claim)
  wanted(inner instanceof Map)
  const negative = (map, known) => [...map.keys()].some((key) => key < 0 && key !== known)
  requireThat(!negative(outer, claim) && !negative(inner), `${kind}_NEWER`)
  return { message, outer, inner, signer, wanted }
}

/** Whether a list's signer is a status signer of that country under one of the anchors, and signed it. */
async function isVouchedFor({ message, outer, signer }, anchors, made) {
  for (const anchor of anchors) {
    const good =
      signer.country === outer.get(1) && (await stands(signer, anchor.ca, STATUS_SIGNING, made)) && !isRevoked(signer, anchor) &&
      isSigned(signer, message.signature, message.signed)
    if (good) return true
  }
  return false
}

/** A register digest under one of the anchors. */
export async function readDigest(bytes, anchors) {
  const list = readList(bytes, DIGEST_CLAIM, 'DIGEST')
  const { outer, inner, wanted } = list
  const [completeTo, offices, older, years, dated = null] = [1, 2, 3, 4, 5].map((key) => inner.get(key))
  wanted([outer.get(6), completeTo, older].every((number) => Number.isInteger(number) && number >= 0) && older <= 1)
  wanted(Array.isArray(offices) && offices.every((office) => /^[0-9A-Z]{2}$/.test(office)))
  wanted(Array.isArray(years) && years.length <= 400)
  wanted(dated === null || (Array.isArray(dated) && dated.length === 2 && dated.every((day) => Number.isInteger(day) && Math.abs(day) <= 2_932_896)))
  wanted(dated === null || dated[0] <= dated[1])
  const rows = years.map(([year, salt, hashes]) => ({ year, salt, hashes: split(hashes, 8) }))
  wanted(rows.every(({ year, salt, hashes }, n) => salt.length === 16 && hashes && (n === 0 || rows[n - 1].year < year)))
  requireThat(await isVouchedFor(list, anchors, outer.get(6)), 'DIGEST_SIGNATURE')
  return { country: outer.get(1), completeTo, offices, older: older === 1, dated, years: rows }
}

/** A status bulletin under one of the anchors. */
export async function readBulletin(bytes, anchors) {
  const list = readList(bytes, STATUS_CLAIM, 'BULLETIN')
  const { outer, inner: status, wanted } = list
  const [next, made] = [outer.get(4), outer.get(6)]
  const [sequence, base, ids, days, reasons, oldest] = [1, 2, 3, 4, 5, 6].map((key) => status.get(key))
  const stolen = status.get(7) ?? []
  const listed = status.get(8) ?? new Uint8Array(0)
  wanted([next, made, sequence, base, oldest].every((number) => Number.isInteger(number) && number >= 0))
  wanted([ids, days, reasons, listed].every((column) => column instanceof Uint8Array))
  wanted(base < sequence && made < next && next <= made + 400 * 86400)
  wanted(ids.length === 8 * reasons.length && days.length === 2 * reasons.length && !reasons.includes(0))
  const rows = split(ids, 8)
  const payloads = split(listed, 16)
  wanted(rows && payloads && Array.isArray(stolen))
  wanted(stolen.every((row) => Array.isArray(row) && row.length === 2 && row[0]?.length === 8 && Number.isInteger(row[1])))
  const revoked = new Map(rows.map((id, n) => [id, { day: days[2 * n] * 256 + days[2 * n + 1], reason: reasons[n] }]))
  const contact = status.has(9) ? readContact(status.get(9), wanted) : null
  if (status.has(10)) tellNumbers([...revoked.values()], status.get(10), outer.get(1), wanted)
  const since = status.has(11) ? status.get(11) : null
  const isRow = (row, n) =>
    Array.isArray(row) && row.length === 2 && typeof row[0] === 'string' && /^[0-9A-Z]{2}$/.test(row[0]) &&
    Number.isInteger(row[1]) && row[1] >= 0 && row[1] <= 2932896 && (n === 0 || since[n - 1][0] < row[0])
  wanted(since === null || (Array.isArray(since) && since.length > 0 && since.every(isRow)))
  requireThat(await isVouchedFor(list, anchors, made), 'BULLETIN_SIGNATURE')
  const policies = new Map(stolen.map(([kid, policy]) => [hex(kid), policy]))
  return { country: outer.get(1), sequence, made, next, revoked, policies, payloads: new Set(payloads), contact, secondSince: new Map(since ?? []) }
}

/** Whom to ask (key 9): `{name, telephone, email, hours}`, '' for what is not told. */
function readContact(map, wanted) {
  wanted(map instanceof Map)
  requireThat([...map.keys()].every((key) => key >= 0), 'BULLETIN_NEWER')
  const lines = Object.entries(CONTACT).map(([name, most], n) => [name, most, map.get(n + 1)])
  wanted(lines.every(([, most, line]) => line === undefined || (isText(most)(line) && line !== '')))
  wanted(lines.some(([, , line]) => line !== undefined))
  return Object.fromEntries(lines.map(([name, , line]) => [name, line ?? '']))
}

/** Put the numbers of key 10 to the entries that were replaced, in their order. */
function tellNumbers(entries, column, country, wanted) {
  const replaced = entries.filter(({ reason }) => reason === SUPERSEDED)
  wanted(column instanceof Uint8Array && replaced.length > 0 && column.length === 19 * replaced.length)
  replaced.forEach((entry, n) => {
    const told = column.subarray(19 * n, 19 * (n + 1))
    if (told.every((byte) => byte === 0)) return
    entry.number = Buffer.from(told).toString('latin1')
    wanted(/^[A-Z]{2}-\d{4}-[0-9A-Z]{2}-\d{6}-[0-9A-Z]$/.test(entry.number) && entry.number.startsWith(`${country}-`))
  })
}

/** A bulletin with what a printed one (section 6) adds to it, signed by a status signer of one of these packages. */
export async function withPrinted(bulletin, text, packages) {
  const found = readPrinted(text)
  const { country, sequence, base, made, next, rows, message } = found
  let signed = false
  for (const { anchor, statusSigners } of packages) {
    for (const signer of statusSigners) {
      signed ||=
        signer.kid === message.kid && signer.country === country && (await stands(signer, anchor.ca, STATUS_SIGNING, made)) &&
        !isRevoked(signer, anchor) && isSigned(signer, message.signature, message.signed)
    }
  }
  requireThat(signed, 'ADDITIONS_SIGNATURE')
  requireThat(bulletin.country === country && bulletin.sequence === base, 'ADDITIONS_OTHER_BASE')
  const revoked = new Map([...rows, ...bulletin.revoked])
  return { ...bulletin, sequence, made: Math.max(made, bulletin.made), next: Math.max(next, bulletin.next), revoked }
}

function readPrinted(text) {
  const wanted = (condition) => requireThat(condition, 'ADDITIONS_DAMAGED')
  let message, outer
  try {
    message = readText(text, 'XCLST')
    outer = readCbor(message.payload)
  } catch (refused) {
    throw refused.code === 'CODE_DAMAGED' ? new Refused('ADDITIONS_DAMAGED') : refused
  }
  const inner = outer instanceof Map ? outer.get(STATUS_CLAIM) : null
  wanted(inner instanceof Map)
  const negative = (map, known) => [...map.keys()].some((key) => key < 0 && key !== known)
  requireThat(!negative(outer, STATUS_CLAIM) && !negative(inner), 'ADDITIONS_NEWER')
  const [country, next, made] = [1, 4, 6].map((key) => outer.get(key))
  const [sequence, base, column] = [1, 2, 3].map((key) => inner.get(key))
  wanted(typeof country === 'string' && [next, made, sequence, base].every((n) => Number.isInteger(n) && n >= 0))
  wanted(base > 0 && base < sequence && made < next && next <= made + 400 * DAY)
  wanted(column instanceof Uint8Array && column.length % 11 === 0 && column.length <= 440)
  const rows = []
  for (let at = 0; at < column.length; at += 11) {
    const [day, reason] = [column[at + 8] * 256 + column[at + 9], column[at + 10]]
    rows.push([hex(column.subarray(at, at + 8)), { day, reason }])
  }
  wanted(rows.every(([id, { reason }], n) => reason > 0 && (n === 0 || rows[n - 1][0] < id)))
  return { country, sequence, base, made, next, rows, message }
}

/** A column of values of one width as hexadecimal; null where they do not ascend. */
function split(column, width) {
  if (column.length % width) return null
  const found = []
  for (let at = 0; at < column.length; at += width) found.push(hex(column.subarray(at, at + width)))
  return found.every((value, n) => n === 0 || found[n - 1] < value) ? found : null
}
