// The code on the sheet that extends a temporary export (docs/formats.md, 12): judged in the order of a certificate's.

import { Refusal, hex } from './bytes.js'
import * as cbor from './cbor.js'
import { DOCUMENT_SIGNING, standsAt, verifies } from './certificate.js'
import { isoDay } from './claims.js'
import { countryKeyWithdrawn } from './standing.js'
import { fromText, kidOf } from './text.js'

export const EXTENSION_PREFIX = 'XCEXT'
const DAY = 86400
const LAST_DAY = 2_932_896
const LAST_SECOND = 253_402_300_799

const answer = (outcome, colour, ...reasons) => ({
  outcome,
  colour,
  reasons: reasons.map(([code, params = {}]) => ({ code, params })),
  claims: null,
  signer: null,
  ages: null,
  contact: null,
})

/** The verdict on an extension. rules: what is shared with certificates, {first, whyLost, withdrawnBy, toldBy}. */
export async function judgeExtension(text, view, now, rules) {
  let message, kid, extension
  try {
    message = await fromText(text, EXTENSION_PREFIX)
    kid = hex(kidOf(message))
    extension = read(cbor.decode(message.payload))
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    const outcome = refusal.code === 'CODE_NEWER' ? 'NEWER_FORMAT' : 'UNREADABLE'
    return answer(outcome, 'grey', [refusal.code, refusal.params])
  }
  return { ...(await judgeSheet(message, kid, extension, view, now, rules)), ...rules.toldBy(view, extension.country, now) }
}

async function judgeSheet(message, kid, extension, view, now, { first, whyLost, withdrawnBy }) {
  const { country } = extension
  const anchors = view.anchors.get(country) ?? []
  const signers = (view.signers.get(kid) ?? []).filter((signer) => signer.country === country)
  if (!signers.length) {
    return answer('UNKNOWN_ISSUER', 'amber', [anchors.length ? 'SIGNER_UNKNOWN' : 'COUNTRY_UNKNOWN', { country }])
  }
  const signer = await first(signers, (each) => verifies(each, message.signature, message.signed))
  if (!signer) return answer('NOT_GENUINE', 'red', ['SIGNATURE_WRONG'])
  const anchor = await first(anchors, ({ ca }) => standsAt(signer, ca, DOCUMENT_SIGNING, signer.notBefore))
  if (!anchor) return answer('NOT_GENUINE', 'red', ['SIGNER_NOT_TRUSTED'])
  const surely = Math.max(now, view.latest)
  const withdrawn = countryKeyWithdrawn(anchor, null, surely)
  if (withdrawn) return answer('UNKNOWN_ISSUER', 'amber', [withdrawn.code, withdrawn.params])
  const lost = await whyLost(signer, anchor, view, null)
  if (lost) return answer('NOT_GENUINE', 'red', [lost])
  const inTime = signer.notBefore <= extension.issuedAt && extension.issuedAt <= signer.notAfter
  if (!inTime) return answer('NOT_GENUINE', 'red', ['SIGNED_OUT_OF_TIME'])
  if (signer.training && !view.inTraining) return answer('TEST_PAPER', 'red', ['TEST_PAPER'])
  const { number, count, returnBy } = extension
  const told = [['EXTENSION', { number, count, day: isoDay(returnBy) }], ['EXTENSION_COMPARE']]
  const [outcome, colour, ...reasons] = standingOf(extension, view, now, surely, withdrawnBy)
  return answer(outcome, colour, ...reasons, ...told)
}

function standingOf({ country, id, returnBy }, view, now, surely, withdrawnBy) {
  const bulletin = view.bulletins.get(country)
  const gone = withdrawnBy(bulletin, id)
  if (gone) return gone
  if ((returnBy + 1) * DAY <= surely) return ['EXPIRED', 'red', ['EXPIRED', { day: isoDay(returnBy) }]]
  if (!bulletin) return ['GENUINE', 'amber', ['STATUS_MISSING', { country }]]
  if (now <= bulletin.nextUpdate) return ['GENUINE', 'green']
  const days = Math.floor((now - bulletin.thisUpdate) / DAY)
  return ['GENUINE', 'amber', ['STATUS_STALE', { day: isoDay(Math.floor(bulletin.thisUpdate / DAY)), days }]]
}

function read(outer) {
  const has = (map, keys) => map instanceof Map && map.size === keys.length && keys.every((key) => map.has(key))
  const inner = has(outer, [1, 6, 7, -65552]) ? outer.get(-65552) : null
  const whole = (item, least, most) => typeof item === 'number' && item >= least && item <= most
  const [country, issuedAt, id] = inner ? [1, 6, 7].map((key) => outer.get(key)) : []
  const [number, count, returnBy] = has(inner, [1, 2, 3]) ? [1, 2, 3].map((key) => inner.get(key)) : []
  const length = typeof number === 'string' ? new TextEncoder().encode(number).length : 0
  const good =
    /^[A-Z]{2}$/.test(country) && id instanceof Uint8Array && id.length === 8 && whole(issuedAt, 0, LAST_SECOND) &&
    whole(length, 1, 32) && whole(count, 1, 999) && whole(returnBy, 0, LAST_DAY)
  if (!good) throw new Refusal('CODE_DAMAGED')
  return { country, issuedAt, id, number, count, returnBy }
}
