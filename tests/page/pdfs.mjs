// What the page's own reader says of the signature of each PDF in a folder: node pdfs.mjs READER FOLDER

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const { pdfSignature } = await import(process.argv[2])
const folder = process.argv[3]
const found = {}
for (const name of readdirSync(folder)) {
  const { signer, record = null, ...said } = await pdfSignature(new Uint8Array(readFileSync(join(folder, name))))
  found[name] = { ...said, record: record && Buffer.from(record).toString('hex'), signer: signer?.digest }
}
console.log(JSON.stringify(found))
