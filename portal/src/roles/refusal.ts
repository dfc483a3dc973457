// Why the program cannot start: a sentence of the command catalogue and the exit code that goes with it.

export class Refusal extends Error {
  readonly key: string
  readonly params: Record<string, string>
  readonly exitCode: number
  constructor(key: string, params: Record<string, string>, exitCode: number) {
    super(`${key} ${JSON.stringify(params)}`)
    this.key = key
    this.params = params
    this.exitCode = exitCode
  }
}
