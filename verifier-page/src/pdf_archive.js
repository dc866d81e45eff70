// What is added behind a signed file so that it can be judged after its signer's time (PAdES B-LT, B-LTA; docs/document.md,
// "What lasts"). As the program does: what an increment holds is taken out of it and written anew, and only where that
// gives the same bytes, and each part belongs to the signature, is it an archive of ours. By certapp/document/archive.py.

import { anyCertificate, anyList, isBy } from './any_certificate.js'
import { hex, same, sha256 } from './bytes.js'
import { stampTime, stamper } from './cms.js'
import { oid } from './der.js'
import { NotGenuine } from './pdf_objects.js'

const ROOM = 24_576 // hexadecimal digits of a time stamp over the whole
const MOST = 20 // certificates, and revocation lists
const LARGEST = 8 << 20
const MOST_ARCHIVES = 20
const RANGE = /\/ByteRange \[0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10})\] *\n/g
const STREAM = /[0-9]{1,7} 0 obj\n<<\/Length ([0-9]{1,7})>>\nstream\n/y
const STREAM_END = '\nendstream\nendobj\n'
const STORE = /[0-9]{1,7} 0 obj\n<<\/Type \/DSS \/Certs \[((?:[0-9]+ 0 R ?)*)\] \/CRLs \[((?:[0-9]+ 0 R ?)*)\]>>\n/y
const DIGITS = /\/SubFilter \/ETSI\.RFC3161 \/ByteRange \[[0-9 ]{1,60}\] * \/Contents <([0-9A-F]{24576})>/
const TRAILER = /\ntrailer\n<<\n(\/Info [0-9]+ 0 R\n)\/Root ([0-9]+) 0 R\n\/Size ([0-9]+)\n(\/ID \[ <[0-9a-f]+> <[0-9a-f]+> \]\n)/g
const END = '%%EOF\n'
const STAMPING = hex(oid('1.3.6.1.5.5.7.3.8'))

const want = (condition) => {
  if (!condition) throw new Error('no archive of ours')
}

/** The end of the signed file in `text` (a character for each byte), and the archives behind it: none where not ours. */
export function split(text) {
  for (const found of text.matchAll(RANGE)) {
    const end = Number(found[2]) + Number(found[3])
    const added = text.length - end
    if (added <= 0 || added > LARGEST || found.index + found[0].length > end) continue
    try {
      return { end, archives: archivesBehind(text, end) }
    } catch {
      break
    }
  }
  return { end: text.length, archives: [] }
}

function archivesBehind(text, signedEnd) {
  const found = []
  for (let end = signedEnd; end < text.length; ) {
    want(found.length < MOST_ARCHIVES)
    const signed = text.slice(0, end)
    const archive = taken(text.slice(end), Number(lastTrailer(signed)[3]))
    want(written(signed, archive) === text.slice(end, end + archive.length))
    end += archive.length
    found.push({ ...archive, end })
  }
  return found
}

/** What the first increment in `tail` holds. size: the first number of an object that is free before it. */
function taken(tail, size) {
  const contents = []
  let at = 0
  for (let found = sticky(STREAM, tail, at); found; found = sticky(STREAM, tail, at)) {
    const [start, end] = [STREAM.lastIndex, STREAM.lastIndex + Number(found[1])]
    want(contents.length <= 2 * MOST && tail.startsWith(STREAM_END, end))
    contents.push(tail.slice(start, end))
    at = end + STREAM_END.length
  }
  const store = sticky(STORE, tail, at)
  want(store)
  const from = STORE.lastIndex
  const count = numbersIn(store[1]).filter((number) => number >= size).length
  const end = tail.indexOf(END, from)
  want(end >= 0)
  const length = end + END.length
  const digits = DIGITS.exec(tail.slice(from, length))?.[1] ?? ''
  return { certificates: contents.slice(0, count), crls: contents.slice(count), digits, length }
}

const sticky = (pattern, text, at) => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const numbersIn = (references) => [...references.matchAll(/([0-9]+) 0 R/g)].map(([, number]) => Number(number))

function lastTrailer(signed) {
  const all = [...signed.matchAll(TRAILER)]
  want(all.length)
  return all[all.length - 1]
}

