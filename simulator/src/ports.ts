// The ports of the last run, so that an address that somebody kept still leads there after a restart.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface Ports {
  readonly sandbox: number
  readonly banco: number
  readonly buzon: number
  readonly smtp: number
  readonly entrada: number
  readonly ciudadania: number
  /** By clave. */
  readonly entidades: Readonly<Record<string, number>>
}

const ANY: Ports = { sandbox: 0, banco: 0, buzon: 0, smtp: 0, entrada: 0, ciudadania: 0, entidades: {} }

/** The ports that were used before; any, when there was no run before or its note cannot be read. */
export function readPorts(file: string): Ports {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<Ports>
    const port = (value: unknown): number =>
      Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536 ? (value as number) : 0
    const entidades = Object.entries(read.entidades ?? {}).map(([clave, value]) => [clave, port(value)])
    return {
      sandbox: port(read.sandbox),
      banco: port(read.banco),
      buzon: port(read.buzon),
      smtp: port(read.smtp),
      entrada: port(read.entrada),
      ciudadania: port(read.ciudadania),
      entidades: Object.fromEntries(entidades) as Record<string, number>,
    }
  } catch {
    return ANY
  }
}

/** Notes the ports of this run, whole or not at all. */
export function writePorts(file: string, ports: Ports): void {
  writeFileSync(`${file}.nuevo`, `${JSON.stringify(ports)}\n`, { mode: 0o600 })
  renameSync(`${file}.nuevo`, file)
}
