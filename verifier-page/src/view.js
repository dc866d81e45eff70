// The page on the screen. Words and content go in as text, never as HTML.

import { fingerprint40 } from './fingerprint.js'
import { isoDayOf } from './claims.js'
import { sign } from './sign.js'
import { agesInWords, bigWord, daysOld, fieldsToCompare, nextStep, tagRows } from './terms.js'

const DAY = 86400
const PDF_STATES = {
  absent: 'The file carries no signature.',
  holds: 'Genuine: the file is as it was signed.',
  unknown: 'Signed by a key that this computer does not know.',
  false: 'Not genuine: the file was altered, or its signature is none of ours.',
}
const COMPARE = 'COMPARE'

/** An element with attributes, words and children. */
export function make(name, attributes = {}, ...inside) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...inside.filter((each) => each !== null && each !== ''))
  return element
}

/** The verdict: sign, word, next step, reasons, ages; then, only where it carries them, the fields to compare. */
export function verdictCard(w, { verdict, picture, tag, source, pdf }) {
  const reasons = verdict.reasons.filter(({ code }) => code !== COMPARE)
  const compare = verdict.reasons.find(({ code }) => code === COMPARE)
  const unknown = verdict.outcome === 'UNKNOWN_ISSUER' // lists that do not know the signer say nothing about it
  const ages = verdict.ages && !unknown ? agesInWords(w, verdict.ages) : ''
  const head = make(
    'div',
    { class: `verdict ${verdict.colour}`, 'data-outcome': verdict.outcome, 'data-colour': verdict.colour },
    sign(verdict.colour),
    make(
      'div',
      {},
      make('h2', {}, bigWord(w, verdict)),
      make('p', { class: 'next' }, nextStep(w, verdict)),
      ...reasons.map((reason) => make('p', { 'data-code': reason.code }, w.sentence(reason))),
      ages && make('p', { class: 'ages' }, ages),
    ),
  )
  const below = []
  if (verdict.claims) {
    const words = compare && make('p', { 'data-code': COMPARE }, w.sentence(compare))
    below.push(fields(w.say('On the code'), fieldsToCompare(w, verdict.claims), words ?? null))
    if (picture) below.push(pictureCard(w, picture))
  }
  if (pdf && pdfRows(w, pdf, verdict).length) below.push(fields(w.say('The PDF file itself'), pdfRows(w, pdf, verdict)))
  const asking = verdict.claims || verdict.contact ? [callCard(w, verdict)] : []
  if (verdict.colour === 'green') below.push(...asking)
  else below.unshift(...asking) // before all else where there may be something to ask
  if (tag) below.unshift(fields(w.say('Tag of object {n} of certificate {number}', { n: tag.object, number: tag.number }), tagRows(w, tag)))
  return [make('p', { class: 'quiet' }, w.apart(source)), head, ...below]
}

/** What a PDF's own signature came to, and what else was signed in it. */
function pdfRows(w, { state, officer, stampedAt, archivedAt }, { reasons }) {
  const isUnknown = reasons.some(({ code }) => code === 'PDF_SIGNER_UNKNOWN')
  const words = PDF_STATES[isUnknown ? 'unknown' : state]
  const rows = [
    [w.say('Signature'), words && w.say(words)],
    [w.say('Officer'), officer && w.apart(officer)],
    [w.say('Time stamp'), stampedAt && w.apart(momentOf(stampedAt))],
    [w.say('Archived'), archivedAt && w.apart(momentOf(archivedAt))],
  ]
  return rows.filter(([, told]) => told)
}

