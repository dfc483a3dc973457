// `npm run screens`: starts the service by itself and takes a picture of every screen and its main states, into docs/screens/.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../portal/test/browser.ts'
import { serveSamples } from '../portal/test/sample-site.ts'
import { call, startWorld } from '../portal/test/world.ts'
import { REPOSITORY, cell, sentence } from './generated-doc.ts'
import { openCamera } from './screens/camera.ts'
import type { Picture } from './screens/camera.ts'
import { walkAsCitizen } from './screens/citizen.ts'
import { walkTheConsole } from './screens/console.ts'

const FOLDER = join(REPOSITORY, 'docs', 'screens')
/** A Monday at ten in the centre. The clock of the world stands still there, so that every picture shows the same time. */
const AT = '2027-06-14T16:00:00Z'
/** States that nobody can reach by walking: from the samples that the tests of the pages judge. */
const SAMPLES = [
  'solicitud-lista',
  'solicitud-vencida',
  'solicitud-rechazada',
  'solicitud-reembolso',
  'solicitud-reembolsada',
  'solicitud-revision',
  'mi-acta',
  'mi-acta-candado',
  'nueva-exencion',
  'veredicto-superada',
  'veredicto-cancelada',
  'veredicto-no-emitida',
  'error-500',
] as const

async function main(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const world = await startWorld({ env: { ACTAS_SEED: '1' } })
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS, '--hide-scrollbars'],
  })
  try {
    await call('PUT', `${world.sandbox}/reloj`, { velocidad: 0 })
    await call('PUT', `${world.sandbox}/reloj`, { ahora: AT })
    const camera = openCamera(FOLDER)
    await walkAsCitizen(world, browser, camera)
    camera.section('consola')
    await walkTheConsole(world, browser, camera)
    const samples = await serveSamples()
    try {
      const page = await browser.newPage()
      camera.section('muestras')
      for (const name of SAMPLES) {
        await page.goto(`${samples.url}/${name}`)
        await camera.take(page, name.replace('solicitud', 'muestra'))
      }
    } finally {
      samples.close()
    }
    writeFileSync(join(FOLDER, 'README.md'), indexOf(camera.pictures))
    process.stdout.write(`${camera.pictures.length} screens in docs/screens/\n`)
  } finally {
    await browser.close()
    await world.end()
  }
}

/** The pictures as a page: a table for each part, each picture with the title of its page. */
function indexOf(pictures: readonly Picture[]): string {
  const lines = [`# ${sentence('pantallas.titulo')}`, '', sentence('pantallas.aviso', { total: pictures.length })]
  let section = ''
  for (const one of pictures) {
    if (one.section !== section) {
      section = one.section
      lines.push('', `## ${sentence(`pantallas.${section}` as 'pantallas.pedir')}`, '')
      lines.push(sentence('pantallas.columnas'), '| --- | --- | --- |')
    }
    const title = cell(one.title)
    const picture = (file: string): string => `![${title}](${file})`
    lines.push(`| ${title} | ${picture(one.files.telefono)} | ${picture(one.files.escritorio)} |`)
  }
  return `${lines.join('\n')}\n`
}

await main()
