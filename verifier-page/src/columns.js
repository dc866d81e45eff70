// Sorted columns of values of one width, in one byte string (docs/formats.md, 6).

import { same } from './bytes.js'

function compare(one, other) {
  for (let n = 0; n < one.length; n += 1) if (one[n] !== other[n]) return one[n] - other[n]
  return 0
}

/** Whether the values of a column of this width ascend strictly. */
export function ascending(column, width) {
  if (column.length % width) return false
  for (let at = width; at < column.length; at += width) {
    if (compare(column.subarray(at - width, at), column.subarray(at, at + width)) >= 0) return false
  }
  return true
}

/** Where a value stands in a sorted column, -1 where it does not. */
export function place(column, width, wanted) {
  let low = 0
  let high = column.length / width
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(column.subarray(middle * width, (middle + 1) * width), wanted) < 0) low = middle + 1
    else high = middle
  }
  return same(column.subarray(low * width, (low + 1) * width), wanted) ? low : -1
}
