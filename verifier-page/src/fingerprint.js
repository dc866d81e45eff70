// Numbers that two people read to each other: of an authority's certificate, and of what a code says.

import { concat, hex, sha256 } from './bytes.js'

/** Of a certificate, eight groups of five digits: docs/formats.md, 7. */
export const fingerprint40 = async (certificate) => grouped(await sha256(certificate), 40, 5)

/** Of a code's payload, eight groups of three digits: as the desk has them for customs on the telephone. */
export async function codeFingerprint(payload) {
  return grouped(await sha256(concat(new TextEncoder().encode('certapp code 1\n'), payload)), 24, 3)
}

function grouped(digest, digits, size) {
  const number = BigInt(`0x${hex(digest.subarray(0, 17))}`) % 10n ** BigInt(digits)
  return number.toString().padStart(digits, '0').match(new RegExp(`.{${size}}`, 'g')).join(' ')
}
