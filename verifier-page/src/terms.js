// A verdict in words: the same as in the program's own window.

import { isoDay, isoDayOf } from './claims.js'
import { OTHER_CODES } from './judge.js'

const BIG = {
  GENUINE: 'Genuine',
  EXPIRED: 'Expired',
  NOT_YET_VALID: 'Not yet valid',
  REVOKED: 'Revoked',
  REPLACED: 'Replaced',
  NEVER_ISSUED: 'Never issued',
  UNKNOWN_ISSUER: 'Unknown issuer',
  NOT_GENUINE: 'Not genuine',
  TEST_PAPER: 'Test paper',
  NEWER_FORMAT: 'Newer than this program',
  NOT_OURS: 'Not such a code',
  UNREADABLE: 'Could not be read',
  CLOCK_SUSPECT: 'Check the clock',
}
const NEXT = {
  green: 'Go on: compare paper and object.',
  amber: 'Look closer before you decide.',
  red: 'Stop: do not accept it.',
  grey: 'Nothing was verified.',
}

/** The verdict in a word or two. */
export function bigWord(w, { outcome, colour, reasons }) {
  if (OTHER_CODES.has(reasons[0]?.code)) return w.say('Not a certificate')
  return w.say(outcome === 'GENUINE' && colour !== 'green' ? 'Genuine, but look closer' : BIG[outcome])
}

/** What to do, in a line. */
export const nextStep = (w, { colour }) => w.say(NEXT[colour])

/** How old what the verdict rests on is. */
export function agesInWords(w, { bulletin, packageDays }) {
  const lines = []
  if (bulletin) {
    const { sequence: number, day, days, next } = bulletin
    const words = 'Status bulletin {number} of {day} ({age}); the next is due {next}.'
    lines.push(w.say(words, { number, day, age: daysOld(w, days), next }))
  } else if (packageDays !== null) {
    lines.push(w.say('No status bulletin of this country is here.'))
  }
  if (packageDays !== null) lines.push(w.say('Authority package: {age}.', { age: daysOld(w, packageDays) }))
  return lines.join(' ')
}

/** An age in days. */
export const daysOld = (w, days) => (days === 0 ? w.say('today') : w.count('{n} day old', '{n} days old', days))

const party = (w, { name, country }) => `${w.apart(name)}, ${w.country(country)}`

/** Label and value of what the code says, in the order in which one compares. */
export function fieldsToCompare(w, claims) {
  const day = (days) => w.apart(isoDay(days))
  const rows = [
    [w.say('Number'), w.apart(claims.number)],
    [w.say('Valid'), w.say('{first} until {last}', { first: isoDay(claims.issuedOn), last: isoDay(claims.validUntil) })],
    [w.say('Export'), w.say(claims.temporary ? 'Temporary export' : 'Permanent export')],
  ]
  if (claims.returnBy !== null) rows.push([w.say('To be back by'), day(claims.returnBy)])
  if (claims.replaces) rows.push([w.say('Replaces'), w.apart(claims.replaces)])
  rows.push([w.say('Issued by'), w.country(claims.issuer)])
  if (claims.applicant) rows.push([w.say('Applicant'), party(w, claims.applicant)])
  rows.push(
    [w.say('Owner'), party(w, claims.owner)],
    [w.say('Consignee'), party(w, claims.consignee)],
    [w.say('Destination'), w.country(claims.destination)],
    [w.say('Objects'), String(claims.objectCount)],
  )
  claims.objects.forEach((each, n) => rows.push([w.say('Object {n}', { n: n + 1 }), anObject(w, each)]))
  const more = claims.objectCount - claims.objects.length
  if (more > 0) rows.push(['', w.count('{n} more is on the paper', '{n} more are on the paper', more)])
  return rows
}

function anObject(w, { type, title, materials, measurements, maker, date, hs }) {
  const set = (parts) => parts.filter(Boolean).map((part) => w.apart(part))
  const rest = [materials, measurements, maker, date, hs === undefined ? '' : `HS ${hs}`]
  return [set([type, title]).join(': '), set(rest).join('; ')].filter(Boolean).join('\n')
}

/** Label and value of what an object's tag says. */
export function tagRows(w, { number, object: n, objectCount: count, type, title, expires, issuer }) {
  const rows = [
    [w.say('Number'), w.apart(number)],
    [w.say('Object'), w.say('{n} of {count}', { n, count })],
    ['', [type, title].filter(Boolean).map((part) => w.apart(part)).join(': ')],
    [w.say('Valid until'), w.apart(isoDayOf(expires))],
    [w.say('Issued by'), w.country(issuer)],
  ]
  return rows.filter(([, value]) => value)
}
