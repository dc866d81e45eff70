// The pages of a PDF as drawings, by PDF.js. A script of its own, run only when somebody chooses a PDF.

import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { WorkerMessageHandler } from 'pdfjs-dist/legacy/build/pdf.worker.mjs'

globalThis.pdfjsWorker = { WorkerMessageHandler } // in this thread: the page may load nothing

// Resolution, first page, how many: the code stands on the first sheets of ours, in a bundle of scans on any.
const READING = [[150, 1, 10], [300, 1, 3], [150, 11, 60]]
const LONGEST_SIDE = 6000
const LONGEST = 30_000 // milliseconds for the whole file

/**
 * Draws pages one after the other for `look`, until it answers something or there are no more. Answers
 * that, or null.
 */
globalThis.certappPages = async (bytes, look) => {
  const until = performance.now() + LONGEST
  const loading = getDocument({
    data: bytes,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    enableXfa: false,
    stopAtErrors: true,
    maxImageSize: 40_000_000,
    verbosity: 0,
  })
  try {
    const pdf = await loading.promise
    for (const [dpi, first, count] of READING) {
      for (let number = first; number < Math.min(first + count, pdf.numPages + 1); number += 1) {
        if (performance.now() > until) return { found: null }
        const found = await look(await drawn(await pdf.getPage(number), dpi))
        if (found) return { found }
      }
    }
    return { found: null }
  } finally {
    await loading.destroy()
  }
}

async function drawn(page, dpi) {
  const natural = page.getViewport({ scale: 1 })
  const scale = Math.min(dpi / 72, LONGEST_SIDE / Math.max(natural.width, natural.height))
  const viewport = page.getViewport({ scale })
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(viewport.width))
  canvas.height = Math.max(1, Math.floor(viewport.height))
  await page.render({ canvas, viewport, annotationMode: 0 }).promise
  return canvas
}
