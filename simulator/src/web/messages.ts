// The sentences of the simulated world: each room keeps its own catalogue, and the types know every key of it.

/** The values of a sentence's `{slots}`. */
export type Slots = Readonly<Record<string, string | number>>

/**
 * The function that says the sentences of one catalogue (messages in ICU form, of which simple `{slots}` suffice
 * here). The types refuse a key that is not in the catalogue; a slot without a value throws.
 */
export function catalogue<Key extends string>(
  sentences: Readonly<Record<Key, string>>,
): (key: Key, slots?: Slots) => string {
  return (key, slots = {}) =>
    sentences[key].replace(/\{(\w+)\}/g, (_slot, name: string) => {
      const value = slots[name]
      if (value === undefined) throw new Error(`The sentence "${key}" needs a value for {${name}}`)
      return String(value)
    })
}
