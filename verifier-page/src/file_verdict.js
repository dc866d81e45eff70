// One verdict for a PDF (docs/formats.md, 5): an altered file is never genuine, however good the code printed on it. As
// certapp/service/verifying.py.

import { Refusal, same, sha256 } from './bytes.js'
import * as cbor from './cbor.js'
import { isBelieved, judge, judgeCertificate, unreadable } from './judge.js'
import { CODE_PREFIX, kindOf } from './text.js'

/** The verdict on a PDF by the code on its pages ('' for none) and what its signature came to. */
export async function judgePdf(code, pdf, view, now) {
  const isSigned = pdf.state !== 'absent'
  if (code && !isSigned && kindOf(code) !== CODE_PREFIX) {
    const found = await judge(code, view, now) // labels, sheets, receipts: the file of it is not signed
    if (found.reasons[0].code !== 'NOT_OUR_CODE') return found
  }
  const found = code ? await judgeCertificate(code, view, now) : unreadable('NO_CODE_IN_PDF')
  return together(found, pdf, view, now)
}

async function together(verdict, { state, code, params, signer, record }, view, now) {
  const instead = (outcome, colour, ...reasons) => {
    const claims = outcome === 'NOT_GENUINE' ? null : verdict.claims
    return { ...verdict, outcome, colour, claims, reasons: reasons.map(([code, params = {}]) => ({ code, params })) }
  }
  const doubted = (reason) => {
    const colour = verdict.colour === 'green' ? 'amber' : verdict.colour
    return { ...verdict, colour, reasons: [...verdict.reasons, { code: reason, params: {} }] }
  }
  if (state === 'false') return instead('NOT_GENUINE', 'red', ['PDF_ALTERED'], [code, params])
  if (state === 'absent') return doubted('PDF_NOT_SIGNED')
  if (state === 'doubtful') return doubted('PDF_NOT_JUDGED')
  if (!(await isBelieved(signer, view, now))) {
    return verdict.outcome === 'GENUINE' ? instead('UNKNOWN_ISSUER', 'amber', ['PDF_SIGNER_UNKNOWN']) : verdict
  }
  if (verdict.signer && !same(signer.der, verdict.signer.der)) return instead('NOT_GENUINE', 'red', ['PDF_SIGNER_DIFFERS'])
  if (verdict.claims && !(await isRecordOf(record, verdict.claims))) return instead('NOT_GENUINE', 'red', ['RECORD_DIFFERS'])
  return verdict
}

/** Whether the record in the file has the digest and number that the code was signed for; none at all has not. */
async function isRecordOf(record, { recordDigest, number }) {
  if (!record || !same(await sha256(record), recordDigest)) return false
  try {
    const read = cbor.decode(record, cbor.RECORD)
    return read instanceof Map && read.get('certificate_no') === number
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    return false
  }
}
