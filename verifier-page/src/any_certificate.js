// Certificates and revocation lists of anybody (X.509), as a file's own signature, its time stamps and its archive bring
// them: RSA and the curves that browsers know. What is believed is judged by certificate.js alone.

import { hex, same, sha256 } from './bytes.js'
import { CONSTRAINTS, EXTENDED, extendedUsages, readExtensions } from './certificate.js'
import { BIT_STRING, INTEGER, OID, SEQUENCE, SET, broken, expect, inside, oid, only, rawSignature, time } from './der.js'

/** Another way of signing than this page knows: it cannot say whether the signature is good. */
export class NotJudged extends Error {
  name = 'NotJudged'
}

const id = (dotted) => hex(oid(dotted))
const RSA = id('1.2.840.113549.1.1.1')
const EC = id('1.2.840.10045.2.1')
const CURVES = new Map([[id('1.2.840.10045.3.1.7'), ['P-256', 32]], [id('1.3.132.0.34'), ['P-384', 48]], [id('1.3.132.0.35'), ['P-521', 66]]])
const HASHES = ['SHA-256', 'SHA-384', 'SHA-512']
const ALGORITHMS = new Map([
  ...HASHES.map((hash, n) => [id(`1.2.840.113549.1.1.${11 + n}`), { kind: RSA, hash }]),
  ...HASHES.map((hash, n) => [id(`1.2.840.10045.4.3.${2 + n}`), { kind: EC, hash }]),
])
// Known elsewhere, but not to browsers: RSA with SHA-1 or PSS, ECDSA with other digests, Edwards curves; and curves.
const ELSEWHERE = /^(?:2a864886f70d010101?[5ae]|2a8648ce3d04(?:01|0301)|2b65(?:70|71)|60864801650304|2a8648ce3d0301|2b8104|2b24030302)/
const NAME = id('2.5.4.3')
const WORDS = new Set([0x0c, 0x13, 0x16]) // UTF8String, PrintableString, IA5String

/** Whether a signature (as it stands in DER) over data was made with the key `spki`, by this AlgorithmIdentifier. */
export async function isSignedWith(spki, algorithm, signature, data) {
  const way = hex(expect(inside(algorithm.content)[0], OID).content)
  const known = ALGORITHMS.get(way)
  const [kind, parameter] = inside(expect(inside(spki.content)[0], SEQUENCE).content)
  const isRsa = hex(kind.content) === RSA
  const named = hex(parameter?.content ?? [])
  const [curve, size] = CURVES.get(named) ?? []
  if ((!known && ELSEWHERE.test(way)) || (!isRsa && !curve && ELSEWHERE.test(named))) throw new NotJudged()
  if (hex(expect(kind, OID).content) !== known?.kind || (!isRsa && !curve)) return false
  const how = isRsa ? { name: 'RSASSA-PKCS1-v1_5', hash: known.hash } : { name: 'ECDSA', namedCurve: curve, hash: known.hash }
  const key = await crypto.subtle.importKey('spki', spki.whole, how, false, ['verify'])
  return crypto.subtle.verify(how, key, isRsa ? signature : rawSignature(signature, size), data)
}

/** Whether a key is one that a file may be signed with: P-256, or RSA of 2048 to 4096 bits. */
export function isKeyForFiles(spki) {
  const [algorithm, bits] = inside(spki.content)
  const [kind, parameter] = inside(expect(algorithm, SEQUENCE).content)
  if (hex(kind.content) !== RSA) return CURVES.get(hex(parameter?.content ?? []))?.[0] === 'P-256'
  const [modulus] = inside(only(expect(bits, BIT_STRING).content.subarray(1), SEQUENCE).content)
  const digits = BigInt(`0x${hex(expect(modulus, INTEGER).content)}`).toString(2).length
  return 2048 <= digits && digits <= 4096
}

/** What was signed, how and with what, of a certificate or list; its two mentions of how agree. */
function parts(der) {
  const [body, algorithm, bits, ...more] = inside(only(der, SEQUENCE).content)
  const { content } = expect(bits, BIT_STRING)
  if (more.length || content[0] !== 0) broken()
  return { body: expect(body, SEQUENCE), algorithm: expect(algorithm, SEQUENCE), signature: content.subarray(1) }
}

/** A certificate (DER) that can be read; nothing says that it is good. */
export async function anyCertificate(der) {
  const { body, algorithm, signature } = parts(der)
  const fields = inside(body.content)
  if (fields[0]?.tag === 0xa0) fields.shift() // its version
  const [number, inner, issuer, validity, subject, spki, ...rest] = fields
  if (!same(expect(inner, SEQUENCE).whole, algorithm.whole)) broken()
  const [begin, end] = inside(expect(validity, SEQUENCE).content)
  const last = rest.find(({ tag }) => tag === 0xa3)
  const extensions = last ? readExtensions(last.content) : new Map()
  const digest = await sha256(der)
  return {
    der,
    digest: hex(digest),
    kid: hex(digest.subarray(0, 8)),
    number: expect(number, INTEGER).content,
    issuer: expect(issuer, SEQUENCE).whole,
    subject: expect(subject, SEQUENCE).whole,
    name: nameIn(subject),
    notBefore: time(begin),
    notAfter: time(end),
    spki: expect(spki, SEQUENCE),
    usages: extendedUsages(extensions.get(EXTENDED)),
    isCa: hex(extensions.get(CONSTRAINTS)?.value ?? []).includes('0101ff'),
    algorithm,
    signature,
    signed: body.whole,
  }
}

/** The parts of a revocation list (DER) by which it is told whose it is. */
export function anyList(der) {
  const { body, algorithm, signature } = parts(der)
  const fields = inside(body.content)
  if (fields[0]?.tag === INTEGER) fields.shift() // its version
  const [inner, issuer] = fields
  if (!same(expect(inner, SEQUENCE).whole, algorithm.whole)) broken()
  return { issuer: expect(issuer, SEQUENCE).whole, algorithm, signature, signed: body.whole }
}

/** Whether a certificate or list was signed by this certificate. */
export const isBy = async (item, issuer) =>
  same(item.issuer, issuer.subject) && isSignedWith(issuer.spki, item.algorithm, item.signature, item.signed)

/** The common name in a subject, '' where there is none or more than one. */
function nameIn(subject) {
  const found = []
  for (const group of inside(subject.content)) {
    for (const attribute of inside(expect(group, SET).content)) {
      const [kind, value] = inside(expect(attribute, SEQUENCE).content)
      if (hex(kind.content) === NAME && WORDS.has(value.tag)) found.push(new TextDecoder().decode(value.content))
    }
  }
  return found.length === 1 ? found[0] : ''
}
