// The first lines of a start do not hang on a world that is not well.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { openConsoleServer } from '../../test/console-server.ts'
import { announcement } from './announcement.ts'

const { base, close } = await openConsoleServer()

describe('what a start says', () => {
  after(close)

  test('a world that answers with a problem has no people to show, and the service starts', async () => {
    let asked = 0
    const world = createServer((_request, response) => {
      asked += 1
      response.writeHead(503, { 'content-type': 'application/problem+json' }).end('{"codigo":"no-disponible"}')
    })
    await new Promise<void>((resolve) => world.listen(0, '127.0.0.1', resolve))
    try {
      const sandboxUrl = `http://127.0.0.1:${(world.address() as AddressInfo).port}`
      const lines = await announcement(
        { ...base, app: { ...base.app, config: { ...base.app.config, sandboxUrl } } },
        false,
      )
      assert.match(lines, /^actas ready http/)
      assert.match(lines, /4111111111111111/)
      assert.equal(asked, 5)
    } finally {
      world.close()
    }
  })
})
