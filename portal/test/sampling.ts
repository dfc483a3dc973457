// For tests only: a slow suite runs whole in `npm run test:all`; `npm test` looks at a sample that the seed of the run draws.
import { createHash } from 'node:crypto'

export const EVERYTHING = process.env['ACTAS_TEST_ALL'] === 'true'

function draw(name: string): number {
  return createHash('sha256')
    .update(`${process.env['ACTAS_TEST_SEED'] ?? '1'} ${name}`)
    .digest()
    .readUInt32BE()
}

/** All of them, or the one of them that the seed draws for `name`. */
export function oneOf<T>(name: string, all: readonly T[]): readonly T[] {
  return EVERYTHING ? all : [all[draw(name) % all.length]!]
}

/** All of them, or about one in `share`, drawn for each by its name. */
export function oneIn<T extends string>(share: number, all: readonly T[]): readonly T[] {
  return EVERYTHING ? all : all.filter((one) => draw(one) % share === 0)
}
