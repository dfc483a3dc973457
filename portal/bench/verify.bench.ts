// Verification by code under load, everything on one machine, beside a bare server that answers the same bytes from memory.
import { startWorld, getCopy, call } from '../test/world.ts'
import type { Person } from '../test/world.ts'
import { interleave } from './measure.ts'
import type { Result } from './measure.ts'
import { constantServer, load } from './load.ts'

const COPIES = 12
const ROUNDS = 5

export async function benchVerify(): Promise<Result[]> {
  const world = await startWorld({ persons: 100 })
  const { body: people } = await call<Person[]>('GET', `${world.sandbox}/personas?entidad=14&n=${COPIES}&caso=normal`)
  const codes: string[] = []
  for (const who of people) codes.push((await getCopy(world, who)).view['copia'].codigoVerificacion as string)
  const sample = await call('POST', `${world.url}/api/v1/verificaciones`, { codigoVerificacion: codes[0] })
  const peer = await constantServer(JSON.stringify(sample.body), 'application/json')
  const bodies = codes.map((codigoVerificacion) => JSON.stringify({ codigoVerificacion }))
  try {
    const result = await interleave(
      'verify by code',
      'req/s',
      ROUNDS,
      () => load(`${world.url}/api/v1/verificaciones`, { seconds: 5, bodies }),
      { name: 'node:http, same bytes from memory', run: () => load(peer.url, { seconds: 3, bodies }) },
      '≥ 2000 req/s',
    )
    return [result]
  } finally {
    peer.close()
    await world.end()
  }
}
