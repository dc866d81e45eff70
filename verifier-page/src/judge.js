// The verdict on a code (docs/formats.md, 5): the same findings in the same order as everywhere.

import { Refusal, hex, same } from './bytes.js'
import * as cbor from './cbor.js'
import { DOCUMENT_SIGNING, standsAt, verifies } from './certificate.js'
import { countryOf, isoDay, isoDayOf, readClaims } from './claims.js'
import { EXTENSION_PREFIX, judgeExtension } from './extension.js'
import { codeFingerprint } from './fingerprint.js'
import { judgeTyped, numberTyped } from './number.js'
import { DOUBTFUL, WRONG, secondPerson } from './second.js'
import { byOtherLists, countryKeyWithdrawn, statusOf } from './standing.js'
import { asTag, belongsTo, readTag } from './tag.js'
import {
  CHECKPOINT_PREFIX, CODE_PREFIX, LIST_PREFIX, PICTURE_PREFIX, RECEIPT_PREFIX, TAG_PREFIX, TEST_PREFIX, fromText, kidOf, kindOf,
} from './text.js'
import { allows } from './trust.js'

const DAY = 86400
const UNREAD = { NOT_OUR_CODE: 'NOT_OURS', CODE_NEWER: 'NEWER_FORMAT' }
const REVOKED = {
  1: 'REVOKED_ERROR', 3: 'REVOKED_FORM_LOST', 4: 'REVOKED_OBJECT_STOLEN', 5: 'REVOKED_FRAUD',
  6: 'REVOKED_WITHDRAWN', 7: 'REVOKED_SUSPENDED',
}
const SUPERSEDED = 2
const ONLY_LISTED = 2

// Our codes that are no certificate, nor judged like one: what they are, and where they go.
const NO_CERTIFICATE = new Map([
  [PICTURE_PREFIX, ['UNREADABLE', 'PICTURE_CODE_ALONE']],
  [LIST_PREFIX, ['UNREADABLE', 'PRINTED_BULLETIN']],
  [TEST_PREFIX, ['UNREADABLE', 'TEST_SHEET_CODE']],
  [RECEIPT_PREFIX, ['NOT_OURS', 'RECEIPT_CODE']],
  [CHECKPOINT_PREFIX, ['NOT_OURS', 'CHECKPOINT_CODE']],
])

export const OTHER_CODES = new Set([...NO_CERTIFICATE.values()].map(([, code]) => code))

const verdict = (outcome, colour, reasons, more = {}) => ({ outcome, colour, reasons, claims: null, signer: null, ages: null, contact: null, ...more })

/** Nothing could be read, which is not a verification. */
export const unreadable = (code, params = {}) => verdict('UNREADABLE', 'grey', [{ code, params }])

/** The verdict on a text. now: seconds since 1970. Content and signer are there only where the signer is believed. */
export async function judge(text, view, now) {
  const number = numberTyped(text)
  if (number) return judgeTyped(number, view)
  if (!text.trim()) return unreadable('NOTHING_READ')
  const opening = kindOf(text)
  if (NO_CERTIFICATE.has(opening)) {
    const [outcome, code] = NO_CERTIFICATE.get(opening)
    return verdict(outcome, 'grey', [{ code, params: {} }])
  }
  if (opening === EXTENSION_PREFIX) return judgeExtension(text, view, now, { first, whyLost, withdrawnBy, toldBy })
  if (opening === TAG_PREFIX) return asTag(await judgeBy(text, view, now, TAG_PREFIX, readTag))
  return judgeCertificate(text, view, now)
}

/** The verdict on a text that can be nothing but a certificate's code. */
export const judgeCertificate = (text, view, now) => judgeBy(text, view, now, CODE_PREFIX, readClaims)

/** Whether a document signer that a file brought is believed: handed out by its authority, under its CA, and not lost. */
export async function isBelieved({ der, kid }, view, now) {
  const signer = (view.signers.get(kid) ?? []).find((each) => same(each.der, der))
  if (!signer) return false
  const anchors = view.anchors.get(signer.country) ?? []
  const anchor = await first(anchors, ({ ca }) => standsAt(signer, ca, DOCUMENT_SIGNING, signer.notBefore))
  if (!anchor || countryKeyWithdrawn(anchor, null, Math.max(now, view.latest))) return false
  return !(await whyLost(signer, anchor, view, null)) // that its time is over the code's verdict says
}

