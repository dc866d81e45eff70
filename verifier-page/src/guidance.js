// What to tell somebody who holds a paper before a camera, or has photographed it, and whose code is not read. The
// measures and bounds of certapp/scan/guidance.py and certapp/imaging/looking.py.

const DARK = 55 // mean grey level
const BURNT_PART = 0.04
const BURNT = 253 // from here on nothing is left of what was printed there
const MOVED = 6 // grey levels between two frames
const BLURRED = 0.38 // edges against contrast
const FEW_PIXELS = 230 // side of a symbol
const NO_CONTRAST = 12
const [ACROSS, DOWN] = [96, 72] // the picture in little

/**
 * The code of what would help. image: ImageData; unread: the corners of each symbol that was found and not read; before:
 * what an earlier frame looked like, or null. Answers {code, looks}.
 */
export function advice(image, unread, before = null) {
  const grey = greyOf(image)
  const looks = { ...grey, little: little(grey) }
  return { code: wanted(looks, unread, before), looks }
}

function wanted(looks, unread, before) {
  const brightness = mean(looks.little)
  if (brightness < DARK) return 'CAMERA_MORE_LIGHT'
  if (before && movement(before.little, looks.little) > MOVED) return 'CAMERA_HOLD_STILL'
  if (unread.length === 0) {
    if (burnt(looks, [0, 0, looks.width, looks.height]) > BURNT_PART) return 'CAMERA_LESS_GLARE'
    return sharpness(looks) < BLURRED ? 'CAMERA_SHARPER' : 'CAMERA_SHOW_CODE'
  }
  const largest = unread.reduce((one, other) => (side(other) > side(one) ? other : one))
  if (burnt(looks, box(largest, looks)) > BURNT_PART) return 'CAMERA_LESS_GLARE'
  if (side(largest) < FEW_PIXELS) return 'CAMERA_CLOSER'
  return sharpness(looks) < BLURRED ? 'CAMERA_SHARPER' : 'CAMERA_FLATTER'
}

function greyOf({ width, height, data }) {
  const levels = new Uint8Array(width * height)
  for (let n = 0, at = 0; n < levels.length; n += 1, at += 4) {
    levels[n] = (299 * data[at] + 587 * data[at + 1] + 114 * data[at + 2] + 500) / 1000
  }
  return { width, height, levels }
}

/** The mean of each of so many fields. */
function little({ width, height, levels }) {
  const found = new Float64Array(ACROSS * DOWN)
  for (let row = 0; row < DOWN; row += 1) {
    const [top, bottom] = span(row, DOWN, height)
    for (let column = 0; column < ACROSS; column += 1) {
      const [left, right] = span(column, ACROSS, width)
      let sum = 0
      for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) sum += levels[y * width + x]
      found[row * ACROSS + column] = sum / ((bottom - top) * (right - left))
    }
  }
  return found
}

function span(n, of, length) {
  const first = Math.min(length - 1, Math.floor((n * length) / of))
  return [first, Math.max(first + 1, Math.floor(((n + 1) * length) / of))]
}

const mean = (levels) => levels.reduce((sum, level) => sum + level, 0) / levels.length

/** How much two pictures differ, in grey levels for a place; light that came on does not count. */
function movement(before, after) {
  const share = mean(before) / Math.max(1, mean(after))
  return before.reduce((sum, level, n) => sum + Math.abs(level - Math.min(255, after[n] * share)), 0) / before.length
}

/** Which part of a box is white beyond reading. */
function burnt({ width, levels }, [left, top, right, bottom]) {
  let count = 0
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) count += levels[y * width + x] >= BURNT
  return count / Math.max(1, (right - left) * (bottom - top))
}

/** The steepest edges against the contrast, of the picture at half size, where there is less of the camera's noise. */
function sharpness(whole) {
  const { width, height, levels } = halved(whole)
  const contrast = levelAt(histogram(levels), 0.99) - levelAt(histogram(levels), 0.01)
  if (contrast <= NO_CONTRAST || Math.min(width, height) < 3) return Infinity
  const edges = new Uint8Array((width - 2) * (height - 2))
  for (let y = 1, n = 0; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1, n += 1) {
      const at = y * width + x
      const bend = levels[at - 1] + levels[at + 1] + levels[at - width] + levels[at + width] - 4 * levels[at]
      edges[n] = Math.max(0, Math.min(255, bend + 128))
    }
  }
  const counts = histogram(edges)
  return Math.max(128 - levelAt(counts, 0.005), levelAt(counts, 0.995) - 128) / contrast
}

function halved({ width, height, levels }) {
  const [across, down] = [width >> 1, height >> 1]
  const found = new Uint8Array(across * down)
  for (let y = 0; y < down; y += 1) {
    for (let x = 0; x < across; x += 1) {
      const at = 2 * y * width + 2 * x
      found[y * across + x] = (levels[at] + levels[at + 1] + levels[at + width] + levels[at + width + 1] + 2) >> 2
    }
  }
  return { width: across, height: down, levels: found }
}

function histogram(levels) {
  const counts = new Uint32Array(256)
  for (const level of levels) counts[level] += 1
  return counts
}

/** The level below which so much of a picture lies. */
function levelAt(counts, part) {
  const sought = part * counts.reduce((sum, count) => sum + count, 0)
  let seen = 0
  for (let level = 0; level < counts.length; level += 1) {
    seen += counts[level]
    if (seen > sought) return level
  }
  return counts.length - 1
}

/** The longest side in pixels. */
const side = (corners) =>
  Math.max(...corners.map(({ x, y }, n) => Math.hypot(x - corners[(n + 1) % 4].x, y - corners[(n + 1) % 4].y)))

function box(corners, { width, height }) {
  const [across, down] = ['x', 'y'].map((axis) => corners.map((each) => Math.round(each[axis])))
  const [left, top] = [Math.max(0, Math.min(...across)), Math.max(0, Math.min(...down))]
  return [left, top, Math.min(width, Math.max(Math.max(...across), left + 1)), Math.min(height, Math.max(Math.max(...down), top + 1))]
}
