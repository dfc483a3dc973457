// The pages of copies: handing over the file of an order, and verifying one by code, by signed code or by its PDF.
import type {} from '@fastify/cookie'
import multipart from '@fastify/multipart'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { checkCodigo, formatCodigo } from '@actas/node-kit/contract/damm.ts'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { parseFolio } from '#orders'
import { asDomainError, problemOf, sentence } from '#problems'
import { errorPage } from '#ui/error-page'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { catalogue, listOf } from '#ui/messages'
import { orderCookie, paths, patterns } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { scannerRoutes } from '#ui/scanner'
import { verifyWithin } from './attempts.ts'
import { cameraPage } from './camera-page.ts'
import { constanciaFile, readCopyFile } from './copies.ts'
import type { VerificationInput, WithTrust } from './copies.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { tooManyPage, verdictPage, verifyPage } from './pages.ts'
import { MAX_PDF } from './strict-verifier.ts'

const t = catalogue(es, { en })
/** Pages are no part of the API's description. */
const HIDDEN = { schema: { hide: true } }
const EMPTY = { codigo: '', identificador: '', qr: '' }

export function copyPageRoutes(app: WithTrust): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const verifyFrom = verifyWithin(app)

    refuseOtherSites(server, site)
    await server.register(multipart, { limits: { fileSize: MAX_PDF, files: 1, fields: 4, fieldSize: 8_192 } })

    const ask = async (
      reply: FastifyReply,
      status: number,
      given: Partial<typeof EMPTY>,
      errors: readonly FieldError[],
      retryAfterS?: number,
    ): Promise<FastifyReply> =>
      await sendPage(reply, verifyPage({ site, ...EMPTY, ...given, errors }), {
        status,
        ...(retryAfterS === undefined ? {} : { retryAfterS }),
      })
    const answer = async (
      request: FastifyRequest,
      reply: FastifyReply,
      input: VerificationInput,
    ): Promise<FastifyReply> => {
      const seen = await verifyFrom(request, input).catch((error: unknown) => {
        if (isDomainError(error) && error.kind === 'tooMany') return error
        throw error
      })
      if (seen instanceof DomainError) {
        const retryAfterS = seen.details.retryAfterS ?? 0
        return await sendPage(reply, tooManyPage({ site }), { status: 429, retryAfterS })
      }
      const { codigo, grupos, ...found } = seen
      const entidad = found.copia
        ? (await listEntidades(app)).find((one) => one.clave === found.copia!.entidadRegistro)?.nombre
        : undefined
      const motivo = codigo ? sentence(`motivo-${codigo}`, groupParams(grupos ?? [])) : undefined
      return await sendPage(
        reply,
        verdictPage({ site, ...found, ...(motivo ? { motivo } : {}), ...(entidad ? { entidad } : {}) }),
      )
    }

    server.get<{ Params: { folio: string } }>(patterns.copyFile, HIDDEN, async (request, reply) => {
      const name = parseFolio(request.params.folio) ?? ''
      try {
        const { pdf, folio } = await readCopyFile(app, name, request.cookies[orderCookie(name)])
        return await reply
          .headers({
            'content-type': 'application/pdf',
            'cache-control': 'private, no-store',
            'content-disposition': `attachment; filename="${folio}.pdf"`,
            'x-robots-tag': 'noindex',
          })
          .send(pdf)
      } catch (error) {
        if (!isDomainError(error)) throw error
        if (error.codigo === 'copia-no-lista') return await reply.redirect(paths.order(name), 303)
        const { status, title } = problemOf(error)
        return await sendPage(reply, errorPage({ status, title, config: site }), { status })
      }
    })

    server.get(
      paths.verify,
      HIDDEN,
      async (_request, reply) => await sendPage(reply, verifyPage({ site, ...EMPTY }), { personal: false }),
    )

    await server.register(scannerRoutes())
    server.get(
      paths.camera,
      HIDDEN,
      async (_request, reply) => await sendPage(reply, cameraPage({ site }), { personal: false, camera: true }),
    )

    server.post(paths.verify, HIDDEN, async (request, reply) => {
      const given = {
        codigo: typed(request.body, 'codigoVerificacion'),
        identificador: typed(request.body, 'identificadorElectronico'),
      }
      const identificador = given.identificador.replace(/[\s-]/g, '')
      const errors = codeErrors(given.codigo)
      if (identificador !== '' && !/^\d{20}$/.test(identificador))
        errors.push({ campo: 'identificadorElectronico', mensaje: t('identificador.longitud') })
      if (errors.length > 0) return await ask(reply, 422, given, errors)
      return await answer(request, reply, {
        codigoVerificacion: given.codigo,
        ...(identificador ? { identificadorElectronico: identificador } : {}),
      })
    })

    server.get<{ Params: { codigo: string } }>(patterns.code, HIDDEN, async (request, reply) => {
      const { codigo } = request.params
      const errors = codeErrors(codigo)
      return errors.length > 0
        ? await ask(reply, 422, { codigo }, errors)
        : await answer(request, reply, { codigoVerificacion: codigo })
    })

    server.post(paths.verifySigned, HIDDEN, async (request, reply) => {
      const qr = typed(request.body, 'qr')
      if (qr.trim() === '') return await ask(reply, 422, { qr }, [{ campo: 'qr', mensaje: t('firmado.falta') }])
      return await answer(request, reply, { qr })
    })

    server.post(paths.verifyFile, HIDDEN, async (request, reply) => {
      try {
        const pdf = await fileOf(request)
        if (pdf === null) return await ask(reply, 422, {}, [{ campo: 'archivo', mensaje: t('pdf.falta') }])
        return await answer(request, reply, { pdf })
      } catch (error) {
        const known = asDomainError(error)
        if (known.kind !== 'invalid' && known.kind !== 'tooLarge' && known.codigo !== 'archivo-no-revisado') throw error
        const errors = [{ campo: 'archivo', mensaje: sentence(known.codigo) }]
        return await ask(reply, problemOf(known).status, {}, errors, known.details.retryAfterS)
      }
    })

    server.get<{ Params: { id: string } }>(patterns.constancia, HIDDEN, async (request, reply) => {
      const pdf = await constanciaFile(app, request.params.id)
      return await reply
        .headers({
          'content-type': 'application/pdf',
          'cache-control': 'private, no-store',
          'content-disposition': 'inline; filename="constancia.pdf"',
          'x-robots-tag': 'noindex',
        })
        .send(pdf)
    })
  }
}

