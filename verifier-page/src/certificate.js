// X.509 certificates and revocation lists of a country (docs/formats.md, 7).

import { hex, Refusal, same, sha256 } from './bytes.js'
import { BIT_STRING, BOOLEAN, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, broken, expect, inside, oid, only, rawSignature, time } from './der.js'

const LARGEST = 8192
const LARGEST_CRL = 1 << 20
const ECDSA_SHA256 = hex(oid('1.2.840.10045.4.3.2'))
// SubjectPublicKeyInfo of a P-256 key, up to its uncompressed point.
const P256 = '3059301306072a8648ce3d020106082a8648ce3d030107034200'
const [COUNTRY, ORGANISATION, UNIT, NAME, SERIAL] = ['2.5.4.6', '2.5.4.10', '2.5.4.11', '2.5.4.3', '2.5.4.5'].map((each) => hex(oid(each)))
export const [CONSTRAINTS, USAGE, EXTENDED, AUTHORITY_KEY, SUBJECT_KEY, USAGE_PERIOD, CRL_NUMBER] = [
  '2.5.29.19', '2.5.29.15', '2.5.29.37', '2.5.29.35', '2.5.29.14', '2.5.29.16', '2.5.29.20',
].map((each) => hex(oid(each)))
const KNOWN = new Set([CONSTRAINTS, USAGE, EXTENDED, AUTHORITY_KEY, SUBJECT_KEY, USAGE_PERIOD])
const DIGITAL_SIGNATURE = 0x80
const CERT_SIGN = 0x04
const CRL_SIGN = 0x02
export const DOCUMENT_SIGNING = hex(oid('1.3.6.1.5.5.7.3.36'))
export const ACTING = hex(oid('2.25.182634480358226033250435329297450610530')) // an official's
export const STATUS_SIGNING = hex(oid('2.25.50438389634180006330737013153334575346'))

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' }

/** Whether `signature` (r || s) over `signed` was made with the key of `certificate`. */
export const verifies = ({ key }, signature, signed) =>
  crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, signed)

/** A certificate (DER) that can be read. Refusal CERTIFICATE_DAMAGED. */
export async function readCertificate(der) {
  if (der.length > LARGEST) broken()
  const { body, signature } = signedParts(der)
  const fields = inside(body.content)
  const [version, serial, algorithm, issuer, validity, subject, spki, extensions] = fields
  if (fields.length !== 8 || version.tag !== 0xa0 || hex(version.content) !== '020102' || extensions.tag !== 0xa3) broken()
  if (!isEcdsa(algorithm)) broken()
  if (!hex(spki.whole).startsWith(P256) || spki.whole.length !== 91) broken()
  const [begin, end] = inside(expect(validity, SEQUENCE).content)
  const names = readName(expect(subject, SEQUENCE))
  let key
  try {
    key = await crypto.subtle.importKey('spki', spki.whole, ECDSA, false, ['verify'])
  } catch {
    broken()
  }
  return {
    der,
    kid: hex((await sha256(der)).subarray(0, 8)),
    issuer: issuer.whole,
    subject: subject.whole,
    country: names.get(COUNTRY) ?? '',
    organisation: names.get(ORGANISATION) ?? '',
    name: names.get(NAME) ?? '',
    serial: names.get(SERIAL) ?? '',
    training: names.get(UNIT) === 'TEST',
    number: hex(expect(serial, INTEGER).content),
    notBefore: time(begin),
    notAfter: time(end),
    extensions: readExtensions(extensions.content),
    key,
    signature,
    signed: body.whole,
  }
}

/** A country's own certificate: self-signed, may sign certificates and lists, no CA below it. */
export async function readCountryCa(der) {
  const ca = await readCertificate(der)
  const { extensions } = ca
  const constraints = extensions.get(CONSTRAINTS)
  const good =
    /^[A-Z]{2}$/.test(ca.country) &&
    same(ca.issuer, ca.subject) &&
    constraints?.critical &&
    hex(constraints.value) === '30060101ff020100' && // a CA with path length 0
    extensions.get(USAGE)?.critical &&
    (usageBits(extensions) & (CERT_SIGN | CRL_SIGN)) === (CERT_SIGN | CRL_SIGN) &&
    nothingElseCritical(extensions) &&
    (await verifies(ca, ca.signature, ca.signed))
  if (!good) throw new Refusal('NOT_A_COUNTRY_CA')
  return ca
}

