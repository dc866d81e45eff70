// Whom to ask at an authority: what its own bulletin says (docs/formats.md, 6, key 9).

import { Refusal } from './bytes.js'

const LIMITS = { name: 120, telephone: 60, email: 120, hours: 120 }

/** {name, telephone, email, hours}, '' for what is not told. Refusals BULLETIN_DAMAGED, BULLETIN_NEWER. */
export function readContact(item) {
  const want = (condition, code = 'BULLETIN_DAMAGED') => {
    if (!condition) throw new Refusal(code)
  }
  want(item instanceof Map)
  want([...item.keys()].every((key) => key >= 0), 'BULLETIN_NEWER')
  const contact = {}
  Object.entries(LIMITS).forEach(([name, most], n) => {
    const line = item.get(n + 1)
    want(line === undefined || (typeof line === 'string' && line !== '' && new TextEncoder().encode(line).length <= most))
    contact[name] = line ?? ''
  })
  want(Object.values(contact).some(Boolean))
  return contact
}
