// The page: what is handed in is read, judged and shown. Nothing leaves it.

import { fromBase64, Refusal, same, sha256 } from './bytes.js'
import { sequenceOf, takeAdditions } from './additions.js'
import { hasCamera, lookThrough } from './camera.js'
import { NO_CODES } from './codes.js'
import { codesInFile } from './files.js'
import { judge, judgePicture, tagBeside, unreadable } from './judge.js'
import { drawPicture } from './picture.js'
import { LIST_PREFIX, kindOf } from './text.js'
import { viewOf } from './trust.js'
import { authorities, dataLines, make, verdictCard } from './view.js'
import { Words } from './words.js'

const data = JSON.parse(document.getElementById('data').textContent)
const isAble = Boolean(globalThis.crypto?.subtle && globalThis.DecompressionStream)
const believed = !isAble ? new Promise(() => {}) : viewOf(files(data))
function files({ packages, bulletins, digests, ...rest }) {
  const bytes = (list) => list.map(fromBase64)
  return { ...rest, packages: bytes(packages), bulletins: bytes(bulletins), digests: bytes(digests) }
}

const at = (id) => document.getElementById(id)
const clock = () => Math.floor(Date.now() / 1000)

let w
let shown = null // what the last verdict was on, to be said again in another language
let turn = 0 // only the newest answer is shown
let camera = null

const languageOf = (tag) => data.languages.find((each) => each.tag === tag)

function speak(tag) {
  w = new Words(languageOf(tag) ?? data.languages[0])
  document.documentElement.lang = w.tag
  document.documentElement.dir = w.rtl ? 'rtl' : 'ltr'
  document.title = w.say('Verify an export certificate')
  for (const element of document.querySelectorAll('[data-say]')) element.textContent = w.say(element.dataset.say)
  at('about').replaceChildren(...dataLines(w, data, clock()))
  believed.then(
    async (view) => at('known').replaceChildren(...(await authorities(w, view))),
    () => at('broken').removeAttribute('hidden'),
  )
  if (shown) show(shown)
}

function show(found) {
  shown = found
  at('result').replaceChildren(...verdictCard(w, found))
  at('result').dataset.turn = turn
}

/** Judge what `reading` brings. Nothing of an earlier verdict may stand beside a new paper. */
async function take(source, reading) {
  const mine = ++turn
  shown = null
  at('result').replaceChildren(make('p', { class: 'quiet' }, w.say('Reading…')))
  let found
  try {
    found = await judged(source, await reading())
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    found = { source, verdict: unreadable(refusal.code, refusal.params), picture: null, tag: null }
  }
  if (mine !== turn) return
  show(found)
  at('result').scrollIntoView({ block: 'start' })
}

async function judged(source, { code, picture, tag: tagText, bulletins, pdf }) {
  const [view, now] = [await believed, clock()]
  let verdict = await judge(code, view, now)
  if (kindOf(code) === LIST_PREFIX) {
    const reasons = [...verdict.reasons, ...(await takePrinted(bulletins.length ? bulletins : [code], view))]
    return { source, verdict: { ...verdict, reasons }, picture: null, tag: null }
  }
  let tag = verdict.tag ?? null
  const doubt = (reason) => {
    const colour = verdict.colour === 'green' ? 'amber' : verdict.colour
    verdict = { ...verdict, colour, reasons: [...verdict.reasons, { code: reason, params: {} }] }
  }
  let drawing = null
  if (picture && verdict.claims) {
    try {
      const { number, webp } = await judgePicture(picture, verdict)
      drawing = { number, canvas: await drawPicture(webp) }
    } catch {
      doubt('PICTURE_CODE_FALSE')
    }
  }
  if (tagText && verdict.claims) {
    tag = await tagBeside(tagText, verdict, view, now)
    if (!tag) doubt('TAG_OF_ANOTHER')
  }
  return { source, verdict: pdf ? await withFile(verdict, pdf, view) : verdict, picture: drawing, tag, pdf }
}

