// Started as root, the signer becomes a user that owns nothing: it still asks the database and seals, and reads no key.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestDatabase } from '../../../test/database.ts'
import { sampleOffice } from '../../../test/sample-copy.ts'
import { requestSeal } from './signer.ts'
import { PLANTILLA } from './file-marks.ts'

/** Not in any list of users, so that it must work by number alone. */
const NOBODY_ELSE = 64_123

const SIGNER = `
process.setgroups([4, 24])
const { openDb } = await import(process.env.URL_DB)
const { openSealKey } = await import(process.env.URL_KEYS)
const { startSigner } = await import(process.env.URL_SIGNER)
const { readFileSync } = await import('node:fs')
const db = openDb(JSON.parse(process.env.CONNECTION), 2, (error) => console.error(error))
await db.query('select 1', [])
await db.close()
const after = openDb(JSON.parse(process.env.CONNECTION), 2, (error) => console.error(error))
const keyFile = process.env.KEYS + '/sello/sello.key'
const seal = await openSealKey(process.env.KEYS)
const log = { info() {}, warn: (event, data) => console.error(event, data), error: (event, error) => console.error(event, error) }
await startSigner({
  socketPath: process.env.SOCKET,
  seal,
  uid: ${NOBODY_ELSE},
  log,
  clock: { now: () => Temporal.Instant.from('2017-08-03T15:15:00Z') },
  async mayBeSealed(folio) {
    let key = 'readable'
    try { readFileSync(keyFile) } catch (error) { key = error.code }
    const [row] = await after.query('select current_user as who', [])
    if (folio === 'ACT-LEER') return { ok: false, motivo: row.who + ' ' + key }
    return { ok: true, plantilla: '${PLANTILLA}' }
  },
})
process.stdout.write('listo\\n')
`

test('a signer started as root ends as a user without rights, and still seals', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('SKIPPED: only root can give up the rights of root')
  const { connection } = await openTestDatabase()
  const office = await sampleOffice()
  const folder = mkdtempSync(join(tmpdir(), 'actas-uid-'))
  // As the folder of the sockets is: to be passed through, not to be listed.
  chmodSync(folder, 0o711)
  const socketPath = join(folder, 'firma.sock')
  const url = (path: string): string => new URL(path, import.meta.url).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', SIGNER], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      URL_DB: url('../../platform/db/db.ts'),
      URL_KEYS: url('../../platform/keys/keyring.ts'),
      URL_SIGNER: url('./signer-server.ts'),
      CONNECTION: JSON.stringify(connection),
      KEYS: office.keysDir,
      SOCKET: socketPath,
    },
  })
  try {
    await once(child.stdout, 'data')
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    assert.match(status, new RegExp(`^Uid:(\\s+${NOBODY_ELSE}){4}$`, 'm'))
    assert.match(status, new RegExp(`^Gid:(\\s+${NOBODY_ELSE}){4}$`, 'm'))
    assert.match(status, /^Groups:\s*$/m)
    assert.match(status, /^CapEff:\s+0+$/m)
    const { pdf: documento } = await office.unsealed()
    const asked = await requestSeal({ socketPath }, { folio: 'ACT-LEER', plantilla: PLANTILLA, documento })
    assert.deepEqual(asked, { motivo: 'actas_app EACCES' }, 'a new connection works, the key file does not')
    assert.ok('pdf' in (await requestSeal({ socketPath }, { folio: 'ACT-1', plantilla: PLANTILLA, documento })))
    assert.equal(connectAs(NOBODY_ELSE + 1, socketPath), 'EACCES', 'another user cannot even open the socket')
  } finally {
    child.kill()
    await once(child, 'exit')
    office.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** What another user gets when it opens the socket. */
function connectAs(uid: number, socketPath: string): string {
  const script = `
    process.setgroups([]); process.setgid(${uid}); process.setuid(${uid})
    require('node:net').connect(${JSON.stringify(socketPath)}, () => { console.log('open'); process.exit() }).on('error', (error) => console.log(error.code))`
  return execFileSync(process.execPath, ['--input-type=commonjs', '-e', script], { encoding: 'utf8', cwd: '/' }).trim()
}
