// QR codes in a picture, read by zxing-cpp, which the program itself reads with. A dense code on a poor picture is
// often read only when enlarged: that is tried too.

import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { fromBase64, Refusal } from './bytes.js'
import { EXTENSION_PREFIX } from './extension.js'
import { advice } from './guidance.js'
import { CHECKPOINT_PREFIX, CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, RECEIPT_PREFIX, TAG_PREFIX, kindOf } from './text.js'

const LARGE = 4_000_000
const MOST_PIXELS = 16_000_000
const MOST_MEGAPIXELS = 100
const [SCAN, END] = [0xda, 0xd9] // markers of a JPEG
const OPTIONS = { formats: ['QRCode'], tryHarder: true, textMode: 'Plain', maxNumberOfSymbols: 8 }

let prepared = false

function prepare() {
  if (prepared) return
  const wasmBinary = fromBase64(document.getElementById('code-reader').textContent.trim()).buffer
  prepareZXingModule({ overrides: { wasmBinary } })
  prepared = true
}

// Of several codes on one page the first kind is what the page is.
const OURS = [CODE_PREFIX, TAG_PREFIX, EXTENSION_PREFIX, RECEIPT_PREFIX, LIST_PREFIX, CHECKPOINT_PREFIX]
export const NO_CODES = { code: '', picture: '', tag: '', bulletins: [], pdf: null }

/** Whether codes were found that are ours. */
export const areOurs = ({ code }) => OURS.includes(kindOf(code))

/** The texts in a drawing (canvas, image): {code, picture, tag, bulletins}, the certificate's and what lies beside it. */
export async function codesIn(drawing, width, height) {
  prepare()
  let other = ''
  for (const scale of scales(width * height)) {
    const found = await readBarcodes(pixels(drawing, width, height, scale), OPTIONS)
    const codes = ours(found)
    if (codes.code) return codes
    other ||= found[0]?.text ?? ''
  }
  return { ...NO_CODES, code: other }
}

/**
 * One look at a frame of the camera, which the next one follows soon: the codes as above; where none of ours is read,
 * `advice` says by its code what would help, and `looks` is what the next frame is held against.
 */
export async function codesInFrame(video, before) {
  prepare()
  const { videoWidth: width, videoHeight: height } = video
  return look(pixels(video, width, height, 1), before)
}

/** The codes in an image, or what would help to read one. */
async function look(image, before) {
  const found = await readBarcodes(image, { ...OPTIONS, returnErrors: true })
  const codes = ours(found.filter(({ isValid }) => isValid))
  if (codes.code) return codes
  if (found.some(({ isValid }) => isValid)) return { ...NO_CODES, advice: 'NOT_OUR_CODE' }
  const corners = ({ position: { topLeft, topRight, bottomRight, bottomLeft } }) => [topLeft, topRight, bottomRight, bottomLeft]
  const { code, looks } = advice(image, found.map(corners), before)
  return { ...NO_CODES, advice: code, looks }
}

/** The certificate's code and what lies beside it; without one, another code of ours by itself. */
function ours(found) {
  const every = (kind) => found.map(({ text }) => text).filter((text) => kindOf(text) === kind)
  const [code = ''] = OURS.flatMap(every)
  if (kindOf(code) !== CODE_PREFIX) return { ...NO_CODES, code, bulletins: every(LIST_PREFIX) }
  const [[picture = ''], [tag = '']] = [PICTURE_PREFIX, TAG_PREFIX].map(every)
  return { ...NO_CODES, code, picture, tag }
}

/** The codes on a photograph, or in `advice` what would help to read one. Refusals PICTURE_NOT_AN_IMAGE, PICTURE_TOO_LARGE. */
export async function codesInPhotograph(bytes, type) {
  const [width, height] = announcedSize(bytes)
  if (width * height > MOST_MEGAPIXELS * 1_000_000) {
    throw new Refusal('PICTURE_TOO_LARGE', { megapixels: MOST_MEGAPIXELS, megabytes: 60 })
  }
  if (!isWhole(bytes)) throw new Refusal('PICTURE_NOT_AN_IMAGE') // browsers would show the first half of it
  let bitmap
  try {
    bitmap = await createImageBitmap(new Blob([bytes], { type }))
  } catch {
    throw new Refusal('PICTURE_NOT_AN_IMAGE')
  }
  const { width: across, height: down } = bitmap
  try {
    const codes = await codesIn(bitmap, across, down)
    if (codes.code) return codes
    return { ...codes, advice: (await look(pixels(bitmap, across, down, across * down > LARGE ? 0.5 : 1), null)).advice }
  } finally {
    bitmap.close()
  }
}

/** A large photograph has pixels to spare: half of them in each direction usually do, and are read faster. */
function scales(area) {
  const whole = Math.min(1, Math.sqrt(MOST_PIXELS / area))
  const wanted = area >= LARGE ? [0.5, whole, 2] : [1, 2, 3]
  return wanted.filter((scale) => area * scale * scale <= MOST_PIXELS * 1.01)
}

function pixels(drawing, width, height, scale) {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context.imageSmoothingQuality = 'high'
  context.drawImage(drawing, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

/** Whether a JPEG or PNG has its end; of any other picture the browser knows. */
function isWhole(bytes) {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return new TextDecoder('latin1').decode(bytes.subarray(-4096)).includes('IEND')
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return true
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 2
  while (at + 4 < bytes.length && bytes[at] === 0xff && bytes[at + 1] !== SCAN) at += 2 + view.getUint16(at + 2)
  for (at += 2; at + 1 < bytes.length; at += 1) if (bytes[at] === 0xff && bytes[at + 1] === END) return true
  return false
}

/** Width and height by the header of a PNG or JPEG, [0, 0] of anything else: known before it is unpacked. */
export function announcedSize(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length > 24 && view.getUint32(0) === 0x89504e47) return [view.getUint32(16), view.getUint32(20)]
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return [0, 0]
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1]
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)]
  }
  return [0, 0]
}