/** The tag that lies beside a certificate, where its signer is believed and it belongs to it; else null. */
export async function tagBeside(text, { claims }, view, now) {
  const { tag, outcome } = asTag(await judgeBy(text, view, now, TAG_PREFIX, readTag))
  return tag && outcome !== 'NOT_GENUINE' && belongsTo(tag, claims) ? tag : null
}

async function judgeBy(text, view, now, prefix, read) {
  try {
    return await judgeCode(text, view, now, prefix, read)
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    return verdict(UNREAD[refusal.code] ?? 'UNREADABLE', 'grey', [{ code: refusal.code, params: refusal.params }])
  }
}

async function judgeCode(text, view, now, prefix, read) {
  const message = await fromText(text, prefix)
  const kid = hex(kidOf(message))
  const payload = cbor.decode(message.payload)
  const country = countryOf(payload)
  const told = toldBy(view, country, now)
  const anchors = view.anchors.get(country) ?? []
  const signers = (view.signers.get(kid) ?? []).filter((signer) => signer.country === country)
  if (signers.length === 0) {
    const code = anchors.length ? 'SIGNER_UNKNOWN' : 'COUNTRY_UNKNOWN'
    return verdict('UNKNOWN_ISSUER', 'amber', [{ code, params: { country } }], told)
  }
  const notGenuine = (code, params = {}) => verdict('NOT_GENUINE', 'red', [{ code, params }], told)
  const signer = await first(signers, (each) => verifies(each, message.signature, message.signed))
  if (!signer) return notGenuine('SIGNATURE_WRONG')
  const claims = read(payload)
  const anchor = await first(anchors, ({ ca }) => standsAt(signer, ca, DOCUMENT_SIGNING, claims.issuedAt))
  if (!anchor) {
    const inTime = signer.notBefore <= claims.issuedAt && claims.issuedAt <= signer.notAfter
    return notGenuine(inTime ? 'SIGNER_NOT_TRUSTED' : 'SIGNED_OUT_OF_TIME')
  }
  if (!isOfOffice(claims.number, signer)) return notGenuine('NUMBER_OF_OTHER_SIGNER', { number: claims.number })
  const lost = await whyLost(signer, anchor, view, message.payload)
  if (lost && !countryKeyWithdrawn(anchor, claims.issuedAt, Math.max(now, view.latest))) return notGenuine(lost)
  const second = prefix === CODE_PREFIX ? await secondPerson(claims, payload, anchor, view, first) : null
  if (second?.code === WRONG) return notGenuine(WRONG)
  const grave = [...(await byOtherLists(claims, anchor, view, now)), ...graveFindings(claims, signer, anchor, view, now)]
  const status = statusOf(claims, anchor, view, now)
  const doubtful = DOUBTFUL.includes(second?.code)
  const [outcome, colour] = grave[0] ?? ['GENUINE', doubtful ? 'amber' : status[0]]
  const reasons = grave.map(([, , reason]) => reason)
  if (doubtful) reasons.push(second)
  if (!grave.length) reasons.push(status[1])
  if (second && !doubtful) reasons.push(second)
  if (claims.unknown) reasons.push({ code: 'UNKNOWN_FIELDS', params: { count: claims.unknown } })
  if (anchor.ca.training && view.inTraining) reasons.push({ code: 'TEST_KEYS', params: {} })
  if (!grave.length) reasons.push({ code: 'COMPARE', params: {} })
  return verdict(outcome, colour, reasons, { ...told, claims, signer, digits: await codeFingerprint(message.payload) })
}

async function first(candidates, passes) {
  for (const each of candidates) if (await passes(each)) return each
  return null
}

