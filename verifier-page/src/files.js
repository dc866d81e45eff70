// What somebody chose, dropped or photographed: a PDF, a picture or a text, told apart by what it holds.

import { Refusal } from './bytes.js'
import { NO_CODES, areOurs, codesIn, codesInPhotograph } from './codes.js'
import { pdfSignature } from './pdf_signature.js'
import { CODE_PREFIX, kindOf } from './text.js'

const LARGEST = 60 << 20
const LARGEST_TEXT = 100_001

/**
 * The texts on a file: {code, picture, tag, bulletins, pdf}; pdf: of a PDF what its signature came to, as
 * `pdfSignature` answers; null of anything else. Of a picture `advice`: what would help where nothing was read. Refusals as in docs/formats.md, 5, of files.
 */
export async function codesInFile(file) {
  if (file.size === 0) throw new Refusal('FILE_EMPTY')
  if (file.size > LARGEST) throw new Refusal('FILE_TOO_LARGE', { file: file.name, most: LARGEST >> 20 })
  let bytes
  try {
    bytes = new Uint8Array(await file.arrayBuffer())
  } catch {
    throw new Refusal('FILE_NOT_READABLE', { file: file.name })
  }
  const opening = String.fromCharCode(...bytes.subarray(0, 1024))
  if (opening.includes('%PDF-')) return codesInPdf(bytes)
  const isPicture = file.type.startsWith('image/') || opening.startsWith('\xff\xd8\xff') || opening.startsWith('\x89PNG\r\n\x1a\n')
  if (isPicture) return codesInPhotograph(bytes, file.type)
  const text = new TextDecoder().decode(bytes.subarray(0, LARGEST_TEXT))
  return { ...NO_CODES, code: text.trim() }
}

async function codesInPdf(bytes) {
  const signature = await pdfSignature(bytes) // first: the reader of pages takes the bytes away
  let other = null
  const bulletins = []
  const look = async (page) => {
    const codes = await codesIn(page, page.width, page.height)
    bulletins.push(...codes.bulletins)
    if (kindOf(codes.code) === CODE_PREFIX) return codes
    if (codes.code && !(other && areOurs(other))) other = codes
    return null
  }
  let pages = null
  try {
    pages = await pagesOf()(bytes, look)
  } catch (error) {
    if (error instanceof Refusal) throw error
  }
  return { ...(pages?.found ?? other ?? NO_CODES), bulletins: [...new Set(bulletins)], pdf: signature }
}

/** PDF.js, which lies in the page as text until it is needed: it is most of the page. */
function pagesOf() {
  if (!globalThis.certappPages) {
    const script = document.createElement('script')
    script.textContent = document.getElementById('pdf-reader').textContent
    document.head.append(script)
  }
  return globalThis.certappPages
}
