// Puts the page together: node build.mjs FILE (default: ../resources/verifier-page/page.html)
// Sources and libraries go into one file; its policy allows exactly these scripts and styles, and no network.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv[2] ?? join(here, '..', 'resources', 'verifier-page', 'page.html')

async function bundled(name, target) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'src', name)],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none', // the licences stand in the page as a whole
    charset: 'ascii',
    format: 'iife',
    target,
    logLevel: 'error',
  })
  const script = outputFiles[0].text.trim()
  if (/<\/script|<!--/i.test(script)) throw new Error(`${name}: something in it ends the script`)
  return script
}

const hash = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`

const page = await bundled('main.js', ['chrome103', 'firefox113', 'safari16.4'])
const pdfReader = await bundled('pdf.js', ['chrome103', 'firefox113', 'safari16.4'])
const style = readFileSync(join(here, 'src', 'style.css'), 'utf8').trim()
const wasm = readFileSync(join(here, 'node_modules', 'zxing-wasm', 'dist', 'reader', 'zxing_reader.wasm'))
const policy = [
  "default-src 'none'",
  `script-src ${hash(page)} ${hash(pdfReader)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  'img-src data: blob:',
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')
const licences = readFileSync(join(here, 'licences.txt'), 'utf8').trim()
const parts = {
  LICENCES: licences,
  POLICY: policy,
  STYLE: style,
  CODE_READER: wasm.toString('base64'),
  PDF_READER: pdfReader,
  PAGE: page,
}
const template = readFileSync(join(here, 'page.template.html'), 'utf8')
const whole = template.replace(/@([A-Z_]+)@/g, (mark, name) => parts[name] ?? mark)
mkdirSync(dirname(out), { recursive: true })
writeFileSync(out, whole)
