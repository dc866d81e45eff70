// The verdict on a code: docs/formats.md, section 5.
// Usage: node judge.mjs FOLDER < LIST    LIST: the names of the vectors' JSON files, a line each
// Prints as JSON, by name, what each comes to: outcome, colour, reasons, claims and contact; or the code of the refusal;
// or of a printed bulletin the sequence and the times of the bulletin that it makes.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCovered, isGivenOut, numberAsked, numberIn, numberTyped } from './numbers.mjs'
import { countryOf, readClaims, readExtension, readTag } from './claims.mjs'
import { readCbor, readText, verdict } from './cose.mjs'
import {
  ACTING, DOCUMENT_SIGNING, isRevoked, isRevokedBy, isSigned, readBulletin, readDigest, readPackage, stands, withPrinted,
} from './lists.mjs'

const DAY = 86400
const REASONS = ['', '_ERROR', '', '_FORM_LOST', '_OBJECT_STOLEN', '_FRAUD', '_WITHDRAWN', '_SUSPENDED']
const NO_CERTIFICATE = {
  XCPIC: ['UNREADABLE', 'PICTURE_CODE_ALONE'],
  XCLST: ['UNREADABLE', 'PRINTED_BULLETIN'],
  XCTES: ['UNREADABLE', 'TEST_SHEET_CODE'],
  XCRCP: ['NOT_OURS', 'RECEIPT_CODE'],
  XCCHK: ['NOT_OURS', 'CHECKPOINT_CODE'],
}
const dayOf = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10)

/** The same with whom to ask, by the bulletin of the country that the code names. */
const toldBy = (trust, country, found) => ({
  ...found,
  contact: trust.bulletins.find((each) => each.country === country)?.contact ?? null,
})

async function judge(text, trust, now) {
  const number = numberIn(text)
  if (number) return numberTyped(number, trust)
  if (!text.trim()) return verdict('UNREADABLE', 'grey', [['NOTHING_READ']])
  const kind = text.replace(/[ \t\n\r\v\f]/g, '').slice(0, 5).toUpperCase()
  if (kind in NO_CERTIFICATE) return verdict(NO_CERTIFICATE[kind][0], 'grey', [[NO_CERTIFICATE[kind][1]]])
  try {
    if (kind === 'XCEXT') return await judgeExtension(text, trust, now)
    if (kind === 'XCTAG') return asTag(await judgeCode(text, trust, now, 'XCTAG', readTag))
    return await judgeCode(text, trust, now, 'XCERT', readClaims)
  } catch ({ code, params }) {
    const outcome = { NOT_OUR_CODE: 'NOT_OURS', CODE_NEWER: 'NEWER_FORMAT' }[code] ?? 'UNREADABLE'
    return verdict(outcome, 'grey', [[code, params]])
  }
}

async function judgeCode(text, trust, now, kind, read) {
  const message = readText(text, kind)
  const payload = readCbor(message.payload)
  const country = countryOf(payload)
  return toldBy(trust, country, await judgeMessage(message, payload, country, trust, now, read))
}

