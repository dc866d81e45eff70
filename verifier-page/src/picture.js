// The signed picture of an object, made visible; never more than 128 pixels a side.

const MOST = 128

/** Width and height that a WebP file announces, [0, 0] where it announces none. */
export function webpSize(webp) {
  const kind = String.fromCharCode(...webp.subarray(12, 16))
  const view = new DataView(webp.buffer, webp.byteOffset, webp.length)
  if (webp.length < 30) return [0, 0]
  if (kind === 'VP8 ') return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
  }
  return [0, 0]
}

/** A canvas with the picture. Error where it cannot be shown. */
export async function drawPicture(webp) {
  const [width, height] = webpSize(webp)
  if (width < 1 || height < 1 || width > MOST || height > MOST) throw new Error('too large')
  const bitmap = await createImageBitmap(new Blob([webp], { type: 'image/webp' }))
  const canvas = document.createElement('canvas')
  canvas.width = bitmap.width
  canvas.height = bitmap.height
  canvas.getContext('2d').drawImage(bitmap, 0, 0)
  bitmap.close()
  return canvas
}