/** The increment behind `signed` with these parts: same parts, same bytes. */
function written(signed, { certificates, crls, digits }) {
  const [, info, root, sizeDigits, fileId] = lastTrailer(signed)
  const size = Number(sizeDigits)
  const catalogue = newestBody(signed, root)
  const earlier = [...catalogue.matchAll(/\/DSS ([0-9]+) 0 R\n/g)]
  const had = earlier.length ? storeOf(signed, earlier[0][1]) : ['', '']
  let out = ''
  const places = new Map()
  const add = (number, body) => {
    places.set(number, signed.length + out.length)
    out += `${number} 0 obj\n${body}\nendobj\n`
    return number
  }
  const streams = (contents, first) => {
    contents.forEach((each, n) => add(first + n, `<</Length ${each.length}>>\nstream\n${each}\nendstream`))
    return contents.map((_, n) => `${first + n} 0 R`).join(' ')
  }
  const added = [streams(certificates, size), streams(crls, size + certificates.length)]
  const [certs, lists] = had.map((before, n) => [before, added[n]].filter(Boolean).join(' '))
  const store = add(size + places.size, `<</Type /DSS /Certs [${certs}] /CRLs [${lists}]>>`)
  want(!earlier.length || (digits && signed.slice(signed.lastIndexOf('<</Type /DSS ')).includes('/T (Archive')))
  if (digits) {
    const form = Number(one(/\/AcroForm ([0-9]+) 0 R\n/g, catalogue))
    const body = newestBody(signed, form)
    const fields = one(/\/Fields \[ ([0-9]+ 0 R(?: [0-9]+ 0 R)*) \]\n/g, body)
    const count = fields.split('R').length - 1
    add(store + 1, `<</FT /Sig /T (${count === 1 ? 'Archive' : `Archive ${count}`}) /V ${store + 2} 0 R>>`)
    const kind = '/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161'
    add(store + 2, `<<${kind} /ByteRange ${' '.repeat(40)} /Contents <${digits}>>>`)
    add(form, body.split(`/Fields [ ${fields} ]`).join(`/Fields [ ${fields} ${store + 1} 0 R ]`))
  }
  const rest = catalogue.slice(0, -2).split(earlier.length ? `/DSS ${earlier[0][1]} 0 R\n` : '\0').join('')
  add(Number(root), `${rest}/DSS ${store} 0 R\n>>`)
  const start = signed.length + out.length
  out += 'xref\n0 1\n0000000000 65535 f \n'
  const rows = [...places].sort(([first], [second]) => first - second)
  for (const [number, place] of rows) out += `${number} 1\n${String(place).padStart(10, '0')} 00000 n \n`
  out += `trailer\n<<\n${info}/Root ${root} 0 R\n/Size ${Math.max(size, ...rows.map(([number]) => number + 1))}\n${fileId}`
  out += `/Prev ${Number(one(/startxref\n([0-9]+)\n/g, signed.slice(-60), true))}\n>>\nstartxref\n${start}\n%%EOF\n`
  if (!digits) return out
  const gap = out.lastIndexOf('/Contents <') + '/Contents '.length
  const resume = gap + digits.length + 2
  const range = `[0 ${signed.length + gap} ${signed.length + resume} ${out.length - resume}]`
  const at = out.lastIndexOf('/ByteRange ', gap) + '/ByteRange '.length
  return out.slice(0, at) + range.padEnd(40) + out.slice(at + 40)
}

/** The one match of a pattern, or the last where more are allowed. */
function one(pattern, text, isLast = false) {
  const found = [...text.matchAll(pattern)]
  want(found.length === 1 || (isLast && found.length))
  return found[found.length - 1][1]
}

function storeOf(signed, number) {
  const found = sticky(STORE, signed, signed.lastIndexOf(`\n${number} 0 obj\n<</Type /DSS `) + 1)
  want(found)
  return [found[1], found[2]]
}

/** The newest body of an object, from << to >>, as signing wrote it. */
function newestBody(signed, number) {
  const place = signed.lastIndexOf(`\n${number} 0 obj\n<<\n`)
  want(place >= 0)
  const start = place + `\n${number} 0 obj\n`.length
  const end = signed.indexOf('\nendobj\n', start)
  const body = signed.slice(start, end)
  want(end >= 0 && body.endsWith('\n>>'))
  return body
}

