// The page: what is handed in is read, judged and shown. Nothing leaves it.

import { fromBase64, Refusal } from './bytes.js'
import { hasCamera, lookThrough } from './camera.js'
import { NO_CODES } from './codes.js'
import { judgePdf } from './file_verdict.js'
import { codesInFile } from './files.js'
import { judge, judgePicture, tagBeside, unreadable } from './judge.js'
import { understood } from './keyed.js'
import { keep, takeKept, takePrinted } from './kept.js'
import { judgeAsked } from './number.js'
import { drawPicture } from './picture.js'
import { CODE_PREFIX, LIST_PREFIX, kindOf } from './text.js'
import { viewOf } from './trust.js'
import { authorities, dataLines, make, verdictCard } from './view.js'
import { Words } from './words.js'

const data = JSON.parse(document.getElementById('data').textContent)
const isAble = Boolean(globalThis.crypto?.subtle && globalThis.DecompressionStream)
let believed = opened()
function files({ packages, bulletins, digests, ...rest }) {
  const bytes = (list) => list.map(fromBase64)
  return { ...rest, packages: bytes(packages), bulletins: bytes(bulletins), digests: bytes(digests) }
}

/** What is believed: by what lies in the page, and by printed bulletins that are kept, each checked again. */
async function opened() {
  if (!isAble) return new Promise(() => {})
  const view = await viewOf(files(data))
  view.kept = await takeKept(view)
  return view
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
    async (view) => {
      await showKnown(view)
      showAsking(view)
    },
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

async function judged(source, { code: read, picture, tag: tagText, bulletins, pdf, asked, advice }) {
  const [view, now] = [await believed, clock()]
  if (asked) {
    const verdict = await judgeAsked(asked.number, view, asked.country, asked.issuedOn)
    return { source, verdict, picture: null, tag: null }
  }
  if (advice && !read) {
    const verdict = unreadable('NO_CODE_FOUND')
    return { source, verdict: { ...verdict, reasons: [...verdict.reasons, { code: advice, params: {} }] }, picture: null, tag: null }
  }
  const code = pdf ? read : await meant(read, view, now)
  const notices = bulletins.length && kindOf(code) !== CODE_PREFIX ? bulletins : kindOf(code) === LIST_PREFIX ? [code] : []
  if (notices.length) {
    const verdict = await judge(notices[0], view, now)
    const reasons = [...verdict.reasons, ...(await takePrinted(notices, view))]
    await showKnown(view)
    return { source, verdict: { ...verdict, reasons }, picture: null, tag: null }
  }
  let verdict = pdf ? await judgePdf(code, pdf, view, now) : await judge(code, view, now)
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
  return { source, verdict, picture: drawing, tag, pdf }
}

/** A text as it is, and where that says nothing, as it was meant before a keyboard made another of it. */
async function meant(text, view, now) {
  const { outcome, reasons } = await judge(text, view, now)
  const says = reasons[0].code.startsWith('NUMBER_') || !['NOT_OURS', 'UNREADABLE', 'NEWER_FORMAT'].includes(outcome)
  return says ? text : understood(text, data.layouts)
}

async function showKnown(view) {
  at('known').replaceChildren(...(await authorities(w, view, forget)))
}

/** Forget what was scanned in: the page believes again what lies in it and nothing else. */
async function forget() {
  keep([])
  believed = opened()
  shown = null
  at('result').replaceChildren()
  await showKnown(await believed)
}

/** A number can be asked about where a country's register digest lies in the page. */
function showAsking({ digests }) {
  at('asking').hidden = digests.size === 0
  const chosen = at('asked-country').value
  const options = [...digests.keys()].sort().map((country) => make('option', { value: country }, w.country(country)))
  at('asked-country').replaceChildren(...options)
  if (chosen) at('asked-country').value = chosen
}

function ask() {
  const [number, day] = [at('asked-number').value.trim(), at('asked-day').value.trim()]
  const complain = (field, words) => {
    at('asked-wrong').textContent = words
    at('asked-wrong').hidden = false
    at(field).focus()
  }
  at('asked-wrong').hidden = true
  if (!number) return complain('asked-number', w.say('This is still needed: {what}', { what: w.say('Number on the paper') }))
  const issuedOn = day ? dayOf(day) : null
  if (Number.isNaN(issuedOn)) return complain('asked-day', w.say('Write the day like 2027-06-30.'))
  const country = at('asked-country').value
  take(number, async () => ({ ...NO_CODES, asked: { number, country, issuedOn } }))
}

/** A day as days since 1970, NaN where it is none. */
function dayOf(written) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written) ? new Date(`${written}T00:00:00Z`) : null
  return found && !Number.isNaN(found.getTime()) && found.toISOString().startsWith(written) ? found.getTime() / 86_400_000 : NaN
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
  at('advice').textContent = ''
}

async function startCamera() {
  if (camera) return stopCamera()
  at('no-camera').hidden = true
  try {
    camera = await lookThrough(at('video'), (code) => {
      const words = w.sentence({ code, params: {} })
      if (at('advice').textContent !== words) at('advice').textContent = words
    })
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
at('asked').addEventListener('submit', (event) => {
  event.preventDefault()
  ask()
})
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
