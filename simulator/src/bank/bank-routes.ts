// The bank's addresses: its API for whoever sells, and the hosted page for whoever pays.
import { createHash, timingSafeEqual } from 'node:crypto'
import { styleRoute, type Frame } from '../web/frame.ts'
import { json, seeOther, type Call, type Reply, type Route } from '../web/origin.ts'
import { isProblem, problem } from '../web/problems.ts'
import type { Bank } from './bank.ts'
import { bankPage, declined, payPage } from './bank-pages.ts'

const LATEST = 25

/** The path of the hosted page of a charge. */
export function payPath(cobro: string): string {
  return `/pagar/${encodeURIComponent(cobro)}`
}

/** All routes of the bank's own site. */
export function bankRoutes(bank: Bank, secret: string, frame: Frame): Route[] {
  const known = (call: Call): void => checkCaller(call, secret)
  return [
    styleRoute,
    { on: 'GET /', answer: () => bankPage(frame, bank.latest(LATEST)) },
    {
      on: 'POST /cobros',
      answer: (call) => {
        known(call)
        const key = call.headers['idempotency-key']
        return json(bank.open(call.fields, typeof key === 'string' ? key.slice(0, 200) : ''), 201)
      },
    },
    {
      on: 'GET /cobros/:cobro',
      answer: (call) => {
        known(call)
        return json(bank.read(call.params['cobro'] ?? ''))
      },
    },
    {
      on: 'POST /cobros/:cobro/devolucion',
      answer: (call) => {
        known(call)
        return json(bank.refund(call.params['cobro'] ?? '', call.fields))
      },
    },
    {
      on: 'GET /pagar/:cobro',
      answer: ({ params }) => {
        const cobro = params['cobro'] ?? ''
        return payPage(frame, { charge: bank.read(cobro), returnTo: bank.returnAddress(cobro) })
      },
    },
    { on: 'POST /pagar/:cobro', answer: (call) => payByForm(bank, frame, call) },
  ]
}

/** Pays and leads the person back; what can be mended is said on the same page, with what was typed. */
function payByForm(bank: Bank, frame: Frame, { params, fields }: Call): Reply {
  const cobro = params['cobro'] ?? ''
  const returnTo = bank.returnAddress(cobro)
  const { numero } = fields
  try {
    const charge = bank.pay(cobro, { numero })
    if (charge.estado !== 'rechazado') return seeOther(returnTo)
    return payPage(frame, { charge, returnTo, errors: [declined()] })
  } catch (error) {
    if (!isProblem(error)) throw error
    if (error.status === 409) return payPage(frame, { charge: bank.read(cobro), returnTo })
    if (error.campo !== 'numero') throw error
    const typed = typeof numero === 'string' ? numero.slice(0, 40) : ''
    return payPage(frame, {
      charge: bank.read(cobro),
      returnTo,
      typed,
      errors: [{ campo: 'numero', mensaje: error.message }],
    })
  }
}

/** Compared as hashes, so that neither the length nor the beginning of the secret shows in the time taken. */
function checkCaller(call: Call, secret: string): void {
  const given = (call.headers.authorization ?? '').replace(/^Bearer +/i, '')
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  if (!timingSafeEqual(digest(given), digest(secret))) throw problem(401, 'no-autorizado')
}
