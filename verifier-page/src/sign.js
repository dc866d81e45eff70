// The sign of a verdict: each colour has a shape of its own, so that nobody has to see the colour.

const SHAPES = {
  green: ['<circle>', 'M28 52 L44 68 L73 34'],
  amber: ['M50 4 L98 92 L2 92 Z', 'M50 36 V60 M50 77 v.1'],
  red: ['M29.3 3 H70.7 L97 29.3 V70.7 L70.7 97 H29.3 L3 70.7 V29.3 Z', 'M33 33 L67 67 M67 33 L33 67'],
  grey: ['<circle>', 'M37 40 A14 14 0 1 1 54 50 Q50 52 50 58 M50 76 v.1'],
}
const CIRCLE = 'M50 3 A47 47 0 1 1 49.99 3 Z'

/** An SVG of the sign; it says nothing to a screen reader, the word beside it does. */
export function sign(colour) {
  const make = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    return element
  }
  const [outer, inner] = SHAPES[colour]
  const picture = make('svg', { viewBox: '0 0 100 100', 'aria-hidden': 'true', class: 'sign' })
  picture.append(
    make('path', { d: outer === '<circle>' ? CIRCLE : outer, class: 'outer' }),
    make('path', { d: inner, class: 'inner' }),
  )
  return picture
}
