// Printed bulletins (docs/formats.md, 6): what they add to the one bulletin that they name.

import { Refusal, hex } from './bytes.js'
import * as cbor from './cbor.js'
import { STATUS_SIGNING, standsAt, verifies } from './certificate.js'
import { ascending } from './columns.js'
import { LIST_PREFIX, fromText, kidOf } from './text.js'

const STATUS = -65538
const LONGEST_LIFE = 400 * 86400
const LAST_SECOND = 253_402_300_799
const ROW = 11
const MOST = 40

/**
 * Add a printed bulletin to those of the view. Answers {country, sequence, count, isNew}: count of entries
 * that were not known, and whether it added to the bulletin, for one that is as new is there already.
 * Refusals ADDITIONS_DAMAGED, _NEWER, _SIGNATURE, _OTHER_BASE, CODE_NEWER, CODE_TOO_LONG.
 */
export async function takeAdditions(text, view) {
  const { message, kid, country, sequence, base, thisUpdate, nextUpdate, rows } = await read(text)
  const anchors = view.anchors.get(country) ?? []
  let signed = false
  for (const signer of view.statusSigners.get(kid) ?? []) {
    for (const { ca, crl } of anchors) {
      signed ||=
        signer.country === country &&
        (await standsAt(signer, ca, STATUS_SIGNING, thisUpdate)) &&
        !crl.revoked.has(signer.number) &&
        (await verifies(signer, message.signature, message.signed))
    }
  }
  if (!signed) throw new Refusal('ADDITIONS_SIGNATURE', { country, sequence })
  const bulletin = view.bulletins.get(country)
  if (bulletin?.sequence >= sequence) return { country, sequence: bulletin.sequence, count: 0, isNew: false }
  if (bulletin?.sequence !== base) {
    throw new Refusal('ADDITIONS_OTHER_BASE', { country, base, sequence, here: bulletin?.sequence ?? 0 })
  }
  // A signed day that nobody can set: it stands in for a clock that was set back. One list moves it by so much at most.
  const reach = (view.latest || thisUpdate) + LONGEST_LIFE
  view.latest = Math.max(view.latest, Math.min(thisUpdate, reach))
  const added = new Map(rows.filter(([id]) => !bulletin.find(id)))
  view.bulletins.set(country, {
    ...bulletin,
    sequence,
    thisUpdate: Math.max(thisUpdate, bulletin.thisUpdate),
    nextUpdate: Math.max(nextUpdate, bulletin.nextUpdate),
    count: bulletin.count + added.size,
    find: (id) => bulletin.find(id) ?? added.get(id) ?? null,
  })
  return { country, sequence, count: added.size, isNew: true }
}

/** The number that a printed bulletin makes, 0 of one that cannot be read. */
export const sequenceOf = (text) => read(text).then(({ sequence }) => sequence, () => 0)

async function read(text) {
  const want = (condition, code = 'ADDITIONS_DAMAGED') => {
    if (!condition) throw new Refusal(code)
  }
  let message, kid, outer
  try {
    message = await fromText(text, LIST_PREFIX)
    kid = hex(kidOf(message))
    outer = cbor.decode(message.payload)
  } catch (refusal) {
    want(refusal instanceof Refusal && refusal.code !== 'CODE_DAMAGED')
    throw refusal
  }
  const inner = outer instanceof Map ? outer.get(STATUS) : null
  want(inner instanceof Map)
  const known = [...outer.keys()].every((key) => key >= 0 || key === STATUS) && [...inner.keys()].every((key) => key >= 0)
  want(known, 'ADDITIONS_NEWER')
  const [country, nextUpdate, thisUpdate] = [1, 4, 6].map((key) => outer.get(key))
  const [sequence, base, column] = [1, 2, 3].map((key) => inner.get(key))
  const whole = (item) => typeof item === 'number' && item >= 0 && item <= LAST_SECOND
  want(typeof country === 'string' && [nextUpdate, thisUpdate, sequence, base].every(whole))
  want(base > 0 && base < sequence && thisUpdate < nextUpdate && nextUpdate <= thisUpdate + LONGEST_LIFE)
  want(column instanceof Uint8Array && column.length % ROW === 0 && column.length <= MOST * ROW)
  const rows = []
  const ids = new Uint8Array((8 * column.length) / ROW)
  for (let n = 0; n < column.length / ROW; n += 1) {
    const row = column.subarray(n * ROW, (n + 1) * ROW)
    ids.set(row.subarray(0, 8), 8 * n)
    want(row[10] > 0)
    rows.push([hex(row.subarray(0, 8)), { day: (row[8] << 8) | row[9], reason: row[10], number: '' }])
  }
  want(ascending(ids, 8))
  return { message, kid, country, sequence, base, thisUpdate, nextUpdate, rows }
}
