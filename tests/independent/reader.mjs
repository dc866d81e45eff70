// Reads the text of an export certificate's code and checks it against the signer's certificate.
// Usage: node reader.mjs CERTIFICATE < TEXT      (CERTIFICATE: X.509, PEM or DER)
// Prints {"verified": true, "claims": {...}} or {"verified": false, "reason": "..."}; exit code 0 or 1.

import { createHash, verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { decode, encode, Tagged } from 'cborg'

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  rejectDuplicateMapKeys: true,
  useMaps: true,
}
const TAG_SIGN1 = 18
const ES256 = -7
const CERTIFICATE_CLAIM = -65537

const FIELDS = {
  1: 'number', 2: 'issued_on', 3: 'valid_until', 4: 'kind', 5: 'owner', 6: 'consignee', 7: 'destination',
  8: 'object_count', 9: 'objects', 10: 'record_digest', 11: 'applicant', 12: 'return_by', 13: 'replaces',
}
const COLUMNS = ['type', 'title', 'materials', 'measurements', 'maker', 'date', 'hs']
const DAYS = new Set(['issued_on', 'valid_until', 'return_by'])
const PARTIES = new Set(['owner', 'consignee', 'applicant'])

function requireThat(condition, reason) {
  if (!condition) throw new Error(reason)
}

function fromBase32(letters) {
  requireThat(/^[A-Z2-7]+$/.test(letters), 'not base32')
  let bits = 0n
  for (const letter of letters) bits = (bits << 5n) | BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter))
  const spare = (letters.length * 5) % 8
  requireThat(spare < 5 && (bits & ((1n << BigInt(spare)) - 1n)) === 0n, 'not canonical base32')
  const length = (letters.length * 5 - spare) / 8
  return Buffer.from((bits >> BigInt(spare)).toString(16).padStart(length * 2, '0'), 'hex')
}

function inflate(compressed) {
  const { buffer, engine } = inflateSync(compressed, { maxOutputLength: 8192, info: true })
  requireThat(engine.bytesWritten === compressed.length, 'something behind the compressed message')
  return buffer
}

function parseSign1(message) {
  const parts = decode(message, { ...STRICT, tags: Tagged.preserve(TAG_SIGN1) })
  requireThat(parts instanceof Tagged && parts.tag === TAG_SIGN1, 'not a COSE_Sign1')
  requireThat(Array.isArray(parts.value) && parts.value.length === 4, 'not a COSE_Sign1')
  const [protectedBytes, unprotected, payload, signature] = parts.value
  requireThat(unprotected instanceof Map && unprotected.size === 0, 'an unprotected header')
  const header = decode(protectedBytes, STRICT)
  requireThat(header.size === 2 && header.get(1) === ES256, 'another algorithm than ES256')
  return { protectedBytes, kid: Buffer.from(header.get(4)), payload, signature }
}

function signatureIsGood(certificate, { protectedBytes, kid, payload, signature }) {
  const digest = createHash('sha256').update(certificate.raw).digest()
  if (!digest.subarray(0, 8).equals(kid)) return false
  const toBeSigned = encode(['Signature1', protectedBytes, new Uint8Array(0), payload])
  return verify('sha256', toBeSigned, { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' }, signature)
}

const day = (days) => new Date(days * 86_400_000).toISOString().slice(0, 10)
const hex = (bytes) => Buffer.from(bytes).toString('hex')

function shownObject(row) {
  return Object.fromEntries(row.map((value, n) => [COLUMNS[n], value]).filter(([, value]) => value !== ''))
}

function shown(name, value) {
  if (DAYS.has(name)) return day(value)
  if (PARTIES.has(name)) return { name: value[0], country: value[1] }
  if (name === 'kind') return { 1: 'permanent', 2: 'temporary' }[value]
  if (name === 'record_digest') return hex(value)
  if (name === 'objects') return value.map(shownObject)
  return value
}

function readClaims(payload) {
  const claims = decode(payload, STRICT)
  const certificate = claims.get(CERTIFICATE_CLAIM)
  return {
    issuer: claims.get(1),
    expires: new Date(claims.get(4) * 1000).toISOString(),
    issued_at: new Date(claims.get(6) * 1000).toISOString(),
    id: hex(claims.get(7)),
    ...Object.fromEntries([...certificate].map(([key, value]) => [FIELDS[key], shown(FIELDS[key], value)])),
  }
}

function read(text, certificate) {
  const letters = text.replace(/\s/g, '').toUpperCase()
  requireThat(letters.startsWith('XCERTB'), 'not an export certificate code')
  const message = parseSign1(inflate(fromBase32(letters.slice(6))))
  requireThat(signatureIsGood(certificate, message), 'the signature is not genuine')
  return readClaims(message.payload)
}

let outcome
try {
  const certificate = new X509Certificate(readFileSync(process.argv[2]))
  outcome = { verified: true, claims: read(readFileSync(0, 'ascii'), certificate) }
} catch (error) {
  outcome = { verified: false, reason: error.message }
}
console.log(JSON.stringify(outcome, null, 2))
process.exitCode = outcome.verified ? 0 : 1
