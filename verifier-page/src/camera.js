// The device's camera, looked through until a code is read. Where the browser gives none, a photograph is taken instead.

import { codesInFrame } from './codes.js'

const PAUSE = 150 // milliseconds between two looks

export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia)

/**
 * Looks until a code is read or `stop` is called; `advise` is told meanwhile, by its code, what would help. Error where the
 * camera may not be used.
 */
export async function lookThrough(video, advise) {
  const wanted = { video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } }, audio: false }
  const stream = await navigator.mediaDevices.getUserMedia(wanted)
  video.srcObject = stream
  let looking = true
  let before = null
  const found = (async () => {
    try {
      await video.play()
      while (looking) {
        const codes = video.videoWidth ? await codesInFrame(video, before) : { code: '' }
        if (codes.code) return codes
        if (looking && codes.advice) advise(codes.advice)
        before = codes.looks ?? before
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
      }
      return null
    } finally {
      stream.getTracks().forEach((track) => track.stop())
      video.srcObject = null
    }
  })()
  return { found, stop: () => (looking = false) }
}