/** What speaks against a certificate whose signature is good, the gravest first. */
function graveFindings(claims, signer, anchor, view, now) {
  const found = []
  const add = (outcome, colour, code, params = {}) => found.push([outcome, colour, { code, params }])
  const surely = Math.max(now, view.latest)
  const gone = withdrawnBy(view.bulletins.get(claims.issuer), claims.id)
  if (gone) add(gone[0], gone[1], ...gone[2])
  if (claims.expires < surely) add('EXPIRED', 'red', 'EXPIRED', { day: isoDayOf(claims.expires) })
  const end = Math.min(signer.notAfter, anchor.ca.notAfter)
  if (end < surely) add('EXPIRED', 'amber', 'SIGNER_EXPIRED', { day: isoDayOf(end) })
  const clock = isoDayOf(now)
  if (claims.issuedAt > now + DAY) {
    add('CLOCK_SUSPECT', 'amber', 'ISSUED_IN_FUTURE', { day: isoDayOf(claims.issuedAt), clock })
  }
  if (now < view.latest - DAY) add('CLOCK_SUSPECT', 'amber', 'CLOCK_BEHIND', { day: isoDayOf(view.latest), clock })
  if (claims.issuedOn * DAY > now + DAY) add('NOT_YET_VALID', 'red', 'NOT_YET_VALID', { day: isoDay(claims.issuedOn) })
  if (anchor.ca.training && !view.inTraining) add('TEST_PAPER', 'red', 'TEST_PAPER')
  return found
}

/** Outcome, colour and reason where a bulletin lists this id; null where it does not. */
function withdrawnBy(bulletin, id) {
  const entry = bulletin?.find(hex(id)) ?? null
  if (!entry) return null
  const day = isoDay(entry.day)
  if (entry.reason !== SUPERSEDED) return ['REVOKED', 'red', [REVOKED[entry.reason] ?? 'REVOKED', { day }]]
  return ['REPLACED', 'red', entry.number ? ['REPLACED_BY', { day, number: entry.number }] : ['REPLACED', { day }]]
}

async function whyLost(signer, anchor, view, payload) {
  const bulletin = view.bulletins.get(signer.country)
  const policy = bulletin?.stolen.get(signer.kid)
  if (policy !== undefined) {
    return policy === ONLY_LISTED && payload && (await allows(bulletin, payload)) ? null : 'SIGNER_COMPROMISED'
  }
  return anchor.crl.revoked.has(signer.number) ? 'SIGNER_REVOKED' : null
}

/** A number CC-YYYY-OO-...-K names the country and office of its signer: no office makes another's. */
function isOfOffice(number, signer) {
  const parts = number.split('-')
  const office = signer.serial.startsWith('office:') ? signer.serial.slice('office:'.length) : ''
  return parts.length === 5 && parts[0] === signer.country && parts[2] === office
}

/** What every verdict says of the lists that it rests on: their ages, and whom to ask. */
function toldBy(view, country, now) {
  return { ages: agesOf(view, country, now), contact: view.bulletins.get(country)?.contact ?? null }
}

function agesOf(view, country, now) {
  const bulletin = view.bulletins.get(country)
  const days = (since) => Math.max(0, Math.floor((now - since) / DAY))
  const made = (view.anchors.get(country) ?? []).map((anchor) => anchor.crl.thisUpdate)
  return {
    bulletin: bulletin && {
      sequence: bulletin.sequence,
      day: isoDayOf(bulletin.thisUpdate),
      next: isoDayOf(bulletin.nextUpdate),
      days: days(bulletin.thisUpdate),
    },
    packageDays: made.length ? days(Math.max(...made)) : null,
  }
}

/** The signed picture in the text of a second code, held against the verdict on the first. Refusals as of the first. */
export async function judgePicture(text, { claims, signer }) {
  const message = await fromText(text, PICTURE_PREFIX)
  const kid = hex(kidOf(message))
  const wrong = () => {
    throw new Refusal('PICTURE_CODE_FALSE')
  }
  if (!claims || kid !== signer.kid || !(await verifies(signer, message.signature, message.signed))) wrong()
  const outer = cbor.decode(message.payload)
  const inner = outer instanceof Map && outer.size === 2 ? outer.get(-65539) : wrong()
  if (!(inner instanceof Map) || inner.size !== 2) wrong()
  const [id, number, webp] = [outer.get(7), inner.get(1), inner.get(2)]
  if (!(id instanceof Uint8Array) || hex(id) !== hex(claims.id)) wrong()
  if (typeof number !== 'number' || number < 1 || number > claims.objectCount) wrong()
  const isWebp = webp instanceof Uint8Array && webp.length >= 20 && webp.length <= 450
  if (!isWebp || String.fromCharCode(...webp.subarray(0, 4), ...webp.subarray(8, 12)) !== 'RIFFWEBP') wrong()
  return { number, webp }
}
