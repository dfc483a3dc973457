// Which address a phone is told to open, and which names the certificate must hold.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NetworkInterfaceInfo } from 'node:os'
import { announcedHost, certifiedNames, isLoopback } from './addresses.ts'
import { readConfig } from './config.ts'

const at = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo
const LAPTOP = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  docker0: [at('172.17.0.1')],
  eth0: [at('169.254.3.4'), at('fe80::1')],
  wan0: [at('203.0.113.9')],
  wlan0: [at('192.168.1.7')],
}

test('a phone is told the address of the home network, never that of a container, of a tunnel or of the machine itself', () => {
  assert.equal(announcedHost('0.0.0.0', LAPTOP), '192.168.1.7')
  assert.equal(announcedHost('::', { wan0: LAPTOP.wan0, docker0: LAPTOP.docker0 }), '203.0.113.9')
  assert.equal(announcedHost('0.0.0.0', { lo: LAPTOP.lo }), 'localhost')
  assert.equal(announcedHost('10.0.0.2', LAPTOP), '10.0.0.2')
  assert.equal(announcedHost('fd00::2', LAPTOP), '[fd00::2]')
})

test('the certificate holds every address of the machine, its name, and the public address', () => {
  const names = certifiedNames({ host: '0.0.0.0', publicUrl: 'https://actas.example:8443' }, LAPTOP, 'Mesa1')
  for (const name of ['actas.example', '192.168.1.7', '203.0.113.9', 'mesa1', 'mesa1.local', 'localhost', '127.0.0.1'])
    assert.ok(names.includes(name), name)
  assert.ok(!names.some((name) => name.startsWith('169.254') || name.startsWith('fe80')))
  assert.deepEqual(
    certifiedNames({ host: '10.0.0.2', publicUrl: 'https://10.0.0.2:1' }, LAPTOP, 'ñ raro').sort(),
    ['10.0.0.2', '127.0.0.1', '::1', 'localhost'].sort(),
  )
})

test('only an address that others can reach is served by TLS, unless somebody in front of the portal does it', () => {
  for (const host of ['127.0.0.1', '127.0.0.9', 'localhost', '::1']) {
    assert.equal(isLoopback(host), true, host)
    assert.deepEqual(
      [readConfig({ HOST: host }).tls, new URL(readConfig({ HOST: host }).publicUrl).protocol],
      [false, 'http:'],
    )
  }
  for (const host of ['0.0.0.0', '::', '192.168.1.7', 'mesa1', '128.0.0.1']) {
    assert.equal(isLoopback(host), false, host)
    assert.deepEqual(
      [readConfig({ HOST: host }).tls, new URL(readConfig({ HOST: host }).publicUrl).protocol],
      [true, 'https:'],
    )
    assert.equal(readConfig({ HOST: host, ACTAS_TLS: 'no' }).tls, false)
  }
  assert.equal(
    readConfig({ HOST: '0.0.0.0', ACTAS_PUBLIC_URL: 'https://actas.example' }).publicUrl,
    'https://actas.example',
  )
  assert.throws(() => readConfig({ ACTAS_TLS: 'quizá' }), { key: 'ajuste-tls' })
  assert.throws(() => readConfig({ HOST: '0.0.0.0', ACTAS_PUBLIC_URL: 'http://actas.example' }), {
    key: 'ajuste-publica-https',
  })
})
