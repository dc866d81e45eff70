// CMS containers (RFC 5652) in the one form that this program writes: a file's signature, and time stamps (RFC 3161).
// What no signature covers must stand as it always does, so that nothing can be changed unseen.

import { concat, hex, same, sha256 } from './bytes.js'
import * as cbor from './cbor.js'
import { anyCertificate, isBy, isKeyForFiles, isSignedWith } from './any_certificate.js'
import { ACTING } from './certificate.js'
import { INTEGER, OCTET_STRING, OID, SEQUENCE, SET, broken, expect, inside, oid, only, read, time } from './der.js'

const id = (dotted) => hex(oid(dotted))
const [SIGNED_DATA, DATA, STAMP_INFO, CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE, TIME_STAMP, STAMPING] = [
  '1.2.840.113549.1.7.2', '1.2.840.113549.1.7.1', '1.2.840.113549.1.9.16.1.4', '1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4',
  '1.2.840.113549.1.9.16.2.47', '1.2.840.113549.1.9.16.2.14', '1.3.6.1.5.5.7.3.8',
].map(id)
const NAMED_AUTHORITY = id('2.25.311790467146482394011238107219526140557')
const OFFICER = id('2.25.61988961143313967517456565543660151912')
const ATTRIBUTES = new Set([CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE, NAMED_AUTHORITY, OFFICER])
const ONE = '020101'
const THREE = '020103'
// AlgorithmIdentifiers of digests and signatures as they stand in our containers.
const DIGESTS = new Map([1, 2, 3].map((n) => [`300d0609608648016503040${`20${n}`}0500`, ['SHA-256', 'SHA-384', 'SHA-512'][n - 1]]))
const RSA = (hash) => `300d06092a864886f70d01010${{ 'SHA-256': 'b', 'SHA-384': 'c', 'SHA-512': 'd' }[hash]}0500`
const ECDSA = (hash) => `300a06082a8648ce3d04030${{ 'SHA-256': 2, 'SHA-384': 3, 'SHA-512': 4 }[hash]}`
const SHA256 = [...DIGESTS.keys()][0]
const LARGEST_TOKEN = 10_000
const OFFICER_WORDS = new TextEncoder().encode('certapp officer 1\n')

const want = (condition) => {
  if (!condition) broken()
}

/** The SignedData of a ContentInfo by its parts, and its one signer; the same of every container of ours. */
async function opened(contentInfo) {
  const [kind, content, ...beside] = inside(only(contentInfo, SEQUENCE).content)
  want(hex(expect(kind, OID).content) === SIGNED_DATA && !beside.length)
  const [version, algorithms, encapsulated, certificates, infos, ...more] = inside(only(expect(content, 0xa0).content, SEQUENCE).content)
  const signers = inside(expect(infos, SET).content)
  want(!more.length && signers.length === 1)
  const [signerVersion, sid, digestAlgorithm, attributes, algorithm, signature, ...unsigned] = inside(expect(signers[0], SEQUENCE).content)
  const digest = hex(digestAlgorithm.whole)
  want(DIGESTS.has(digest) && hex(algorithms.whole) === `310f${digest}` && hex(signerVersion.whole) === ONE)
  const brought = inside(expect(certificates, 0xa0).content)
  want(brought.every(({ whole }, n) => n === 0 || isBefore(brought[n - 1].whole, whole))) // a SET in DER
  const known = await Promise.all(brought.map(({ whole }) => anyCertificate(whole)))
  const [issuer, number, ...rest] = inside(expect(sid, SEQUENCE).content)
  want(!rest.length)
  const named = known.filter((each) => same(each.issuer, issuer.whole) && same(each.number, expect(number, INTEGER).content))
  want(named.length === 1)
  const hash = DIGESTS.get(digest)
  want([RSA(hash), ECDSA(hash)].includes(hex(algorithm.whole)))
  return {
    version: hex(version.whole),
    encapsulated,
    certificates: known,
    signer: named[0],
    hash,
    values: attributeValues(expect(attributes, 0xa0)),
    signed: Uint8Array.from([SET, ...attributes.whole.subarray(1)]), // signed as a SET (RFC 5652, 5.4)
    algorithm,
    signature: expect(signature, OCTET_STRING).content,
    unsigned,
  }
}

const isBefore = (one, other) => {
  const place = one.findIndex((byte, n) => byte !== other[n])
  return place >= 0 && (other[place] === undefined ? false : one[place] < other[place])
}

/** The one value of each attribute, by its kind. */
function attributeValues({ content }) {
  const found = new Map()
  for (const attribute of inside(content)) {
    const [kind, values, ...more] = inside(expect(attribute, SEQUENCE).content)
    const all = inside(expect(values, SET).content)
    want(!found.has(hex(expect(kind, OID).content)) && all.length === 1 && !more.length)
    found.set(hex(kind.content), all[0])
  }
  return found
}

