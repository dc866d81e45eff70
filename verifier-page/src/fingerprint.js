// The number that two people read to each other before a country's authority is believed.

import { hex, sha256 } from './bytes.js'

/** Eight groups of five digits: docs/formats.md, 7. */
export async function fingerprint40(certificate) {
  const digest = await sha256(certificate)
  const digits = (BigInt(`0x${hex(digest.subarray(0, 17))}`) % 10n ** 40n).toString().padStart(40, '0')
  return digits.match(/.{5}/g).join(' ')
}
