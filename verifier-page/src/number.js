// A certificate's number typed where a code belongs: no verification, and not treated as one.

const LONGEST = 40
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