const holds = ({ signer, algorithm, signature, signed }) => isSignedWith(signer.spki, algorithm, signature, signed)

/** The container of a file's signature. Error for any other shape, or a time stamp that does not hold. */
export async function readContainer(container) {
  const found = await opened(container)
  const { values, certificates, unsigned } = found
  want(found.version === ONE && found.hash === 'SHA-256' && hex(found.encapsulated.whole) === `300b0609${DATA}`)
  want(isKeyForFiles(found.signer.spki) && [...values.keys()].every((kind) => ATTRIBUTES.has(kind)))
  want(hex(values.get(CONTENT_TYPE)?.content ?? []) === DATA)
  // The signed attributes name every certificate of the container: none can be changed, or come to it.
  const listed = inside(inside(expect(values.get(SIGNING_CERTIFICATE), SEQUENCE).content)[0].content)
  const hashes = listed.map((each) => hex(expect(inside(expect(each, SEQUENCE).content)[0], OCTET_STRING).content))
  want(hashes.sort().join() === certificates.map(({ digest }) => digest).sort().join())
  const authority = values.has(NAMED_AUTHORITY) ? hex(expect(values.get(NAMED_AUTHORITY), OCTET_STRING).content) : ''
  const token = tokenIn(unsigned)
  const stampedAt = token && (await stampTime(token, await sha256(found.signature), [authority]))
  return { ...found, digest: expect(values.get(MESSAGE_DIGEST), OCTET_STRING).content, authority, stampedAt, holds: () => holds(found) }
}

/** The one stamp that may stand unsigned, or null. */
function tokenIn(unsigned) {
  if (!unsigned.length) return null
  const [attribute, ...others] = inside(expect(unsigned[0], 0xa1).content)
  const [kind, values, ...more] = inside(expect(attribute, SEQUENCE).content)
  const all = inside(expect(values, SET).content)
  want(unsigned.length === 1 && !others.length && !more.length && hex(expect(kind, OID).content) === TIME_STAMP && all.length === 1)
  return all[0].whole
}

/** Who a token says it is by. */
export async function stamper(token) {
  want(token.length <= LARGEST_TOKEN)
  const { certificates } = await opened(token)
  want(certificates.length === 1)
  return certificates[0]
}

/** When a token (DER) stamped `imprint` (SHA-256), seconds since 1970. authorities: by whom it may be, by digest. */
export async function stampTime(token, imprint, authorities) {
  want(token.length <= LARGEST_TOKEN)
  const found = await opened(token)
  const { certificates, signer, values, hash } = found
  want(found.version === THREE && certificates.length === 1 && !found.unsigned.length)
  want(authorities.includes(signer.digest) && signer.usages.join() === STAMPING)
  const [kind, wrapped, ...more] = inside(expect(found.encapsulated, SEQUENCE).content)
  want(hex(expect(kind, OID).content) === STAMP_INFO && !more.length)
  const { content } = only(expect(wrapped, 0xa0).content, OCTET_STRING)
  const digest = new Uint8Array(await crypto.subtle.digest(hash, content))
  want(hex(values.get(CONTENT_TYPE)?.content ?? []) === STAMP_INFO)
  want(same(expect(values.get(MESSAGE_DIGEST), OCTET_STRING).content, digest) && (await holds(found)))
  const [, , message, , moment] = inside(only(content, SEQUENCE).content)
  const [imprintKind, imprinted] = inside(expect(message, SEQUENCE).content)
  want(hex(inside(imprintKind.content)[0].whole) === SHA256.slice(4, -4) && same(expect(imprinted, OCTET_STRING).content, imprint))
  const at = time(moment)
  want(signer.notBefore <= at && at <= signer.notAfter)
  return at
}

/** The name of the officer whose signature is inside the seal, '' where there is none. Error where it does not hold. */
export async function officerIn({ values, certificates }, documentDigest) {
  if (!values.has(OFFICER)) return ''
  const said = cbor.decode(expect(values.get(OFFICER), OCTET_STRING).content, { depth: 2, size: 4096 })
  want(said instanceof Map && said.size === 2 && [1, 2].every((key) => said.get(key) instanceof Uint8Array))
  const officer = await anyCertificate(said.get(1))
  const issuers = certificates.filter(({ subject, isCa }) => isCa && same(subject, officer.issuer))
  want(issuers.length === 1 && (await isBy(officer, issuers[0])) && officer.usages.includes(ACTING))
  const algorithm = read(Uint8Array.from(ECDSA('SHA-256').match(/../g), (pair) => parseInt(pair, 16)))
  want(await isSignedWith(officer.spki, algorithm, said.get(2), concat(OFFICER_WORDS, documentDigest)))
  want(officer.name && cbor.acceptable(officer.name))
  return officer.name
}
