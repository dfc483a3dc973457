// What every measurement shares: interleaved rounds, medians, and the one JSON form that outsiders read.
import { cpus, loadavg, totalmem } from 'node:os'

export interface Series {
  readonly unit: string
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface Result {
  readonly name: string
  readonly ours: Series
  readonly peer: Series & { readonly name: string }
  /** ours / peer, of the medians. */
  readonly ratio: number
  readonly rounds: number
  /** A bound that the project set itself, when there is one. */
  readonly bound?: string
}

export interface Report {
  readonly name: string
  readonly machine: string
  readonly results: readonly Result[]
}

export function machine(): string {
  return `${cpus()[0]?.model ?? '?'} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, shared with the load generator and PostgreSQL, load before: ${loadavg()[0]!.toFixed(1)}`
}

export function series(unit: string, values: readonly number[]): Series {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  const round = (value: number): number => Number(value.toPrecision(4))
  return { unit, median: round(median), min: round(sorted[0]!), max: round(sorted.at(-1)!) }
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)]!
}

/** Runs ours and the peer in turn, so that a noisy machine disturbs both alike. */
export async function interleave(
  name: string,
  unit: string,
  rounds: number,
  ours: () => Promise<number>,
  peer: { readonly name: string; readonly run: () => Promise<number> },
  bound?: string,
): Promise<Result> {
  const mine: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    mine.push(await ours())
    theirs.push(await peer.run())
    process.stderr.write(
      `  ${name} ${round + 1}/${rounds}: ${mine.at(-1)!.toPrecision(4)} ${unit} · ${peer.name}: ${theirs.at(-1)!.toPrecision(4)} ${unit}\n`,
    )
  }
  const own = series(unit, mine)
  const other = series(unit, theirs)
  return {
    name,
    ours: own,
    peer: { name: peer.name, ...other },
    ratio: Number((own.median / other.median).toPrecision(4)),
    rounds,
    ...(bound ? { bound } : {}),
  }
}
