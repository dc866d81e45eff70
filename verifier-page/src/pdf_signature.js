// The signature of a PDF (docs/document.md, 2), by its bytes alone: it covers the whole file but its own digits, digest
// and signature hold. Who signed is for the caller to say. Nothing in the container that is not signed is looked at.

import { hex, same, sha256 } from './bytes.js'
import { readCertificate, verifies } from './certificate.js'
import { INTEGER, OCTET_STRING, OID, SEQUENCE, SET, expect, inside, oid, only, rawSignature, read } from './der.js'

const MARKS = ['/ByteRange', '/Adobe.PPKLite', '/ETSI.CAdES', '/DocMDP'] // stand only in a file that is signed, or was
const ARCHIVE = '/ETSI.RFC3161' // a time stamp over the whole file, added years later
const RANGE = /\/ByteRange \[0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10})\] *\n/g
const SIGNED_SET = 0xa0
const CERTIFICATES = 0xa0
// What no signature covers must stand as it always does.
const ONE = '020101'
const SHA256 = '300d06096086480165030402010500'
const ECDSA_SHA256 = '300a06082a8648ce3d040302'
const [SIGNED_DATA, DATA, CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE, TIME_STAMP] = [
  '1.2.840.113549.1.7.2', '1.2.840.113549.1.7.1', '1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4',
  '1.2.840.113549.1.9.16.2.47', '1.2.840.113549.1.9.16.2.14',
].map((each) => hex(oid(each)))

/**
 * What the signature of a file says: {state, signer?}. absent: none; holds: by the certificate `signer`, over all of the
 * file; extended: something was added behind what was signed, as an archive is, which this page does not judge;
 * changed: it does not hold; kind: it is none of ours.
 */
export async function pdfSignature(bytes) {
  const text = new TextDecoder('latin1').decode(bytes) // a character for each byte
  if (!MARKS.some((mark) => text.includes(mark))) return { state: 'absent' }
  const ranges = [...text.matchAll(RANGE)].map((found) => [found.index, ...found.slice(1).map(Number)])
  const whole = ranges.find(([, , resume, after]) => resume + after === bytes.length)
  const end = ranges.length ? ranges[0][2] + ranges[0][3] : 0
  if (end > 0 && end < bytes.length && (!whole || text.includes(ARCHIVE))) {
    const before = await pdfSignature(bytes.subarray(0, end)) // as it was when it was signed
    return before.state === 'holds' ? { state: 'extended' } : { state: 'changed' }
  }
  if (!whole) return { state: 'changed' }
  const [place, before, resume] = whole
  const digits = text.slice(before + 1, resume - 1)
  const isGap = text[before] === '<' && text[resume - 1] === '>' && /^(?:[0-9A-F]{2})+$/.test(digits) && place === resume + 1
  if (!isGap) return { state: 'changed' }
  const contents = Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16))
  const digest = await sha256(outside(bytes, before, resume))
  let signed
  try {
    signed = await readContainer(contents)
  } catch {
    return { state: 'kind' }
  }
  const good = same(signed.digest, digest) && (await verifies(signed.signer, signed.signature, signed.attributes))
  return good ? { state: 'holds', signer: signed.signer } : { state: 'changed' }
}

function outside(bytes, before, resume) {
  const covered = new Uint8Array(before + bytes.length - resume)
  covered.set(bytes.subarray(0, before))
  covered.set(bytes.subarray(resume), before)
  return covered
}

/** The one signer of a CMS container (RFC 5652), the digest it names, and what it signed. Error for any other shape. */
async function readContainer(contents) {
  const want = (condition) => {
    if (!condition) throw new Error('another container')
  }
  const outer = read(contents)
  want(outer.tag === SEQUENCE && contents.subarray(outer.end).every((byte) => byte === 0))
  const [kind, content] = inside(outer.content)
  want(hex(expect(kind, OID).content) === SIGNED_DATA)
  const [version, algorithms, encapsulated, certificates, infos, ...more] = inside(only(expect(content, 0xa0).content, SEQUENCE).content)
  want(more.length === 0 && hex(version.whole) === ONE && hex(algorithms.whole) === `310f${SHA256}`)
  want(hex(encapsulated.whole) === `300b0609${DATA}`)
  const signers = inside(expect(infos, SET).content)
  want(signers.length === 1)
  const [signerVersion, sid, digestAlgorithm, attributes, algorithm, signature, ...unsigned] = inside(expect(signers[0], SEQUENCE).content)
  want(hex(signerVersion.whole) === ONE && hex(digestAlgorithm.whole) === SHA256 && hex(algorithm.whole) === ECDSA_SHA256)
  want(unsigned.length <= 1 && unsigned.every((each) => inside(each.content).every(isStamp)))
  const [issuer, number] = inside(expect(sid, SEQUENCE).content)
  const known = await Promise.all(inside(expect(certificates, CERTIFICATES).content).map(({ whole }) => readCertificate(whole)))
  const named = known.filter((each) => same(each.issuer, issuer.whole) && each.number === hex(expect(number, INTEGER).content))
  want(named.length === 1)
  const [signer] = named
  const values = attributeValues(expect(attributes, SIGNED_SET))
  want(hex(values.get(CONTENT_TYPE)?.content ?? []) === DATA)
  // The signed attributes name every certificate of the container: none can be changed, or come to it.
  const listed = inside(inside(expect(values.get(SIGNING_CERTIFICATE), SEQUENCE).content)[0].content)
  const hashes = listed.map((each) => hex(expect(inside(expect(each, SEQUENCE).content)[0], OCTET_STRING).content))
  const brought = await Promise.all(known.map(async ({ der }) => hex(await sha256(der))))
  want(hashes.sort().join() === brought.sort().join())
  return {
    signer,
    digest: expect(values.get(MESSAGE_DIGEST), OCTET_STRING).content,
    attributes: Uint8Array.from([SET, ...attributes.whole.subarray(1)]), // signed as a SET (RFC 5652, 5.4)
    signature: rawSignature(expect(signature, OCTET_STRING).content),
  }
}

/** A time stamp, which is the one thing that may stand beside: it is not looked at. */
const isStamp = (attribute) => hex(expect(inside(attribute.content)[0], OID).content) === TIME_STAMP

/** The one value of each attribute, by its kind. */
function attributeValues({ content }) {
  const found = new Map()
  for (const attribute of inside(content)) {
    const [kind, values] = inside(expect(attribute, SEQUENCE).content)
    const all = inside(expect(values, SET).content)
    if (found.has(hex(kind.content)) || all.length !== 1) throw new Error('an attribute twice')
    found.set(hex(kind.content), all[0])
  }
  return found
}
