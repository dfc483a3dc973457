// The keys of the console: `/` to the search, `g` and a letter to a board, `?` to the help. Without it every page works the same.
const KEPT = 'actas-teclas'
const WAITS_MS = 1500
const FIELDS = 'input, textarea, select, [contenteditable]'

/** Off in private windows that keep nothing means on: the switch is a wish, not a secret. */
function isOn() {
  try {
    return localStorage.getItem(KEPT) !== 'no'
  } catch {
    return true
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? 'si' : 'no')
    return true
  } catch {
    return false
  }
}

let leaving = 0
let typed = false
document.addEventListener('input', () => (typed = true))

/** What was typed and not yet sent would be lost: then no single key leads away. */
function go(link) {
  if (link && !typed) link.click()
  return link !== null
}

function press(event) {
  const after = event.timeStamp < leaving
  leaving = 0
  if (after) return go(document.querySelector(`.tableros [data-tecla="${CSS.escape(event.key.toLowerCase())}"]`))
  if (event.key === 'g') {
    leaving = event.timeStamp + WAITS_MS
    return true
  }
  if (event.key === '?') return go(document.querySelector('[data-ayuda]'))
  if (event.key !== '/') return false
  const field = document.getElementById('buscar')
  field?.focus()
  return field !== null
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.key === 'Shift' || event.target.closest?.(FIELDS) || !isOn()) return
  if (press(event)) event.preventDefault()
})

const toggle = document.querySelector('[data-teclas]')
if (toggle) {
  const said = document.querySelector('[data-dicho]')
  const show = () => {
    toggle.textContent = isOn() ? toggle.dataset.si : toggle.dataset.no
    said.textContent = isOn() ? said.dataset.si : said.dataset.no
  }
  toggle.hidden = false
  toggle.addEventListener('click', () => {
    if (keep(!isOn())) show()
    else said.textContent = said.dataset.falla
  })
  show()
}
