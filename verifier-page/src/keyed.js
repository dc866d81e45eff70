// A code that a scanner typed through another country's keyboard layout, read back (docs/formats.md, "A code that came through a
// keyboard"). The tables come with the export; a reading counts only if its checksum is right, and no signature gets good by it.

import { EXTENSION_PREFIX } from './extension.js'
import {
  CHECKPOINT_PREFIX, CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, RECEIPT_PREFIX, TAG_PREFIX, TEST_PREFIX, fromText, kindOf,
} from './text.js'

const OPENINGS = [
  CODE_PREFIX, PICTURE_PREFIX, TAG_PREFIX, TEST_PREFIX, LIST_PREFIX, RECEIPT_PREFIX, EXTENSION_PREFIX, CHECKPOINT_PREFIX,
]
const [LAM_ALEF, LIGATURE] = ['\u0644\u0627', '\ufefb'] // some systems give two characters for one Arabic key
const LONGEST = 100_000

/** What was meant by a text that is no whole code: itself where no layout explains it. tables: [[characters, keys], ...]. */
export async function understood(text, tables) {
  const body = text.replace(/\s/g, '')
  if (text.length > LONGEST || (await isWhole(body))) return text
  let likeliest = OPENINGS.includes(kindOf(body)) ? text : null
  for (const form of new Set([body, body.replaceAll(LAM_ALEF, LIGATURE)])) {
    for (const [characters, keys] of tables) {
      const table = new Map([...characters].map((character, n) => [character, keys[n]]))
      const back = (part) => Array.from(part, (character) => table.get(character) ?? character).join('')
      if (!OPENINGS.some((opening) => back(form.slice(0, CODE_PREFIX.length)).startsWith(opening))) continue
      const meant = back(form)
      if (await isWhole(meant)) return meant
      likeliest ??= meant
    }
  }
  return likeliest ?? text
}

async function isWhole(text) {
  const opening = kindOf(text)
  if (!OPENINGS.includes(opening)) return false
  return fromText(text, opening).then(() => true, () => false)
}