async function judgeMessage(message, payload, country, trust, now, read) {
  const packages = trust.packages.filter(({ anchor }) => anchor.ca.country === country)
  const signers = packages.flatMap((each) => each.signers).filter((signer) => signer.kid === message.kid)
  if (signers.length === 0) {
    return verdict('UNKNOWN_ISSUER', 'amber', [[packages.length ? 'SIGNER_UNKNOWN' : 'COUNTRY_UNKNOWN', { country }]])
  }
  const notGenuine = (code, params) => verdict('NOT_GENUINE', 'red', [[code, params]])
  const signer = signers.find((each) => isSigned(each, message.signature, message.signed))
  if (!signer) return notGenuine('SIGNATURE_WRONG')
  const claims = read(payload)
  let anchor
  for (const each of packages) {
    if (!anchor && (await stands(signer, each.anchor.ca, DOCUMENT_SIGNING, claims.issuedAt))) anchor = each.anchor
  }
  if (!anchor) {
    const inTime = signer.notBefore <= claims.issuedAt && claims.issuedAt <= signer.notAfter
    return notGenuine(inTime ? 'SIGNER_NOT_TRUSTED' : 'SIGNED_OUT_OF_TIME')
  }
  const parts = claims.number.split('-')
  if (parts.length !== 5 || parts[0] !== signer.country || `office:${parts[2]}` !== signer.serial) {
    return notGenuine('NUMBER_OF_OTHER_SIGNER', { number: claims.number })
  }
  const bulletin = trust.bulletins.find((each) => each.country === country)
  const policy = bulletin?.policies.get(signer.kid)
  const digest = createHash('sha256').update(message.payload).digest('hex').slice(0, 32)
  const withdrawn = withdrawnSince(trust.standing, claims.issuedAt, Math.max(now, trust.latest))
  if (withdrawn === null) {
    if (policy !== undefined && !(policy === 2 && bulletin.payloads.has(digest))) return notGenuine('SIGNER_COMPROMISED')
    if (policy === undefined && isRevoked(signer, anchor)) return notGenuine('SIGNER_REVOKED')
  }
  const since = requiredSince(claims, bulletin)
  const others = trust.standing.withdrawn === undefined ? packages.map((each) => each.anchor) : []
  const second = claims.isTag ? null : await secondPerson(claims, [anchor, ...others], packages, since)
  if (second?.[0] === 'SECOND_SIGNATURE_WRONG') return notGenuine(...second)
  return findings(claims, signer, anchor.ca, bulletin, trust, country, now, second)
}

/** By the bulletin, the day since which such a certificate carries a second signature: [its parameter], or null. */
function requiredSince({ number, issuedOn, issuedAt }, bulletin) {
  const since = bulletin?.secondSince.get(number.split('-')[2])
  const first = Math.min(issuedOn, Math.floor(issuedAt / DAY))
  return since === undefined || first < since ? null : { day: dayOf(since * DAY) }
}

/** What there is to say of the second signature; null where the authority shows none at all. */
async function secondPerson({ second, issuedAt }, anchors, packages, required) {
  const own = []
  for (const person of packages.flatMap(({ approvers }) => approvers)) {
    for (const anchor of anchors) {
      if (await stands(person, anchor.ca, ACTING, person.notBefore)) own.push({ person, anchor })
    }
  }
  if (!second && required) return ['SECOND_MISSING', required]
  if (!second) return own.length ? ['SECOND_NOT_SHOWN'] : null
  const acting = ({ person, anchor }) => person.notBefore <= issuedAt && !isRevokedBy(person, anchor, issuedAt)
  const known = own.filter((each) => each.person.kid === second.kid && acting(each)).map((each) => each.person)
  if (known.length === 0) return required ? ['SECOND_UNCHECKED', required] : ['SECOND_UNKNOWN']
  const person = known.find((each) => isSigned(each, second.signature, second.signed))
  return person ? ['SECOND_SIGNED', { name: person.name }] : ['SECOND_SIGNATURE_WRONG']
}

/** A tag has no claims. */
const asTag = (found) => ({ ...found, claims: null })

/** Section 12. */
async function judgeExtension(text, trust, now) {
  const message = readText(text, 'XCEXT')
  const extension = readExtension(readCbor(message.payload))
  return toldBy(trust, extension.country, judgeSheet(message, extension, trust, now))
}

