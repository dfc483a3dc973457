// The errors that the kit explains to whoever runs it: a code, the text of the catalogue, and how the command must end.
import { text } from './messages.ts'

/** 2 wrong use · 3 could not reach or lacks something · 1 checked and failed · 4 not there yet or broken inside. */
export type ExitCode = 1 | 2 | 3 | 4

/** An error with a stable `codigo`; `message` is Spanish and says what to do. */
export interface KitError extends Error {
  codigo: string
  exitCode: ExitCode
}

/** Makes a KitError; its text is the catalogue entry `error.<codigo>`. */
export function kitError(codigo: string, exitCode: ExitCode, params: Record<string, string | number> = {}): KitError {
  const error = new Error(text(`error.${codigo}`, params)) as KitError
  error.name = 'KitError'
  error.codigo = codigo
  error.exitCode = exitCode
  return error
}

/** True for an error made by `kitError`. */
export function isKitError(error: unknown): error is KitError {
  return error instanceof Error && error.name === 'KitError'
}
