// The pages of the place to sign in: one button for each account, and what to do when it cannot go on.
import { entidadText } from '../sandbox/people-pages.ts'
import type { Frame } from '../web/frame.ts'
import { html, type Html } from '../web/html.ts'
import { catalogue } from '../web/messages.ts'
import type { Reply } from '../web/origin.ts'
import { WITHOUT, type Account, type SignInClient } from './client.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** All accounts: the federal ones first, then those of each entidad. Without an `action` nothing was begun yet. */
export function accountsPage(frame: Frame, client: SignInClient, action: string | null): Reply {
  const federal = client.cuentas.filter((one) => one.entidad === null)
  const claves = [...new Set(client.cuentas.flatMap((one) => one.entidad ?? []))].sort()
  const begin = new URL('.', client.regreso).href.replace(/\/$/, '')
  return frame({
    title: t(`titulo.${client.quienes}`),
    formOrigins: [new URL(client.regreso).origin],
    body: html`<p>${t(`texto.${client.quienes}`)}</p>
${action === null ? html`<p><a class="boton" href="${begin}">${t(`empezar.${client.quienes}`)}</a></p>` : ''}
${
  federal.length > 0
    ? html`<h2>${t('federal')}</h2>
${list(federal, client, action)}`
    : ''
}
${claves.map((clave) => {
  const own = client.cuentas.filter((one) => one.entidad === clave)
  return html`<details><summary>${entidadText(clave)}</summary>${list(own, client, action)}</details>
`
})}`,
  })
}

function list(accounts: readonly Account[], { quienes }: SignInClient, action: string | null): Html {
  if (action === null)
    return html`<ul>${accounts.map((one) => html`<li>${one.nombre} (<code>${one.id}</code>)</li>`)}</ul>`
  return html`<form method="post" action="${action}"><p><label>${t('factor')} <select name="factor"><option value="">${t('factor.aqui')}</option><option value="${WITHOUT}">${t(`factor.${quienes}`)}</option></select></label></p><ul class="cuentas">${accounts.map(
    (one) =>
      html`<li><button class="boton otro" name="cuenta" value="${one.id}">${one.nombre} <code>${one.id}</code></button></li>`,
  )}</ul></form>`
}

/** The sign-in cannot go on from here. */
export function refusedPage(frame: Frame): Reply {
  return frame({ title: t('no-sigue'), status: 400, body: html`<p>${t('no-sigue.texto')}</p>` })
}

/** The portal has not said yet who works there: whoever only looks reads it, whoever wants to sign in is asked to wait. */
export function waitingPage(frame: Frame, status: 200 | 503): Reply {
  const reply = frame({ title: t('espera'), status, body: html`<p>${t('espera.texto')}</p>` })
  return { ...reply, headers: { ...reply.headers, 'retry-after': '2' } }
}