/**
 * Everything in the archives belongs to the signature with these certificates (`chain`) and this time-stamp authority
 * (its digest, '' for none): answers when the last was stamped, or null. Refusal NotGenuine PDF_EXTENDED; NotJudged.
 */
export async function checkArchives(bytes, archives, { certificates: chain, authority }) {
  let moment = null
  try {
    const before = []
    for (const archive of archives) {
      const ders = (texts) => texts.map((text) => bytesOf(text))
      const now = { certificates: ders(archive.certificates), crls: ders(archive.crls) }
      const followers = await checkLists(now, before, chain, authority)
      if (!archive.digits) {
        want(archives.length === 1) // only a stamp over the whole is renewed
        return null
      }
      const stamped = await stampOver(bytes.subarray(0, archive.end), archive.digits, [authority, ...followers])
      want(moment === null || stamped > moment)
      moment = stamped
      before.push(now)
    }
    return moment
  } catch (error) {
    if (error?.name === 'NotJudged') throw error
    throw new NotGenuine('PDF_EXTENDED')
  }
}

const fromHexDigits = (digits) => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16))

// The text is windows-1252, which has a character for each byte; back by the same table.
const LETTERS = new Map(Array.from(new TextDecoder('latin1').decode(Uint8Array.from({ length: 256 }, (_, n) => n)), (letter, n) => [letter, n]))
const bytesOf = (text) => Uint8Array.from(text, (letter) => LETTERS.get(letter))

async function stampOver(pdf, digits, authorities) {
  const padded = fromHexDigits(digits)
  const length = 4 + padded[2] * 256 + padded[3]
  want(padded[0] === 0x30 && padded[1] === 0x82 && padded.subarray(length).every((byte) => byte === 0))
  const token = padded.subarray(0, length)
  const by = await stamper(token)
  want(authorities.includes(by.digest))
  const text = new TextDecoder('latin1').decode(pdf)
  const gap = text.lastIndexOf('/Contents <') + '/Contents '.length
  const covered = new Uint8Array(pdf.length - ROOM - 2)
  covered.set(pdf.subarray(0, gap))
  covered.set(pdf.subarray(gap + ROOM + 2), gap)
  return stampTime(token, await sha256(covered), [by.digest])
}

/** Certificates of the chain, of the stamping authority and who issued them, and their lists; answers who follows it. */
async function checkLists(archive, before, chain, authority) {
  const earlier = before.flatMap(({ certificates }) => certificates)
  want(archive.certificates.length <= MOST && archive.crls.length <= MOST && (archive.certificates.length || before.length))
  const all = [...earlier, ...archive.certificates]
  const lists = [...before.flatMap(({ crls }) => crls), ...archive.crls]
  for (const each of [all, lists]) want(new Set(each.map(hex)).size === each.length)
  const held = await Promise.all(earlier.map(anyCertificate))
  const added = await Promise.all(archive.certificates.map(anyCertificate))
  const kept = [...held, ...added]
  const known = [...chain, ...held]
  for (const certificate of added) {
    const expected = certificate.digest === authority || chain.some(({ der }) => same(der, certificate.der))
    if (!expected) {
      // Its key alone would do for being an issuer: what else it says must be vouched for too, by itself or by who is here.
      const issues = await some(known, (each) => isBy(each, certificate))
      const isVouched = issues && (await some(kept, (each) => isBy(certificate, each)))
      want(isVouched || (await follows(certificate, authority, held)))
    }
    known.push(certificate)
  }
  for (const der of archive.crls) {
    const list = anyList(der)
    want(await some(known, (each) => isBy(list, each)))
  }
  const following = []
  for (const each of before.length ? kept : []) if (await follows(each, authority, held)) following.push(each.digest)
  return following
}

/** Whether a certificate for time stamps is by the issuer, already kept, of the authority that was named. */
async function follows(certificate, named, kept) {
  if (certificate.usages.join() !== STAMPING) return false
  const authorities = kept.filter(({ digest }) => digest === named)
  for (const issuer of kept) {
    const isIssuer = await some(authorities, (each) => isBy(each, issuer))
    if (isIssuer && (await isBy(certificate, issuer))) return true
  }
  return false
}

async function some(items, passes) {
  for (const each of items) if (await passes(each)) return true
  return false
}
