// What we use of the load generator, which comes without types.
declare module 'autocannon' {
  interface Options {
    readonly url: string
    readonly connections: number
    readonly duration: number
    readonly requests?: readonly { method: 'POST'; headers: Record<string, string>; body: string }[]
  }
  interface Outcome {
    readonly non2xx: number
    readonly errors: number
    readonly duration: number
    readonly requests: { readonly total: number }
  }
  export default function autocannon(options: Options): Promise<Outcome>
}
