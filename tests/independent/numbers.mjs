// A number alone: docs/formats.md, section 6, "A number without a code".

import { createHash } from 'node:crypto'
import { verdict } from './cose.mjs'

const DAY = 86400
const WHOLE = /^([A-Z]{2})-(\d{4})-([0-9A-Z]{2})-\d{6}-[0-9A-Z]$/
const dayOf = (days) => new Date(days * DAY * 1000).toISOString().slice(0, 10)

/** A certificate's number, however it was typed. */
export function numberIn(text) {
  const plain = text.replace(/[\u2010-\u2014\u2212_/.]/g, '-').trim().replace(/\s+/g, ' ').toUpperCase()
  const parts = /^([A-Z]{2})[ -]?(\d{4})[ -]?([0-9A-Z]{2})[ -]?(\d{6})[ -]?([0-9A-Z])$/.exec(plain)
  return text.length <= 40 && parts ? parts.slice(1).join('-') : null
}

/** ISO/IEC 7064 MOD 37,36. */
function isWellFormed(number) {
  const digits = [...number.replaceAll('-', '')].map((character) => parseInt(character, 36))
  const last = digits.pop()
  const product = digits.reduce((p, digit) => ((((p + digit) % 36 || 36) * 2) % 37), 36)
  return (product + last) % 36 === 1
}

/** Whether the digest would hold this number; day: on the paper, since 1970, null where it is not told. */
export function isCovered({ country, offices, older, dated }, number, day = null) {
  const parts = WHOLE.exec(number)
  if (parts) return parts[1] === country && offices.includes(parts[3])
  return older || (day !== null && dated !== null && dated[0] <= day && day <= dated[1])
}

/** Whether the digest holds this number; year: in the row of that year, or of none, alone. */
export function isGivenOut({ years }, number, year = null) {
  const bare = number.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
  const hashed = (salt) => createHash('sha256').update(salt).update(bare).digest('hex').slice(0, 16)
  const rows = years.filter((row) => year === null || row.year === 0 || row.year === year)
  return rows.some(({ salt, hashes }) => hashes.includes(hashed(salt)))
}

/** The decimal digits in a number, in Latin ones: the digits of a script follow each other from its zero. */
function digitsIn(number) {
  let found = ''
  for (const letter of number.normalize('NFKC').match(/\p{Nd}/gu) ?? []) {
    let value = 0
    while (/^\p{Nd}$/u.test(String.fromCodePoint(letter.codePointAt(0) - value - 1))) value += 1
    found += value % 10
  }
  return found
}

/** What a country's digest says: the reason's code, or null where it says nothing. */
function answer(number, country, day, trust) {
  const own = WHOLE.exec(number)
  const digest = trust.digests.find((each) => each.country === (own?.[1] ?? country))
  if (!digest) return null
  const digits = own ? '' : digitsIn(number)
  const params = { number, day: dayOf(digest.completeTo) }
  const isIn = (year) => isGivenOut(digest, number, year) || (digits && isGivenOut(digest, digits, year))
  if (isIn(null)) {
    const year = own || day === null ? null : Number(dayOf(day).slice(0, 4))
    return isIn(year) ? ['NUMBER_KNOWN', params] : null
  }
  if (!isCovered(digest, number, day)) return null
  const endedBefore = own !== null && Number(own[2]) < Number(dayOf(digest.completeTo + 1).slice(0, 4))
  return [(day === null ? endedBefore : day <= digest.completeTo) ? 'NUMBER_NEVER_ISSUED' : 'NUMBER_NOT_BEFORE', params]
}

const judged = (reasons) => {
  const [code] = reasons.at(-1)
  const colour = { NUMBER_NEVER_ISSUED: 'red', NUMBER_NOT_BEFORE: 'amber' }[code]
  return colour ? verdict('NEVER_ISSUED', colour, reasons.slice(-1)) : verdict('NOT_OURS', 'grey', reasons)
}

/** A number typed where a code belongs. */
export function numberTyped(number, trust) {
  const alone = ['NUMBER_ALONE', { number }]
  if (!isWellFormed(number)) return judged([alone, ['NUMBER_MISTYPED', { number }]])
  return judged([alone, answer(number, '', null, trust) ?? ['NUMBER_WELL_FORMED', { number }]])
}

/** A number that somebody asks about, with country and day as they stand on the paper. */
export function numberAsked(typed, { country, issued_on: issuedOn }, trust) {
  const own = numberIn(typed)
  if (own && !isWellFormed(own)) return numberTyped(own, trust)
  const number = own ?? typed.trim().replace(/\s+/g, ' ')
  const day = issuedOn ? Date.parse(`${issuedOn}T00:00:00Z`) / 1000 / DAY : null
  return judged([answer(number, country, day, trust) ?? ['NUMBER_NOT_ANSWERED', { number }]])
}
