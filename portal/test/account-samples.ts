// The pages of accounts in every state they can take.
import { accountPage, accountsPage } from '../src/operations/staff/accounts/pages.ts'
import { factorPage } from '../src/operations/staff/second-factor/pages.ts'
import type { WorkerRow } from '../src/operations/staff/accounts/accounts.ts'

interface World {
  readonly site: Parameters<typeof accountsPage>[0]['site']
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly hostile: string
  readonly long: string
}

export function accountSamples({ site, entidades, hostile, long }: World): Record<string, string> {
  const at = Temporal.Instant.from('2017-07-31T15:00:00Z')
  const plain = { correo: 'p@registro.invalid', active: true, created_at: at, left_at: null, entered_at: at } as const
  const ugd = { ...plain, id: 'ugd', nombre: 'SFP, Unidad de Gobierno Digital', rol: 'ugd', entidad: null } as const
  const enlace = {
    ...plain,
    id: 'enlace-14',
    nombre: 'Enlace técnico de Jalisco',
    rol: 'enlace',
    entidad: '14',
  } as const
  const left = { ...plain, id: hostile, nombre: hostile, rol: 'finanzas', entidad: '14', active: false } as const
  const accounts: WorkerRow[] = [
    ugd,
    enlace,
    { ...left, left_at: at, entered_at: null },
    { ...enlace, id: long, nombre: long },
  ]
  const errors = [
    { campo: 'cuenta', mensaje: 'Escribe la cuenta como la nombra el proveedor.' },
    { campo: 'rol', mensaje: 'Elige el rol.' },
    { campo: 'motivo', mensaje: 'Escribe el motivo.' },
  ]
  const given = { errors, values: { cuenta: hostile, nombre: hostile, correo: long, motivo: hostile } }
  const enrolment = {
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    link: `otpauth://totp/Actas:${encodeURIComponent(hostile)}?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Actas`,
    recovery: ['abcdefgh234567ab', 'ijklmnop234567ab'],
    sealed: 'c2VsbG8',
  }
  const asking = { site, back: '/consola/cuentas', minutes: 15 } as const
  const missed = [{ campo: 'codigo', mensaje: 'Ese código no coincide o ya se usó. Espera el siguiente y escríbelo.' }]
  return {
    'factor-alta': factorPage({ ...asking, minutes: null, asks: { what: 'alta', enrolment } }),
    'factor-alta-error': factorPage({ ...asking, minutes: null, asks: { what: 'alta', enrolment }, errors: missed }),
    'factor-codigo': factorPage({ ...asking, asks: { what: 'codigo' } }),
    'factor-codigo-error': factorPage({ ...asking, asks: { what: 'codigo' }, errors: missed }),
    'factor-proveedor': factorPage({ ...asking, asks: { what: 'proveedor', href: '/consola/entrar/inicio' } }),
    'factor-nada': factorPage({ ...asking, asks: { what: 'nada' } }),
    cuentas: accountsPage({ site, staff: ugd, entidades, accounts }),
    'cuentas-error': accountsPage({ site, staff: ugd, entidades, accounts, given }),
    'cuentas-enlace': accountsPage({ site, staff: enlace, entidades, accounts: [enlace] }),
    'cuentas-vacia': accountsPage({ site, staff: { ...ugd, rol: 'auditor' }, entidades, accounts: [] }),
    cuenta: accountPage({ site, staff: ugd, entidades, account: enlace }),
    'cuenta-error': accountPage({
      site,
      staff: ugd,
      entidades,
      account: enlace,
      given: { ...given, errors: errors.slice(2) },
    }),
    'cuenta-baja': accountPage({ site, staff: ugd, entidades, account: accounts[2]! }),
    'cuenta-propia': accountPage({ site, staff: ugd, entidades, account: ugd }),
  }
}