/** The uploaded file; null when none was chosen. @throws the framework's error when it is larger than the limit */
async function fileOf(request: FastifyRequest): Promise<Buffer | null> {
  if (!request.isMultipart()) return null
  const file = await request.file()
  const bytes = file ? await file.toBuffer() : null
  return bytes === null || bytes.length === 0 ? null : bytes
}

/** What is wrong with a typed code; a mistyped one is not judged at all, the person is told which group to look at. */
function codeErrors(text: string): FieldError[] {
  const campo = 'codigoVerificacion'
  if (text.trim() === '') return [{ campo, mensaje: t('codigo.falta') }]
  const read = checkCodigo(text)
  if (read.ok) return []
  if (read.motivo === 'longitud') return [{ campo, mensaje: sentence('codigo-longitud') }]
  const seen = formatCodigo(text.replace(/\D/g, ''))
    .split(' ')
    .filter((_, i) => read.grupos.includes(i + 1))
  return [
    {
      campo,
      mensaje: `${sentence('motivo-codigo-mal-escrito', groupParams(read.grupos))} ${t('codigo.leimos', { grupos: listOf(seen) })}`,
    },
  ]
}

function groupParams(grupos: readonly number[]): Record<string, string | number> {
  return { n: grupos.length, grupos: listOf(grupos) }
}