const momentOf = (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`

function fields(title, rows, words = null) {
  const list = make('dl')
  for (const [label, value] of rows) list.append(make('dt', {}, label), make('dd', {}, value))
  return make('section', { class: 'card large' }, make('h3', {}, title), words, list)
}

function pictureCard(w, { number, canvas }) {
  const title = w.say('Signed picture of object {number}', { number })
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', title)
  const words = w.say('It is as coarse as the code is small. Hold it against the object itself.')
  return make('section', { class: 'card' }, make('h3', {}, title), make('p', {}, words), canvas)
}

/** What to read out to the authority. */
function callCard(w, { claims, signer, digits, contact }) {
  const rows = contactRows(w, contact)
  if (claims) {
    rows.unshift([w.say('Authority'), w.apart(signer.organisation)])
    rows.push([w.say('Number'), w.apart(claims.number)], [w.say('Digits of the code'), w.apart(digits)])
  }
  const words = contact
    ? w.say('If you are in doubt, ask the authority. Its own signed bulletin says how it is reached:')
    : w.say(
        'If you are in doubt, ask the authority by a telephone number or address that you know from elsewhere. Read out:',
      )
  const card = fields(w.say('Asking the authority'), rows, make('p', {}, words))
  card.classList.remove('large')
  return card
}

/** How an authority is reached, by its own bulletin. */
function contactRows(w, contact) {
  if (!contact) return []
  const { name, telephone, email, hours } = contact
  const digits = telephone.replace(/[^0-9+]/g, '')
  const call = digits && make('a', { href: `tel:${digits}` }, w.apart(telephone))
  const rows = [
    [w.say('Desk'), w.apart(name), name],
    [w.say('Telephone'), call || w.apart(telephone), telephone],
    [w.say('E-mail'), w.apart(email), email],
    [w.say('Answers'), w.apart(hours), hours],
  ]
  return rows.filter(([, , told]) => told).map(([label, value]) => [label, value])
}

/** How old the page is, what this device's clock says, whether it is for training. */
export function dataLines(w, data, now) {
  const day = isoDayOf(data.made)
  const days = Math.max(0, Math.floor((now - data.made) / DAY))
  const lines = [
    make('p', { class: 'data' }, w.say('Data of {day}', { day }), ' ', make('span', {}, `(${daysOld(w, days)})`)),
  ]
  if (now < data.made - DAY) {
    const words = "This device's clock says {clock}, but this page was made on {day}. Set the clock right first."
    lines.push(make('p', { class: 'warning', role: 'alert' }, w.say(words, { clock: isoDayOf(now), day })))
  }
  if (data.training) {
    lines.push(make('p', { class: 'warning' }, w.say('For training: papers with test keys count as genuine here.')))
  }
  return lines
}

/** Whose certificates the page knows, with the number of each authority and its list, and what is kept beside them. */
export async function authorities(w, view, forget) {
  const cards = []
  for (const [country, anchors] of [...view.anchors].sort()) {
    for (const { ca } of anchors) {
      const name = `${w.country(country)}: ${w.apart(ca.organisation)}`
      const bulletin = view.bulletins.get(country)
      const status = bulletin
        ? w.say('Status bulletin {number} of {day}, the next is due {next}; {revoked}.', {
            number: bulletin.sequence,
            day: isoDayOf(bulletin.thisUpdate),
            next: isoDayOf(bulletin.nextUpdate),
            revoked: w.count('{n} revoked', '{n} revoked', bulletin.count),
          })
        : w.say('No status bulletin: whether a certificate was revoked is not known here.')
      const title = ca.training ? w.say('{name} (test keys)', { name }) : name
      const digits = make('p', { class: 'digits', dir: 'ltr' }, await fingerprint40(ca.der))
      cards.push(make('div', { class: 'card' }, make('h3', {}, title), digits, make('p', {}, status)))
    }
  }
  if (view.kept) {
    const words = w.count('{n} printed bulletin is kept on this device.', '{n} printed bulletins are kept on this device.', view.kept)
    const button = make('button', { type: 'button', id: 'forget' }, w.say('Forget them'))
    button.addEventListener('click', forget)
    cards.push(make('div', { class: 'card' }, make('p', {}, words), button))
  }
  return cards
}
