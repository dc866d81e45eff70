// Reads the text of an export certificate's code and checks it against the signer's certificate.
// Usage: node reader.mjs CERTIFICATE < TEXT      (CERTIFICATE: X.509, PEM or DER)
// Prints {"verified": true, "claims": {...}} or {"verified": false, "reason": "..."}; exit code 0 or 1.

import { createHash, verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readClaims } from './claims.mjs'
import { readCbor, readText, requireThat } from './cose.mjs'

function read(text, certificate) {
  const { kid, payload, signature, signed } = readText(text)
  const digest = createHash('sha256').update(certificate.raw).digest('hex')
  const key = { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' }
  requireThat(digest.slice(0, 16) === kid && verify('sha256', signed, key, signature), 'SIGNATURE_WRONG')
  return readClaims(readCbor(payload)).shown
}

let outcome
try {
  const certificate = new X509Certificate(readFileSync(process.argv[2]))
  outcome = { verified: true, claims: read(readFileSync(0, 'utf8'), certificate) }
} catch (error) {
  outcome = { verified: false, reason: error.message }
}
console.log(JSON.stringify(outcome, null, 2))
process.exitCode = outcome.verified ? 0 : 1
