// The page's words in the chosen language. They are put in at export, by their English text; sentences by their code.

const DAY = /^\d{4}-\d\d-\d\d$/
const NUMBER = /^[A-Z]{2}-\d{4}-[0-9A-Z]{2}-\d{6}-[0-9A-Z]$/
const JOINER = '\u2060' // no line ends here
const [FIRST_STRONG, LEFT_TO_RIGHT, POP] = ['\u2068', '\u2066', '\u2069']

export class Words {
  constructor(language) {
    Object.assign(this, language)
    this.rules = new Intl.PluralRules(this.tag)
  }

  /** Words with what fills them. */
  say(english, params = {}) {
    return this.filled(this.words[english] ?? english, params)
  }

  /** Words for `n` things. */
  count(one, many, n) {
    const kinds = this.plurals[one] ?? { one, other: many }
    return this.filled(kinds[this.rules.select(n)] ?? kinds.other, { n })
  }

  /** The sentence of a reason; the code itself where there is none. */
  sentence({ code, params }) {
    return this.filled(this.sentences[code] ?? code, params)
  }

  /** A country's name and code; the code alone where ISO leaves it to its users. */
  country(code) {
    const name = this.countries[code]
    return name ? `${this.apart(name)} (${code})` : code
  }

  /** A date, number or name among words: a date stays on one line, and all keep their direction among Arabic. */
  apart(given) {
    const told = DAY.test(given) ? given.replaceAll('-', `-${JOINER}`) : String(given)
    if (!this.rtl || !told || told.startsWith(FIRST_STRONG) || told.startsWith(LEFT_TO_RIGHT)) return told
    return (/\p{L}/u.test(told) ? FIRST_STRONG : LEFT_TO_RIGHT) + told + POP
  }

  filled(words, params) {
    return words.replace(/\{(\w+)\}/g, (gap, name) => (name in params ? this.apart(onOneLine(params[name])) : gap))
  }
}

/** A certificate's number among words; by itself, where somebody may copy it, it stands as it is. */
const onOneLine = (given) => (NUMBER.test(given) ? given.replaceAll('-', `-${JOINER}`) : given)