function judgeSheet(message, { country, issuedAt, id, number, count, returnBy }, trust, now) {
  const packages = trust.packages.filter(({ anchor }) => anchor.ca.country === country)
  const signers = packages.flatMap((each) => each.signers).filter((signer) => signer.kid === message.kid)
  if (signers.length === 0) {
    return verdict('UNKNOWN_ISSUER', 'amber', [[packages.length ? 'SIGNER_UNKNOWN' : 'COUNTRY_UNKNOWN', { country }]])
  }
  const notGenuine = (code) => verdict('NOT_GENUINE', 'red', [[code]])
  const signer = signers.find((each) => isSigned(each, message.signature, message.signed))
  if (!signer) return notGenuine('SIGNATURE_WRONG')
  const surely = Math.max(now, trust.latest)
  const withdrawn = withdrawnSince({ withdrawn: trust.standing.withdrawn }, 0, surely)
  if (withdrawn !== null) {
    return verdict('UNKNOWN_ISSUER', 'amber', [['COUNTRY_KEY_WITHDRAWN', { country, day: dayOf(withdrawn) }]])
  }
  const bulletin = trust.bulletins.find((each) => each.country === country)
  if (bulletin?.policies.has(signer.kid)) return notGenuine('SIGNER_COMPROMISED')
  if (packages.some(({ anchor }) => isRevoked(signer, anchor))) return notGenuine('SIGNER_REVOKED')
  if (issuedAt < signer.notBefore || issuedAt > signer.notAfter) return notGenuine('SIGNED_OUT_OF_TIME')
  if (signer.training && !trust.inTraining) return verdict('TEST_PAPER', 'red', [['TEST_PAPER']])
  const told = [['EXTENSION', { number, count, day: dayOf(returnBy * DAY) }], ['EXTENSION_COMPARE']]
  const revoked = bulletin?.revoked.get(id)
  if (revoked) {
    const [outcome, reason] = revocation(revoked)
    return verdict(outcome, 'red', [reason, ...told])
  }
  if ((returnBy + 1) * DAY <= surely) return verdict('EXPIRED', 'red', [['EXPIRED', { day: dayOf(returnBy * DAY) }], ...told])
  if (!bulletin) return verdict('GENUINE', 'amber', [['STATUS_MISSING', { country }], ...told])
  if (now <= bulletin.next) return verdict('GENUINE', 'green', told)
  const days = Math.floor((now - bulletin.made) / DAY)
  return verdict('GENUINE', 'amber', [['STATUS_STALE', { day: dayOf(bulletin.made), days }], ...told])
}

/** Outcome and reason of an entry on the bulletin. */
function revocation({ day: days, reason, number }) {
  const day = dayOf(days * DAY)
  if (reason !== 2) return ['REVOKED', [`REVOKED${REASONS[reason] ?? ''}`, { day }]]
  return ['REPLACED', number ? ['REPLACED_BY', { day, number }] : ['REPLACED', { day }]]
}

function findings(claims, signer, ca, bulletin, trust, country, now, second) {
  const found = []
  const surely = Math.max(now, trust.latest)
  const clock = dayOf(now)
  const withdrawn = withdrawnSince(trust.standing, claims.issuedAt, surely)
  if (withdrawn !== null) {
    found.push(['UNKNOWN_ISSUER', 'amber', ['COUNTRY_KEY_WITHDRAWN', { country, day: dayOf(withdrawn) }]])
  }
  const digest = trust.digests.find((each) => each.country === country)
  if (digest && isRuledOut(digest, claims)) {
    const params = { number: claims.number, day: dayOf(digest.completeTo * DAY) }
    found.push(['NEVER_ISSUED', 'red', ['NEVER_ISSUED', params]])
  }
  const revoked = bulletin?.revoked.get(claims.id)
  if (revoked) {
    const [outcome, reason] = revocation(revoked)
    found.push([outcome, 'red', reason])
  }
  if (claims.expires < surely) found.push(['EXPIRED', 'red', ['EXPIRED', { day: dayOf(claims.expires) }]])
  const end = Math.min(signer.notAfter, ca.notAfter)
  if (end < surely) found.push(['EXPIRED', 'amber', ['SIGNER_EXPIRED', { day: dayOf(end) }]])
  if (claims.issuedAt > now + DAY) {
    found.push(['CLOCK_SUSPECT', 'amber', ['ISSUED_IN_FUTURE', { day: dayOf(claims.issuedAt), clock }]])
  }
  if (now < trust.latest - DAY) found.push(['CLOCK_SUSPECT', 'amber', ['CLOCK_BEHIND', { day: dayOf(trust.latest), clock }]])
  const begin = claims.issuedOn * DAY
  if (begin > now + DAY) found.push(['NOT_YET_VALID', 'red', ['NOT_YET_VALID', { day: dayOf(begin) }]])
  if (ca.training && !trust.inTraining) found.push(['TEST_PAPER', 'red', ['TEST_PAPER']])
  const genuine = found.length === 0
  const doubtful = ['SECOND_MISSING', 'SECOND_UNCHECKED'].includes(second?.[0])
  if (doubtful) found.push(['GENUINE', 'amber', second])
  if (genuine) found.push(['GENUINE', ...status(claims, bulletin, trust, country, now)])
  const [outcome, colour] = found[0]
  const reasons = found.map(([, , reason]) => reason)
  const compare = claims.isTag ? ['TAG_COMPARE', claims.isTag] : ['COMPARE']
  if (second && !doubtful) reasons.push(second)
  if (claims.unknown) reasons.push(['UNKNOWN_FIELDS', { count: claims.unknown }])
  if (ca.training && trust.inTraining) reasons.push(['TEST_KEYS'])
  if (genuine) reasons.push(compare)
  return verdict(outcome, colour, reasons, claims.shown)
}

