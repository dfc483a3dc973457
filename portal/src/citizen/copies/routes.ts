// The JSON API of copies: the file, its verification, the constancia and the trust list.
import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import { sentence } from '#problems'
import { DomainError } from '#errors'
import { verifyWithin } from './attempts.ts'
import { constanciaFile, readCopyFile } from './copies.ts'
import { MAX_PDF } from './strict-verifier.ts'
import type { Verification, VerificationInput, WithTrust } from './verification.ts'

/** Three ways to ask; only the JSON has a shape that can be checked before it is read. */
const VerificationBody = {
  content: {
    'application/json': {
      schema: Type.Object({
        codigoVerificacion: Type.Optional(Type.String({ maxLength: 200 })),
        identificadorElectronico: Type.Optional(Type.String({ maxLength: 200 })),
        qr: Type.Optional(Type.String({ maxLength: 8_000 })),
      }),
    },
    'application/pdf': { schema: {} },
    'multipart/form-data': { schema: {} },
  },
}

export function copyRoutes(app: WithTrust): FastifyPluginAsyncTypebox {
  return async (server) => {
    const verifyFrom = verifyWithin(app)
    server.get(
      '/api/v1/solicitudes/:folio/copia',
      {
        schema: {
          summary: 'La copia certificada en PDF: siempre los mismos bytes',
          tags: ['solicitudes'],
          params: Type.Object({ folio: Type.String({ maxLength: 60 }) }),
        },
      },
      async (request, reply) => {
        const token = request.headers.authorization?.match(/^Bearer +([\w-]+) *$/i)?.[1]
        const { pdf, folio } = await readCopyFile(app, request.params.folio, token)
        return await reply
          .type('application/pdf')
          .header('cache-control', 'private, no-store')
          .header('content-disposition', `attachment; filename="${folio}.pdf"`)
          .send(pdf)
      },
    )

    await server.register(async (scope) => {
      await scope.register(multipart, { limits: { fileSize: MAX_PDF, files: 1, fields: 4, fieldSize: 8_192 } })
      scope.addContentTypeParser(
        ['application/pdf', 'application/octet-stream'],
        { parseAs: 'buffer', bodyLimit: MAX_PDF },
        (_request, body, done) => done(null, body),
      )
      scope.post(
        '/api/v1/verificaciones',
        {
          schema: {
            summary: 'Verifica una copia por código, por código firmado o por su PDF',
            tags: ['verificación'],
            body: VerificationBody,
          },
        },
        async (request, reply) => {
          const input = request.isMultipart()
            ? await fileOf(request)
            : Buffer.isBuffer(request.body)
              ? { pdf: request.body }
              : codesOf(request.body)
          reply.header('cache-control', 'no-store')
          return withSentence(await verifyFrom(request, input))
        },
      )
    })

    server.get(
      '/api/v1/verificaciones/:id/constancia',
      {
        schema: {
          summary: 'La constancia de una verificación, en PDF',
          tags: ['verificación'],
          params: Type.Object({ id: Type.String({ maxLength: 60 }) }),
        },
      },
      async (request, reply) => {
        const pdf = await constanciaFile(app, request.params.id)
        return await reply
          .type('application/pdf')
          .header('cache-control', 'private, no-store')
          .header('content-disposition', 'inline; filename="constancia.pdf"')
          .send(pdf)
      },
    )
  }
}

async function fileOf(request: {
  file: () => Promise<{ toBuffer: () => Promise<Buffer> } | undefined>
}): Promise<VerificationInput> {
  const file = await request.file()
  if (!file)
    throw new DomainError('invalid', 'archivo-invalido', { campos: [{ campo: 'archivo', codigo: 'campo-falta' }] })
  return { pdf: await file.toBuffer() }
}

function codesOf(body: unknown): VerificationInput {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, string | undefined>
  const { codigoVerificacion, identificadorElectronico, qr } = given
  if (qr !== undefined) return { qr }
  if (codigoVerificacion === undefined) throw new DomainError('invalid', 'verificacion-incompleta')
  return { codigoVerificacion, ...(identificadorElectronico === undefined ? {} : { identificadorElectronico }) }
}

/** The verification as outsiders see it: the reason as a sentence beside its stable code. */
export function withSentence(one: Verification): Verification & { readonly motivo?: string } {
  const link = one.constancia ? { constancia: `/api/v1${one.constancia}` } : {}
  if (!one.codigo) return { ...one, ...link }
  const grupos = one.grupos?.join(', ') ?? ''
  return { ...one, motivo: sentence(`motivo-${one.codigo}`, { grupos, n: one.grupos?.length ?? 0 }), ...link }
}
