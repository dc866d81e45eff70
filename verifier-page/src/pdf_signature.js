// The signature of a PDF (docs/document.md, 2 and 3), in the order of the program: what it covers, the container, the
// archives behind it, digest and signature, the officer inside, and what the file may hold. Who signed is for the caller.

import { NotJudged } from './any_certificate.js'
import { sha256 } from './bytes.js'
import { officerIn, readContainer } from './cms.js'
import { read } from './der.js'
import { checkArchives, split } from './pdf_archive.js'
import { recordInside } from './pdf_inside.js'
import { NotGenuine } from './pdf_objects.js'

const MARKS = ['/ByteRange', '/Adobe.PPKLite', '/ETSI.CAdES', '/DocMDP'] // stand only in a file that is signed, or was
const RANGE = /\/ByteRange \[0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10})\] *\n/y

/**
 * What the signature of a file says: {state, code?, params?, signer?, record?, officer?, stampedAt?, archivedAt?}.
 * absent: none; false: why, by code; doubtful: by a way of signing that this page does not know; holds: by the certificate
 * `signer`, over all of the file, which holds nothing but what certificates hold; record: the one in it, or null.
 */
export async function pdfSignature(bytes) {
  const text = new TextDecoder('latin1').decode(bytes) // a character for each byte
  if (!MARKS.some((mark) => text.includes(mark))) return { state: 'absent' }
  try {
    return await judged(bytes, text)
  } catch (error) {
    if (error instanceof NotJudged) return { state: 'doubtful', code: 'PDF_NOT_JUDGED', params: {} }
    const { code, params } = error instanceof NotGenuine ? error : new NotGenuine('PDF_DAMAGED')
    return { state: 'false', code, params }
  }
}

async function judged(whole, wholeText) {
  if (!wholeText.startsWith('%PDF-')) throw new NotGenuine('PDF_DAMAGED')
  const { end, archives } = split(wholeText)
  const [bytes, text] = [whole.subarray(0, end), wholeText.slice(0, end)] // from here on the signed file alone
  const { before, resume, contents } = extent(text)
  const container = unpadded(contents)
  const info = await otherwise('PDF_SIGNATURE_KIND', () => readContainer(container))
  const archivedAt = await checkArchives(whole, archives, info)
  const covered = new Uint8Array(before + bytes.length - resume)
  covered.set(bytes.subarray(0, before))
  covered.set(bytes.subarray(resume), before)
  const digest = await sha256(covered)
  const isWhole = info.digest.length === digest.length && info.digest.every((byte, n) => byte === digest[n])
  if (!isWhole || !(await otherwise('PDF_CHANGED', info.holds))) throw new NotGenuine('PDF_CHANGED')
  const officer = await otherwise('PDF_SIGNATURE_KIND', () => officerIn(info, digest))
  const record = await recordInside(bytes, text, [0, before, resume, bytes.length - resume], contents)
  return { state: 'holds', signer: info.signer, record, officer, stampedAt: info.stampedAt, archivedAt }
}

/** Where the digits of the last signature stand, which must leave out itself and nothing else. */
function extent(text) {
  RANGE.lastIndex = text.lastIndexOf('/ByteRange')
  const found = RANGE.lastIndex < 0 ? null : RANGE.exec(text)
  if (!found) throw new NotGenuine('PDF_CHANGED')
  const [before, resume, after] = found.slice(1).map(Number)
  if (resume + after < text.length) throw new NotGenuine('PDF_EXTENDED')
  const gap = text.slice(before, resume)
  if (resume + after > text.length || !/^<[0-9A-F]+>$/.test(gap) || gap.length % 2 || found.index !== resume + 1) {
    throw new NotGenuine('PDF_CHANGED')
  }
  return { before, resume, contents: Uint8Array.from(gap.slice(1, -1).match(/../g), (pair) => parseInt(pair, 16)) }
}

/** The CMS container, behind which there may be nothing but zeros. */
function unpadded(contents) {
  let outer = null
  try {
    outer = read(contents)
  } catch {
    throw new NotGenuine(contents[0] === 0x30 && contents[1] >= 0x80 ? 'PDF_SIGNATURE_KIND' : 'PDF_CHANGED') // no DER
  }
  if (!outer.content.length || contents.subarray(outer.end).some(Boolean)) throw new NotGenuine('PDF_CHANGED')
  return outer.whole
}

/** What `step` comes to; any failure but of a way that is not known means that the file is false, by this code. */
async function otherwise(code, step) {
  try {
    return await step()
  } catch (error) {
    throw error instanceof NotJudged ? error : new NotGenuine(code)
  }
}
