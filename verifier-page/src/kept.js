// Printed bulletins that were scanned in, kept by the browser from one opening of the page to the next. Only their texts:
// each is checked again whenever the page is opened. Some browsers keep nothing for a page from a file, or in a private
// window; then that is said.

import { sequenceOf, takeAdditions } from './additions.js'
import { Refusal } from './bytes.js'

const KEY = 'certapp printed bulletins'
const MOST = 60
const LONGEST = 1600

/** The texts that are kept, the newest last. */
export function keptTexts() {
  try {
    const texts = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string' && text.length <= LONGEST).slice(-MOST) : []
  } catch {
    return []
  }
}

/** Keep these and no others; whether the browser does. */
export function keep(texts) {
  try {
    const written = JSON.stringify([...new Set(texts)].slice(-MOST))
    if (texts.length) localStorage.setItem(KEY, written)
    else localStorage.removeItem(KEY)
    return !texts.length || localStorage.getItem(KEY) === written
  } catch {
    return false
  }
}

/** Add the kept ones to the lists of a page that was just opened; answers how many count. What is known or false goes. */
export async function takeKept(view) {
  const numbered = await Promise.all(keptTexts().map(async (text) => [await sequenceOf(text), text]))
  const staying = []
  let count = 0
  for (const [, text] of numbered.filter(([sequence]) => sequence > 0).sort(([one], [other]) => one - other)) {
    try {
      if (!(await takeAdditions(text, view)).isNew) continue // a newer full bulletin has come
      count += 1
      staying.push(text)
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      const isForAnotherPage = refusal.code === 'ADDITIONS_SIGNATURE' && !view.anchors.has(refusal.params.country)
      const isForLater = refusal.code === 'ADDITIONS_OTHER_BASE' && refusal.params.base > refusal.params.here
      if (isForAnotherPage || isForLater) staying.push(text)
    }
  }
  keep(staying)
  return count
}

/** Add printed bulletins that were scanned, in the order of what they add to, and keep them; answers what came of them. */
export async function takePrinted(texts, view) {
  const said = []
  const numbered = await Promise.all(texts.map(async (text) => [await sequenceOf(text), text]))
  for (const [, text] of numbered.sort(([one], [other]) => one - other)) {
    try {
      const params = await takeAdditions(text, view)
      said.push({ code: 'PRINTED_BULLETIN_READ', params })
      if (!params.isNew) continue
      const isKept = keep([...keptTexts(), text])
      if (isKept) view.kept += 1
      said.push({ code: isKept ? 'PRINTED_BULLETIN_KEPT' : 'PRINTED_BULLETIN_NOT_KEPT', params: {} })
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      said.push({ code: refusal.code, params: refusal.params })
    }
  }
  return said
}