/** Since when the CA counts no more for what was issued then, by a trust list; null where it counts. */
function withdrawnSince({ withdrawn, ended }, issuedAt, now) {
  if (withdrawn !== undefined && now >= withdrawn) return withdrawn
  return ended !== undefined && issuedAt > ended ? ended : null
}

function isRuledOut(digest, { number, issuedOn, issuedAt }) {
  const day = Math.max(issuedOn, Math.floor(issuedAt / DAY))
  return day <= digest.completeTo && isCovered(digest, number) && !isGivenOut(digest, number)
}

function status(claims, bulletin, trust, country, now) {
  if (!bulletin) return ['amber', ['STATUS_MISSING', { country }]]
  const day = dayOf(bulletin.made)
  if (now > bulletin.next) {
    const late = Math.floor((now - bulletin.next) / DAY) >= (trust.grace[country] ?? 30)
    const days = Math.floor((now - bulletin.made) / DAY)
    return ['amber', [late ? 'STATUS_STALE_LONG' : 'STATUS_STALE', { day, days }]]
  }
  const { list_next: listNext } = trust.standing
  if (now > listNext) return ['amber', ['TRUST_LIST_STALE', { day: dayOf(listNext), country }]]
  return ['green', [claims.issuedAt > bulletin.made ? 'GENUINE_AFTER_LIST' : 'GENUINE', { day }]]
}

const folder = process.argv[2]
const file = (name) => readFileSync(join(folder, name))

const packages = new Map()

/** A package, read once however many vectors name it. */
function packageIn(name) {
  if (!packages.has(name)) packages.set(name, readPackage(file(name)))
  return packages.get(name)
}

async function trustOf(vector) {
  const read = await Promise.all(vector.packages.map(packageIn))
  const anchors = read.map(({ anchor }) => anchor)
  const all = (names, readOne) => Promise.all(names.map((name) => readOne(file(name), anchors)))
  const { latest, in_training: inTraining, grace, standing } = vector
  const bulletins = await all(vector.bulletins, readBulletin)
  for (const name of vector.printed ?? []) bulletins[0] = await withPrinted(bulletins[0], file(name).toString(), read)
  return { packages: read, bulletins, digests: await all(vector.digests, readDigest), latest, inTraining, grace, standing }
}

/** What a printed bulletin makes of the one that it is held against. */
async function printedOnto({ file: name, under, onto }) {
  const known = await Promise.all(under.map(packageIn))
  const bulletin = await readBulletin(file(onto), known.map(({ anchor }) => anchor))
  try {
    const { sequence, made, next, revoked } = await withPrinted(bulletin, file(name).toString(), known)
    return { becomes: { sequence, this_update: made, next_update: next, entries: revoked.size } }
  } catch ({ code }) {
    return { refusal: code }
  }
}

async function refusalOf({ file: name, under }) {
  try {
    const anchors = (await Promise.all(under.map(packageIn))).map(({ anchor }) => anchor)
    const readOne = { xcauth: readPackage, xcstatus: readBulletin, xcdigest: readDigest }[name.split('.').at(-1)]
    await readOne(file(name), anchors)
    return null
  } catch ({ code }) {
    return code
  }
}

const answers = {}
for (const name of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const vector = JSON.parse(file(name))
  answers[name] =
    'onto' in vector ? await printedOnto(vector)
    : 'refusal' in vector ? { refusal: await refusalOf(vector) }
    : 'asked' in vector ? numberAsked(file(vector.file).toString('utf8'), vector.asked, await trustOf(vector))
    : await judge(file(vector.file).toString('utf8'), await trustOf(vector), vector.now)
}
console.log(JSON.stringify(answers))
