// Says in one Spanish sentence why the embedded database cannot be used, and what to do about it.
import es from './es-MX.json' with { type: 'json' }

type Key = keyof typeof es

/** Its message is the sentence to print; the program lacks something, so the exit code is 3. */
export class EmbeddedPostgresError extends Error {
  readonly key: Key
  readonly exitCode = 3
  constructor(key: Key, params: Readonly<Record<string, string>>) {
    super(es[key].replace(/\{(\w+)\}/g, (slot, name: string) => params[name] ?? slot))
    this.key = key
  }
}
