// Enhancement for the search form: solves the proof of work while the person types. Without it the form works the same.
const form = document.querySelector('form[data-reto]')
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The first counter whose PBKDF2 key begins as asked: nonce and counter (big-endian) are the password. */
async function solve(challenge) {
  const { algorithm, nonce, salt, cost, keyLength = 32, keyPrefix } = challenge.parameters
  const [kdf, hash] = algorithm.split('/')
  const head = bytes(nonce)
  const password = new Uint8Array(head.length + 4)
  password.set(head)
  const view = new DataView(password.buffer)
  const parameters = { name: kdf, hash, salt: bytes(salt), iterations: cost }
  const started = performance.now()
  for (let counter = 0; counter < 1e6; counter += 1) {
    view.setUint32(head.length, counter)
    const key = await crypto.subtle.importKey('raw', password, kdf, false, ['deriveBits'])
    const derivedKey = hex(await crypto.subtle.deriveBits(parameters, key, keyLength * 8))
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey, time: Math.round(performance.now() - started) }
  }
  return null
}

async function fill(field) {
  const answer = await fetch(form.dataset.reto, { headers: { accept: 'application/json' }, cache: 'no-store' })
  if (!answer.ok) return
  const challenge = await answer.json()
  const solution = await solve(challenge)
  if (solution) field.value = btoa(JSON.stringify({ challenge, solution }))
}

// Old browsers, and pages not served over https, lack the primitive: the form's own token then does its work.
if (form && globalThis.crypto?.subtle) fill(form.elements.namedItem('altcha')).catch(() => {})
