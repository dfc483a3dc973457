// The schemas of what the API takes: a few words of typebox with its types and without its 370 modules, which cost 17 MB.
import type { Type as Typebox } from 'typebox'

export type { Static } from 'typebox'

/** The words that the routes use. One more is a line here and one in the test, which holds each to the original. */
type Words = Pick<typeof Typebox, 'Array' | 'Literal' | 'Null' | 'Number' | 'Object' | 'Optional' | 'String' | 'Union'>

type Schema = Readonly<Record<string, unknown>>

/** Seen by `Object` alone, and never written out. */
const OPTIONAL = Symbol('optional')

const words = {
  Array: (items: Schema, options: Schema = {}) => ({ type: 'array', items, ...options }),
  Literal: (value: string | number | boolean, options: Schema = {}) => ({
    type: typeof value,
    const: value,
    ...options,
  }),
  Null: (options: Schema = {}) => ({ type: 'null', ...options }),
  Number: (options: Schema = {}) => ({ type: 'number', ...options }),
  Object(properties: Readonly<Record<string, object>>, options: Schema = {}) {
    const required = Object.keys(properties).filter((name) => !Object.hasOwn(properties[name]!, OPTIONAL))
    return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...options }
  },
  Optional: (schema: Schema) => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  String: (options: Schema = {}) => ({ type: 'string', ...options }),
  Union: (anyOf: readonly Schema[], options: Schema = {}) => ({ anyOf, ...options }),
}

export const Type = words as unknown as Words
