// What lists beyond the bulletin say: the country key withdrawn, the number never given out, and how far to rely on them.

import { isoDay, isoDayOf } from './claims.js'
import { rulesOut } from './digest.js'

const DAY = 86400
const DEFAULT_GRACE = 30

/** Why nothing under this CA counts any more, by a trust list; null where it counts. issuedAt: of what is judged. */
export function countryKeyWithdrawn({ ca, withdrawn = null, ended = null }, issuedAt, now) {
  let since = null
  if (withdrawn !== null && now >= withdrawn) since = withdrawn
  else if (ended !== null && issuedAt > ended) since = ended
  return since === null ? null : { code: 'COUNTRY_KEY_WITHDRAWN', params: { country: ca.country, day: isoDayOf(since) } }
}

/** Findings that go before what the bulletin says: [outcome, colour, reason] each. */
export async function byOtherLists(claims, anchor, view, now) {
  const found = []
  const withdrawn = countryKeyWithdrawn(anchor, claims.issuedAt, Math.max(now, view.latest))
  if (withdrawn) found.push(['UNKNOWN_ISSUER', 'amber', withdrawn])
  const digest = view.digests.get(claims.issuer)
  // The later of the two dates: near midnight they differ, and nobody is accused for that.
  const issuedOn = Math.max(claims.issuedOn, Math.floor(claims.issuedAt / DAY))
  if (digest && (await rulesOut(digest, claims.number, issuedOn))) {
    const params = { number: claims.number, day: isoDay(digest.completeTo) }
    found.push(['NEVER_ISSUED', 'red', { code: 'NEVER_ISSUED', params }])
  }
  return found
}

/** What the bulletin says of a certificate that is not on it: colour and reason. */
export function statusOf(claims, anchor, view, now) {
  const bulletin = view.bulletins.get(claims.issuer)
  if (!bulletin) return ['amber', { code: 'STATUS_MISSING', params: { country: claims.issuer } }]
  const day = isoDayOf(bulletin.thisUpdate)
  if (now > bulletin.nextUpdate) {
    const days = Math.floor((now - bulletin.thisUpdate) / DAY)
    const late = Math.floor((now - bulletin.nextUpdate) / DAY) >= (view.grace[claims.issuer] ?? DEFAULT_GRACE)
    return ['amber', { code: late ? 'STATUS_STALE_LONG' : 'STATUS_STALE', params: { day, days } }]
  }
  const { listNext = null } = anchor
  if (listNext !== null && now > listNext) {
    return ['amber', { code: 'TRUST_LIST_STALE', params: { day: isoDayOf(listNext), country: claims.issuer } }]
  }
  return ['green', { code: claims.issuedAt > bulletin.thisUpdate ? 'GENUINE_AFTER_LIST' : 'GENUINE', params: { day } }]
}
