// The pages of the console that belong to no board, the page of an entidad and the map, in their states.
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { EntidadView } from '#directory'
import { indicador } from '#modelo'
import type { Indicador, Veredicto } from '#modelo'
import type { EntidadBoard } from '../src/operations/console/entidad.ts'
import { entidadPage } from '../src/operations/console/entidad-page.ts'
import { heatPage } from '../src/operations/pilot/heat.ts'
import type { Indicadores } from '../src/operations/pilot/policy.ts'
import * as frame from '../src/operations/console/pages.ts'
import type { Site } from '#ui/layout'

export function frameSamples({ site, hostile }: { site: Site; hostile: string }): Record<string, string> {
  const ugd = { id: 'ugd', nombre: hostile, correo: 'ugd@gob.invalid', rol: 'ugd', entidad: null } as const
  const looking = { site, staff: ugd, names: new Map([['14', hostile]]), findsOrders: true }

  const figure = (valor: number | null, veredicto: Veredicto): Indicador =>
    indicador({
      valor,
      literal: veredicto,
      estricta: veredicto,
      n: valor === null ? 0 : 20_160,
      responsable: ['SFP-UGD', hostile],
      evidencia:
        '/api/v1/evidencia/minutos.csv?desde=2017-07-31T05%3A00%3A00Z&hasta=2017-08-14T05%3A00%3A00Z&entidad=14',
      cuentas: {},
    })
  const figures = (one: Indicador, [io, encuesta, n2] = [one, one, one]): Indicadores =>
    ({
      i1: { respuesta: one, error: one, cpu: one, memoria: one, io, gc: one, disponibilidad: one },
      i2: one,
      i3: { encuesta, quejas: one },
      i4: one,
      i5: { n1: one, n2 },
      i6: one,
    }) as unknown as Indicadores
  const KINDS = [figure(99.8, 'OPTIMO'), figure(91.4, 'EN_LIMITE'), figure(null, 'SIN_DATOS'), figure(3, 'FUERA')]
  const at = Temporal.Instant.from('2017-08-03T15:15:00Z')
  const entidadBoard: EntidadBoard = {
    entidad: { clave: '14', nombre: 'Jalisco', fase: 'piloto', abierta: true, servicio: 'OPTIMO' } as EntidadView,
    ventana: { desde: at.subtract({ hours: 336 }), hasta: at },
    dias: 14,
    indicadores: figures(KINDS[0]!, [KINDS[3]!, KINDS[1]!, KINDS[2]!]),
    respuesta: {
      dias: Array.from({ length: 14 }, (_, i) => ({
        dia: `2017-07-${String(18 + i).padStart(2, '0')}`,
        n: i === 5 || i === 7 ? 0 : 5_760,
        p95Ms: i === 5 || i === 7 ? null : 900 + ((i * 977) % 4_300),
      })),
      optimoMs: 3_000,
      limiteMs: 10_000,
    },
    incidencias: [
      { id: 'INC-14-201708031515', severidad: 'S1', estado: 'en_atencion', inicio: at, vencidas: 2 },
    ] as unknown as EntidadBoard['incidencias'],
    reportes: (['frN1', 'respN2', null] as const).map((reloj, i) => ({
      folio: `REP-7K3M9QX2P${i}`,
      reloj,
      opened_at: at,
      due_at: reloj === null ? null : at,
      abre: i === 0,
    })) as unknown as EntidadBoard['reportes'],
    pagos: [{ entidad: '14', h24: 12, h48: 3, h72: 1, beyond: 2, oldest: at }],
    integracion: {
      entry: {
        clave: '14',
        nombre: 'Jalisco',
        fase: 'piloto',
        columna: 'en_piloto',
        abiertas: 3,
        vencidas: 1,
        impiden: 0,
      } as unknown as NonNullable<EntidadBoard['integracion']>['entry'],
      enlaces: [
        { id: 'x', entidad: '14', tipo: 'tecnico', orden: 1, nombre: hostile, correo: 'enlace@entidad.invalid' },
      ],
    },
  }
  return {
    buscar: frame.searchPage({ ...looking, q: '', orders: null }),
    'buscar-nada': frame.searchPage({ ...looking, q: hostile, orders: [] }),
    'buscar-error': frame.searchPage({
      ...looking,
      q: hostile,
      orders: null,
      errors: [{ campo: 'buscar', mensaje: hostile }],
    }),
    'buscar-solicitudes': frame.searchPage({
      ...looking,
      q: 'PEGJ900512HJCRRS04',
      orders: [
        {
          folio: 'ACT-7K3M9QX2PD',
          entidad: '14',
          estado: 'pago_pendiente',
          placedAt: Temporal.Instant.from('2017-08-03T15:15:00Z'),
        },
      ],
    }),
    'consola-solicitud': frame.orderPage({
      ...looking,
      order: {
        folio: 'ACT-7K3M9QX2PD',
        entidad: '14',
        estado: 'pago_pendiente',
        placedAt: Temporal.Instant.from('2017-08-03T15:15:00Z'),
        reportes: [{ folio: 'REP-7K3M9QX2PD', estado: hostile }],
      },
    }),
    'consola-entidad': entidadPage({ site, staff: ugd, board: entidadBoard }),
    'consola-entidad-vacia': entidadPage({
      site,
      staff: ugd,
      board: {
        ...entidadBoard,
        indicadores: figures(KINDS[2]!),
        respuesta: { ...entidadBoard.respuesta!, dias: [{ dia: '2017-08-03', n: 0, p95Ms: null }] },
        incidencias: [],
        reportes: [],
        pagos: [],
        integracion: null,
      },
    }),
    'consola-mapa': heatPage({
      site,
      staff: ugd,
      entidades: ENTIDADES,
      tabla: {
        desde: '2017-07-31T05:00:00Z',
        hasta: '2017-08-14T05:00:00Z',
        entidades: Object.fromEntries(ENTIDADES.map(({ clave }, i) => [clave, figures(KINDS[i % 4]!)])),
      },
    }),
    teclas: frame.keysPage({ site, staff: ugd }),
  }
}
