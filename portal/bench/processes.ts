// The processes of one service as the system sees them: which role each has, its memory and the processor time it used.
import { readFileSync, readdirSync } from 'node:fs'

export interface SeenProcess {
  readonly pid: number
  readonly role: string
  /** Whether it is one of the simulated world, which is no part of the portal. */
  readonly ofWorld: boolean
  /** Everything that is mapped and present; what several processes share is counted in each of them. */
  readonly rssMb: number
  /** The same with what is shared divided among those who share it: together this is what the machine really gives. */
  readonly pssMb: number
  readonly cpuS: number
}

const TICKS_PER_SECOND = 100

/** All processes that serve these data now; PostgreSQL is not among them. */
export function processesOf(dataDir: string): SeenProcess[] {
  const pids = readdirSync('/proc').filter((one) => /^\d+$/.test(one))
  return pids.flatMap((pid) => seen(Number(pid), dataDir) ?? [])
}

/** Processor time so far of these processes and of all that they started and that ended or still live, in milliseconds. */
export function cpuMsOf(pids: readonly number[]): number {
  const stats = readdirSync('/proc')
    .filter((one) => /^\d+$/.test(one))
    .flatMap((pid) => statOf(pid) ?? [])
  const children = (parent: number): number[] => stats.filter((one) => one.parent === parent).map((one) => one.pid)
  const all = new Set(pids.flatMap((pid) => [pid, ...children(pid)]))
  return stats
    .filter((one) => all.has(one.pid))
    .reduce((sum, one) => sum + ((one.own + (pids.includes(one.pid) ? one.ended : 0)) * 1_000) / TICKS_PER_SECOND, 0)
}

function statOf(pid: string): { pid: number; parent: number; own: number; ended: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((i) => Number(fields[i]))
    return { pid: Number(pid), parent: parent!, own: user! + system!, ended: endedUser! + endedSystem! }
  } catch {
    // It ended while we looked.
    return null
  }
}

/** Memory of a process that may be anyone's, in MB. */
export function memoryOf(pid: number): { rssMb: number; pssMb: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const mb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024
  return { rssMb: mb('Rss'), pssMb: mb('Pss') }
}

function seen(pid: number, dataDir: string): SeenProcess | null {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const ofWorld = command.includes('simulator/src/')
    if (!ofWorld && !/portal\/src\/main\.ts (serve|prepare)/.test(command)) return null
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
    if (!environment.split('\0').includes(`ACTAS_DATA=${dataDir}`)) return null
    const named =
      /--roles (\w+)/.exec(command)?.[1] ?? (command.includes('main.ts prepare') ? 'preparation' : 'supervisor')
    const role = ofWorld ? 'world' : named === 'monitor' ? `monitor ${vantageOf(environment)}` : named
    // The name of a process may hold spaces; what follows it does not. utime and stime are fields 14 and 15.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    const cpuS = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
    return { pid, role, ofWorld, ...memoryOf(pid), cpuS }
  } catch {
    // It ended while we looked.
    return null
  }
}

function vantageOf(environment: string): string {
  return /(?:^|\0)ACTAS_VANTAGE=(\w)/.exec(environment)?.[1] ?? '?'
}
