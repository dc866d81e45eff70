// The text of a PDF by PDF.js: node text.mjs PDF.JS FILE
import { readFileSync } from 'node:fs'
const { getDocument } = await import(process.argv[2])
const data = new Uint8Array(readFileSync(process.argv[3]))
const pdf = await getDocument({ data, isEvalSupported: false, verbosity: 0 }).promise
for (let n = 1; n <= pdf.numPages; n++) {
  const content = await (await pdf.getPage(n)).getTextContent()
  console.log(content.items.map((item) => item.str + (item.hasEOL ? '\n' : '')).join(''))
}