/** One verdict for a PDF: an altered file is never genuine, however good the code that is printed on it. */
async function withFile(verdict, { state, signer, record }, view) {
  const changed = (outcome, colour, ...codes) => {
    const reasons = codes.map((code) => ({ code, params: {} }))
    return { ...verdict, outcome, colour, reasons, claims: outcome === 'NOT_GENUINE' ? null : verdict.claims }
  }
  const doubted = (code) => {
    const colour = verdict.colour === 'green' ? 'amber' : verdict.colour
    return { ...verdict, colour, reasons: [...verdict.reasons, { code, params: {} }] }
  }
  if (state === 'changed') return changed('NOT_GENUINE', 'red', 'PDF_ALTERED', 'PDF_CHANGED')
  if (state === 'kind') return changed('NOT_GENUINE', 'red', 'PDF_ALTERED', 'PDF_SIGNATURE_KIND')
  if (!verdict.claims) return verdict
  if (state === 'absent') return doubted('PDF_NOT_SIGNED')
  if (state === 'extended') return doubted('PDF_NOT_JUDGED')
  const known = (view.signers.get(signer.kid) ?? []).some((each) => same(each.der, signer.der))
  if (!known) return verdict.outcome === 'GENUINE' ? changed('UNKNOWN_ISSUER', 'amber', 'PDF_SIGNER_UNKNOWN') : verdict
  if (!same(signer.der, verdict.signer.der)) return changed('NOT_GENUINE', 'red', 'PDF_SIGNER_DIFFERS')
  const isRecord = record && same(await sha256(record), verdict.claims.recordDigest)
  return isRecord ? verdict : changed('NOT_GENUINE', 'red', 'RECORD_DIFFERS')
}

/** Add printed bulletins to the lists of this page, in the order of what they add to; answers what came of them. */
async function takePrinted(texts, view) {
  const said = []
  const numbered = await Promise.all(texts.map(async (text) => [await sequenceOf(text), text]))
  for (const [, text] of numbered.sort(([one], [other]) => one - other)) {
    try {
      said.push({ code: 'PRINTED_BULLETIN_READ', params: await takeAdditions(text, view) })
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      said.push({ code: refusal.code, params: refusal.params })
    }
  }
  at('known').replaceChildren(...(await authorities(w, view)))
  return said
}

function takeFile(file) {
  if (file) take(file.name, () => codesInFile(file))
}

function takeText() {
  stopCamera()
  take(w.say('Text of the code'), async () => ({ ...NO_CODES, code: at('text').value }))
}

function stopCamera() {
  camera?.stop()
  camera = null
  at('camera').hidden = true
}

async function startCamera() {
  if (camera) return stopCamera()
  at('no-camera').hidden = true
  try {
    camera = await lookThrough(at('video'))
  } catch {
    at('no-camera').hidden = false
    return
  }
  at('camera').hidden = false
  const codes = await camera.found
  stopCamera()
  if (codes) take(w.say('Camera'), async () => codes)
}

for (const id of ['photograph', 'file']) {
  at(id).addEventListener('change', ({ target }) => {
    stopCamera()
    takeFile(target.files[0])
    target.value = '' // the same file may be chosen again
  })
}
at('check').addEventListener('click', takeText)
at('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey) return
  event.preventDefault() // a scanner that types ends with Enter
  takeText()
})
at('look').hidden = !hasCamera()
at('look').addEventListener('click', startCamera)
at('stop').addEventListener('click', stopCamera)
addEventListener('dragover', (event) => event.preventDefault())
addEventListener('drop', (event) => {
  event.preventDefault()
  takeFile(event.dataTransfer.files[0])
})
addEventListener('paste', ({ clipboardData }) => takeFile(clipboardData.files[0]))

const choice = at('language')
for (const { tag, name } of data.languages) choice.append(make('option', { value: tag, lang: tag }, name))
choice.addEventListener('change', () => speak(choice.value))
const wished = navigator.languages.map((tag) => tag.split('-')[0]).find(languageOf) ?? data.languages[0].tag
choice.value = wished
speak(wished)
at('unable').hidden = isAble
at('ways-in').hidden = !isAble
at('no-script').remove()
at('page').hidden = false
