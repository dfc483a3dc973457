// A challenge is solved by its own parameters, as the library of the other side judges it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { solveReto, type Challenge } from './reto.ts'

const SECRETS = { hmacSignatureSecret: 'uno', hmacKeySignatureSecret: 'dos' }

test('a solved challenge is accepted by whoever made it', async () => {
  for (const counter of [0, 7, 300]) {
    const made = await createChallenge({
      algorithm: 'PBKDF2/SHA-256',
      cost: 10,
      counter,
      deriveKey,
      expiresAt: Math.floor(Date.now() / 1000) + 60,
      ...SECRETS,
    })
    const solved = JSON.parse(Buffer.from(await solveReto(made as Challenge), 'base64').toString('utf8')) as {
      challenge: typeof made
      solution: Parameters<typeof verifySolution>[0]['solution']
    }
    const { verified } = await verifySolution({ ...solved, deriveKey, ...SECRETS })
    assert.equal(verified, true, `counter ${counter}`)
  }
})

test('a challenge that nobody could mean is not worked on', async () => {
  const parameters = { algorithm: 'PBKDF2/SHA-256', cost: 10, keyPrefix: 'ab', nonce: '00', salt: '00' }
  for (const wrong of [{ algorithm: 'ROT13' }, { cost: 1e9 }, { cost: 0 }, { keyPrefix: '' }, { keyPrefix: 'zz' }])
    await assert.rejects(solveReto({ parameters: { ...parameters, ...wrong } }), /unknown kind/)
  await assert.rejects(solveReto({} as Challenge), /unknown kind/)
})
