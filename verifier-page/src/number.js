// A certificate's number alone, typed where a code belongs or read off a paper without one: no verification, and not
// treated as one. What a country's register digest tells of it (docs/formats.md, 6), of older papers too.

import { isoDay } from './claims.js'
import { covers, holds } from './digest.js'

const LONGEST = 40
export const LONGEST_NUMBER = 100 // on a paper of any kind
const DASHES = /[\u2010-\u2014\u2212_/.]/g
const PARTS = /^([A-Z]{2})[ -]?([0-9]{4})[ -]?([0-9A-Z]{2})[ -]?([0-9]{6})[ -]?([0-9A-Z])$/

/** The certificate number that a text is, in its one form; '' where it is none. */
export function numberTyped(text) {
  const written = text.replace(DASHES, '-').trim().replace(/\s+/g, ' ')
  if (text.length > LONGEST || /[^\x00-\x7f]/.test(written)) return ''
  return PARTS.exec(written.toUpperCase())?.slice(1).join('-') ?? ''
}

/** Whether its last character fits the rest: ISO/IEC 7064, MOD 37,36. */
export function isWellFormed(number) {
  let check = 18
  for (const character of number.replaceAll('-', '')) {
    check = (((check || 36) * 2) % 37 + parseInt(character, 36)) % 36
  }
  return check === 1 && number.slice(11, 17) !== '000000'
}

const answer = (outcome, colour, ...reasons) => ({
  outcome, colour, reasons: reasons.map(([code, params]) => ({ code, params })), claims: null, signer: null, ages: null, contact: null,
})

/** What can be told of a number typed where a code belongs: that it was never given out may be known. */
export async function judgeTyped(number, view) {
  const alone = ['NUMBER_ALONE', { number }]
  const itself = answer('NOT_OURS', 'grey', alone, [isWellFormed(number) ? 'NUMBER_WELL_FORMED' : 'NUMBER_MISTYPED', { number }])
  if (!isWellFormed(number) || (await isKnown(number, view, '', null)) === null) return itself
  const answered = await judgeNumber(number, view, '', null)
  return answered.outcome === 'NEVER_ISSUED' ? answered : { ...answered, reasons: [itself.reasons[0], ...answered.reasons] }
}

/**
 * What a country's digest says of a number on any paper, older ones too: never that the paper is genuine. country: of an
 * older number. issuedOn: the day on the paper (since 1970), null where it is not told.
 */
export async function judgeAsked(typed, view, country, issuedOn) {
  const number = numberTyped(typed)
  if (!number) return judgeNumber(typed.trim().replace(/\s+/g, ' '), view, country, issuedOn)
  if (isWellFormed(number)) return judgeNumber(number, view, '', issuedOn)
  return answer('NOT_OURS', 'grey', ['NUMBER_ALONE', { number }], ['NUMBER_MISTYPED', { number }])
}

async function judgeNumber(typed, view, country, issuedOn) {
  const number = [...typed].slice(0, LONGEST_NUMBER).join('')
  const known = await isKnown(number, view, country, issuedOn)
  if (known === null) return answer('NOT_OURS', 'grey', ['NUMBER_NOT_ANSWERED', { number }])
  const { completeTo } = view.digests.get(countryOf(number, country))
  const params = { number, day: isoDay(completeTo) }
  if (known) return answer('NOT_OURS', 'grey', ['NUMBER_KNOWN', params])
  const isBefore = issuedOn === null ? yearOf(number) < Number(isoDay(completeTo + 1).slice(0, 4)) : issuedOn <= completeTo
  return isBefore
    ? answer('NEVER_ISSUED', 'red', ['NUMBER_NEVER_ISSUED', params])
    : answer('NEVER_ISSUED', 'amber', ['NUMBER_NOT_BEFORE', params])
}

/** Whether the country gave this number out; null where its digest cannot say. */
async function isKnown(number, view, country, issuedOn) {
  const digest = view.digests.get(countryOf(number, country))
  if (!digest) return null
  const own = WHOLE.test(number)
  const forms = [number, own ? '' : digitsOf(number)].filter(Boolean)
  const isIn = async (year) => (await Promise.all(forms.map((form) => holds(digest, form, year)))).some(Boolean)
  if (await isIn(null)) {
    // Short older numbers come again each year: where the day is told and only another year has it, nothing is said.
    const year = own || issuedOn === null ? null : Number(isoDay(issuedOn).slice(0, 4))
    return year === null || (await isIn(year)) ? true : null
  }
  return covers(digest, number, issuedOn) ? false : null
}

const WHOLE = /^([A-Z]{2})-([0-9]{4})-[0-9A-Z]{2}-[0-9]{6}-[0-9A-Z]$/
const countryOf = (number, country) => WHOLE.exec(number)?.[1] ?? country
const yearOf = (number) => Number(WHOLE.exec(number)?.[2] ?? Infinity)

/** Its decimal digits alone, in Latin digits: what "No. 12/98" and "12/98" have in common. */
const digitsOf = (number) => [...number.normalize('NFKC')].filter((each) => /\p{Nd}/u.test(each)).map(inLatin).join('')

/** Digits of a script stand in a row from zero to nine (Unicode), so how many stand before it tells which one it is. */
function inLatin(digit) {
  let before = digit.codePointAt(0)
  while (/\p{Nd}/u.test(String.fromCodePoint(before - 1))) before -= 1
  return (digit.codePointAt(0) - before) % 10
}
