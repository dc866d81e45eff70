// The second signature in a code (docs/formats.md, 4, rule 10, and 5): did the person who approved sign what it says.

import { hex } from './bytes.js'
import * as cbor from './cbor.js'
import { ACTING, standsAt, verifies } from './certificate.js'
import { isoDay } from './claims.js'

const CERTIFICATE = -65537
const STATEMENT = -65553
const APPROVED = [4, 5, 6, 7, 8, 9, 11, 12, 13]
export const WRONG = 'SECOND_SIGNATURE_WRONG'
export const DOUBTFUL = ['SECOND_MISSING', 'SECOND_UNCHECKED']

/** What there is to say of it, {code, params}; null where the country shows none at all. first: as in judge.js. */
export async function secondPerson(claims, payload, anchor, view, first) {
  const { second, issuedAt } = claims
  const since = requiredSince(claims, view.bulletins.get(claims.issuer)?.secondSince)
  const asked = since === null ? null : { day: isoDay(since) }
  // Who approves may stand under another CA of the country than the office does: each moves under a new one on its own day.
  const others = (view.anchors.get(claims.issuer) ?? []).filter(({ withdrawn = null }) => withdrawn === null)
  const anchors = [...new Set([anchor, ...others])]
  const own = []
  for (const each of [...view.approvers.values()].flat()) {
    const its = await first(anchors, ({ ca }) => standsAt(each, ca, ACTING, each.notBefore))
    if (its) own.push([each, its])
  }
  if (!second && asked) return { code: 'SECOND_MISSING', params: asked }
  if (!second) return own.length ? { code: 'SECOND_NOT_SHOWN', params: {} } : null
  const kid = hex(second.kid)
  const acting = ({ number, notBefore }, { crl }) => notBefore <= issuedAt && !(crl.revoked.get(number) <= issuedAt)
  const known = own.filter(([each, its]) => each.kid === kid && acting(each, its)).map(([each]) => each)
  if (!known.length) return asked ? { code: 'SECOND_UNCHECKED', params: asked } : { code: 'SECOND_UNKNOWN', params: {} }
  const signed = toBeSigned(second.kid, payload)
  for (const each of known) {
    if (await verifies(each, second.signature, signed)) return { code: 'SECOND_SIGNED', params: { name: each.name } }
  }
  return { code: WRONG, params: {} }
}

/** The day since which a certificate like this carries a second signature, by the bulletin; else null. */
function requiredSince({ number, issuedOn, issuedAt }, since) {
  const day = since?.get(number.split('-')[2]) // the earlier of its days counts: near midnight they differ
  return day !== undefined && day <= Math.min(issuedOn, Math.floor(issuedAt / 86400)) ? day : null
}

/** What the approver signed, made anew from what the code says. */
function toBeSigned(kid, payload) {
  const inner = payload.get(CERTIFICATE)
  const approved = new Map(APPROVED.filter((key) => inner.has(key)).map((key) => [key, inner.get(key)]))
  const statement = new Map([[1, payload.get(1)], [7, payload.get(7)], [STATEMENT, approved]])
  return cbor.toBeSigned(cbor.encode(new Map([[1, -7], [4, kid]])), cbor.encode(statement))
}