/** The revocation list of `ca`. Refusal CRL_DAMAGED. */
export async function readCrl(der, ca) {
  try {
    if (der.length > LARGEST_CRL) broken()
    const { body, signature } = signedParts(der)
    const fields = inside(body.content)
    const [version, algorithm, issuer, thisUpdate, nextUpdate] = fields
    if (hex(version.whole) !== '020101' || !isEcdsa(algorithm) || !same(issuer.whole, ca.subject)) broken()
    if (!(await verifies(ca, signature, body.whole))) broken()
    const rest = fields.slice(5)
    const entries = rest[0]?.tag === SEQUENCE ? inside(rest.shift().content) : []
    const extensions = readExtensions(expect(rest[0], 0xa0).content)
    time(nextUpdate)
    return {
      number: BigInt(`0x${hex(only(extensions.get(CRL_NUMBER)?.value ?? broken(), INTEGER).content)}`),
      thisUpdate: time(thisUpdate),
      revoked: new Map(entries.map(({ content }) => inside(content)).map(([number, when]) => [hex(expect(number, INTEGER).content), time(when)])),
    }
  } catch {
    throw new Refusal('CRL_DAMAGED', { country: ca.country })
  }
}

const certified = new Map()

/** Whether `certificate` stands under `ca` for this usage, whenever that may be; asked once of two certificates. */
export function isCertified(certificate, ca, usage) {
  const asked = `${certificate.kid} ${hex(certificate.signature)} ${ca.kid} ${usage}`
  if (!certified.has(asked)) certified.set(asked, stands(certificate, ca, usage))
  return certified.get(asked)
}

async function stands(certificate, ca, usage) {
  const { extensions } = certificate
  return (
    certificate.country === ca.country &&
    same(certificate.issuer, ca.subject) &&
    isNoCa(extensions.get(CONSTRAINTS)) &&
    extensions.get(USAGE)?.critical === true &&
    (usageBits(extensions) & (DIGITAL_SIGNATURE | CERT_SIGN)) === DIGITAL_SIGNATURE &&
    extendedUsages(extensions.get(EXTENDED)).includes(usage) &&
    extensions.has(AUTHORITY_KEY) &&
    extensions.has(SUBJECT_KEY) &&
    nothingElseCritical(extensions) &&
    (await verifies(ca, certificate.signature, certificate.signed))
  )
}

/** Whether it stands under `ca` at `when`, seconds since 1970. */
export const standsAt = async (certificate, ca, usage, when) =>
  Math.max(certificate.notBefore, ca.notBefore) <= when &&
  when <= Math.min(certificate.notAfter, ca.notAfter) &&
  (await isCertified(certificate, ca, usage))

function signedParts(der) {
  const parts = inside(only(der, SEQUENCE).content)
  if (parts.length !== 3 || !isEcdsa(parts[1])) broken()
  const bits = expect(parts[2], BIT_STRING).content
  if (bits[0] !== 0) broken() // in whole bytes: their count is not signed (X.690, 11.2.1)
  return { body: expect(parts[0], SEQUENCE), signature: rawSignature(bits.subarray(1)) }
}

function isEcdsa(value) {
  const parts = inside(expect(value, SEQUENCE).content)
  return parts.length === 1 && parts[0].tag === OID && hex(parts[0].content) === ECDSA_SHA256
}

function readName(name) {
  const found = new Map()
  for (const set of inside(name.content)) {
    for (const attribute of inside(expect(set, SET).content)) {
      const [type, value] = inside(expect(attribute, SEQUENCE).content)
      const id = hex(expect(type, OID).content)
      if (found.has(id)) broken()
      found.set(id, value.tag === 0x0c || value.tag === 0x13 ? new TextDecoder().decode(value.content) : '')
    }
  }
  return found
}

/** Extensions by their kind, in hexadecimal: {critical, value}. */
export function readExtensions(content) {
  const found = new Map()
  for (const extension of inside(only(content, SEQUENCE).content)) {
    const parts = inside(expect(extension, SEQUENCE).content)
    const id = hex(expect(parts.shift(), OID).content)
    const critical = parts[0]?.tag === BOOLEAN
    if (critical && hex(parts.shift().content) !== 'ff') broken()
    const value = expect(parts.shift(), OCTET_STRING).content
    if (parts.length || found.has(id)) broken()
    found.set(id, { critical, value })
  }
  return found
}

const isNoCa = (constraints) => constraints !== undefined && hex(constraints.value) === '3000'

const usageBits = (extensions) => {
  const usage = extensions.get(USAGE)
  return usage ? (only(usage.value, BIT_STRING).content[1] ?? 0) : 0
}

/** The kinds of use that an extended key usage names. */
export const extendedUsages = (extended) =>
  extended ? inside(only(extended.value, SEQUENCE).content).map((usage) => hex(usage.content)) : []

const nothingElseCritical = (extensions) => [...extensions].every(([id, { critical }]) => !critical || KNOWN.has(id))
