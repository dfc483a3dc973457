// The frame of the console: where am I, who am I, what may I do from here; calm, without scripts, at 320 px too.
import type { Site } from '#ui/layout'
import { CONSOLE, page } from '#ui/layout'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { askedPage } from './asked-page.ts'
import { livePanel } from './live-panel.ts'
import { may } from './policy.ts'
import type { Holder, Lent, Right } from './policy.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export interface ConsoleView {
  readonly site: Site
  readonly staff: Holder & { readonly nombre: string }
  readonly question: string
  /** Address of the board that this page belongs to, one of BOARDS. */
  readonly board?: string
  readonly body: Html
  readonly errors?: readonly FieldError[]
  readonly trail?: readonly { readonly text: string; readonly href?: string }[]
  /** False on the page of the search, whose body has the form itself. */
  readonly search?: boolean
  /** What it shows changes by itself, and so does the page. */
  readonly live?: boolean
}

interface Board {
  readonly href: string
  readonly key: keyof typeof es
  /** Opens it after `g`; each its own. */
  readonly tecla: string
  readonly right: Right
}

/** The boards in the order of the menu; each is shown to whoever may use its right. */
const BOARDS: readonly Board[] = [
  { href: paths.console, key: 'menu.turno', tecla: 't', right: 'tableros' },
  { href: paths.consolePilot, key: 'menu.piloto', tecla: 'p', right: 'indicadores' },
  { href: paths.consoleSla, key: 'menu.sla', tecla: 'n', right: 'indicadores' },
  { href: paths.consoleIncidents, key: 'menu.incidencias', tecla: 'i', right: 'tableros' },
  { href: paths.consoleDesk, key: 'menu.mesa', tecla: 'm', right: 'tableros' },
  { href: paths.consolePayments, key: 'menu.pagos', tecla: 'b', right: 'pagos.ver' },
  { href: paths.consoleSurvey, key: 'menu.encuesta', tecla: 'e', right: 'tableros' },
  { href: paths.consoleAcceptance, key: 'menu.aceptacion', tecla: 'a', right: 'tableros' },
  { href: paths.consoleOnboarding, key: 'menu.integracion', tecla: 'r', right: 'integracion.ver' },
  { href: paths.consoleImprovement, key: 'menu.mejora', tecla: 'j', right: 'indicadores' },
  { href: paths.consoleMaintenance, key: 'menu.mantenimientos', tecla: 'v', right: 'tableros' },
  { href: paths.consoleActs, key: 'menu.actos', tecla: 'd', right: 'actos.ver' },
  { href: paths.consoleAccounts, key: 'menu.cuentas', tecla: 'c', right: 'cuentas.ver' },
  { href: paths.consoleTraining, key: 'menu.capacitacion', tecla: 'k', right: 'tableros' },
  { href: paths.consoleEmergencies, key: 'menu.emergencias', tecla: 'u', right: 'emergencia.ver' },
  { href: paths.consoleJournal, key: 'menu.bitacora', tecla: 'h', right: 'bitacora.ver' },
]

/** The board that an address of the console stands below; null for an address of none. */
export function boardOf(address: string): { readonly href: string; readonly right: Right } | null {
  const [turno, ...others] = BOARDS
  const found = others.find(({ href }) => address.startsWith(href) && /^$|^[/.]/.test(address.slice(href.length)))
  return found ?? (address === turno?.href ? turno : null)
}

/** There are ten digits on a keyboard; a board beyond them has none. */
function shortcut(board: Board): Html {
  const place = BOARDS.indexOf(board) + 1
  return html`${place > 10 ? '' : html` accesskey="${place % 10}"`} data-tecla="${board.tecla}"`
}

/** The boards of whoever reads, with the letter that opens each. */
export function boardKeys(staff: ConsoleView['staff']): { tecla: string; nombre: string; href: string }[] {
  const shown = BOARDS.filter((one) => may(staff, one.right, staff.entidad))
  return shown.map(({ tecla, key, href }) => ({ tecla, nombre: t(key), href }))
}

/** Sent by POST: a CURP must stand in no address, no history and no log. */
function searchForm(): Html {
  return html`<search><form class="busca" method="post" action="${paths.consoleSearch}"><label for="buscar" class="oculto">${t('buscar.campo')}</label><input id="buscar" name="q" type="text" class="clave" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="${t('buscar.ejemplo')}"><button class="boton otro" type="submit">${t('buscar')}</button></form></search>`
}

/** On every page while it lasts: what is borrowed, until when, and how to give it back. */
function lentBanner({ id, entidad, hasta }: Lent): Html {
  const estado = ENTIDADES.find((one) => one.clave === entidad)?.nombre ?? entidad
  return html`<section class="estado cuidado" aria-label="${t('emergencia.titulo')}"><p class="palabra">${t('emergencia.titulo')}</p>
<p>${t('emergencia.texto', { estado, cuando: longInstant(hasta) })} <a href="${paths.consoleEmergency(id)}">${id}</a></p>
<form method="post" action="${paths.consoleEmergency(id)}/fin"><button class="boton otro" type="submit">${t('emergencia.terminar')}</button></form></section>
`
}

/** A page of the console as text. */
export function consolePage(v: ConsoleView): string {
  const boards = BOARDS.filter((one) => may(v.staff, one.right, v.staff.entidad))
  return page({
    site: v.site,
    question: v.question,
    noindex: true,
    enhancement: CONSOLE,
    ...(v.errors ? { errors: v.errors } : {}),
    trail: [{ text: t('consola'), href: paths.console }, ...(v.trail ?? []), { text: v.question }],
    step: t('quien', { nombre: v.staff.nombre }),
    body: html`<div class="consola"><nav class="tableros" aria-label="${t('menu')}"><ul>${boards.map(
      (one) =>
        html`<li><a href="${one.href}"${shortcut(one)}${one.href === v.board ? html` aria-current="page"` : ''}>${t(one.key)}</a></li>`,
    )}</ul></nav><form method="post" action="${paths.consoleLeave}"><button class="boton otro" type="submit">${t('salir')}</button></form></div>
<div class="bajo-tableros">${v.search === false ? '' : searchForm()}<a href="${paths.consoleKeys}" data-ayuda>${t('teclado.liga')}</a></div>
${v.staff.emergencia ? lentBanner(v.staff.emergencia) : ''}${v.live ? upToDate(v.body) : v.body}`,
  })
}

/** The answer to a form that was sent has no address of its own: it stays as it is. */
function upToDate(body: Html): Html {
  const page = askedPage()
  return page?.address ? livePanel(page, body) : body
}
