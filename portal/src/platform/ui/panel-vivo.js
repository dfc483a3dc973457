// A panel that brings itself up to date while somebody looks, without taking from them what they point at, open or type.
/* global Idiomorph */
const KEPT_PAUSE = 'actas-panel-en-pausa'
const LONGEST_MS = 300_000
const GIVES_UP_MS = 20_000
const AGES_MS = 5_000
const TYPED_INTO = 'input, textarea, select'
const NAMED = 'section[aria-label], tr, li, form, details'
/** The person may no longer see it, or the sign-in is asked for: what comes then is never put in its place. */
const ENDED = new Set([401, 403, 404])

function readPause() {
  try {
    return localStorage.getItem(KEPT_PAUSE) === 'si'
  } catch {
    return false
  }
}

function keepPause(paused) {
  try {
    localStorage.setItem(KEPT_PAUSE, paused ? 'si' : 'no')
  } catch {
    // A private window keeps nothing: the pause lasts as long as the page.
  }
}

/** Names rows by what they are about, so that a row is known again in another place and keeps its focus. */
function nameParts(root) {
  const times = new Map()
  for (const one of root.querySelectorAll(NAMED)) {
    if (one.id !== '') continue
    const table = one.closest('section[aria-label]')?.getAttribute('aria-label') ?? ''
    const own =
      one.getAttribute('action') ??
      one.querySelector('a[href], summary')?.getAttribute('href') ??
      one.firstElementChild?.textContent ??
      one.textContent
    const name = `${one.localName} ${table} ${one.localName === 'section' ? '' : own}`
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    one.id = `${name} ${time}`
  }
}

function isTyped(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected !== one.defaultSelected)
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked
  return field.value !== field.defaultValue
}

/** A form in which somebody is, or was and typed: it stays as it is until it is sent. */
function isInUse(node) {
  if (!(node instanceof Element)) return false
  const forms = node.matches('form') ? [node] : [...node.querySelectorAll('form')]
  return forms.some(
    (form) => form.contains(document.activeElement) || [...form.querySelectorAll(TYPED_INTO)].some(isTyped),
  )
}

const CAREFUL = {
  beforeNodeMorphed: (before) => !(before instanceof HTMLFormElement && isInUse(before)),
  beforeNodeRemoved: (before) => !isInUse(before),
  beforeAttributeUpdated: (name, node) => !(name === 'open' && node instanceof HTMLDetailsElement),
}

class PanelVivo extends HTMLElement {
  connectedCallback() {
    this.everyMs = Number(this.dataset.cada) * 1000
    this.waitMs = this.everyMs
    this.takenAt = performance.now()
    this.triedAt = this.takenAt
    this.asking = false
    this.ended = false
    this.paused = readPause()
    this.address = this.querySelector('[data-actualizar]').href
    this.button = this.querySelector('[data-pausa]')
    this.button.hidden = false
    this.button.addEventListener('click', () => this.turn())
    document.addEventListener('visibilitychange', () => this.plan())
    setInterval(() => this.tellAge(), AGES_MS)
    this.tellPause()
    this.plan()
  }

  turn() {
    this.paused = !this.paused
    keepPause(this.paused)
    this.tellPause()
    this.plan()
  }

  /** One timer; none while nobody looks, while it is paused, and once the session ended. */
  plan() {
    clearTimeout(this.timer)
    if (this.paused || this.ended || this.asking || document.hidden) return
    const left = this.triedAt + this.waitMs - performance.now()
    this.timer = setTimeout(() => this.refresh(), Math.max(0, left))
  }

  async refresh() {
    this.asking = true
    try {
      const answer = await fetch(this.address, {
        headers: { accept: 'text/html', 'actas-refresco': '1' },
        redirect: 'manual',
        cache: 'no-store',
        signal: AbortSignal.timeout(GIVES_UP_MS),
      })
      if (answer.type === 'opaqueredirect' || ENDED.has(answer.status)) this.end()
      else if (!answer.ok) this.fail()
      else this.take(new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('panel-vivo'))
    } catch {
      this.fail()
    } finally {
      this.asking = false
      this.plan()
    }
  }

  take(fresh) {
    if (fresh === null) return this.end()
    if (this.paused) return
    const [content, next] = [this, fresh].map((one) => one.querySelector('[data-contenido]'))
    const focused = content.contains(document.activeElement) ? document.activeElement : null
    nameParts(content)
    nameParts(next)
    Idiomorph.morph(content, next, { morphStyle: 'innerHTML', callbacks: CAREFUL })
    if (focused && document.activeElement !== focused)
      (focused.isConnected ? focused : content).focus({ preventScroll: true })
    Object.assign(this.dataset, fresh.dataset, { cada: this.dataset.cada })
    this.takenAt = performance.now()
    this.triedAt = this.takenAt
    this.waitMs = this.everyMs
    this.querySelector('[data-hora]').textContent = fresh.querySelector('[data-hora]').textContent
    this.tell('')
    this.tellAge()
  }

  fail() {
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_MS)
    this.triedAt = performance.now()
    this.tell(this.dataset.falla)
  }

  end() {
    this.ended = true
    this.button.hidden = true
    this.tell(this.dataset.fin)
  }

  /** Said once: the same words again would be read aloud again. */
  tell(text) {
    const said = this.querySelector('[data-aviso]')
    if (said.textContent !== text) said.textContent = text
    this.querySelector('[data-hora]').hidden = text !== ''
  }

  tellPause() {
    this.button.textContent = this.paused ? this.dataset.seguir : this.dataset.pausar
    this.tell(this.paused ? this.dataset.pausada : '')
  }

  tellAge() {
    const seconds = Math.round((performance.now() - this.takenAt) / 1000)
    const text = seconds < 60 ? this.dataset.haceS : this.dataset.haceM
    this.querySelector('[data-edad]').textContent = text.replace(
      '#',
      String(seconds < 60 ? seconds : Math.floor(seconds / 60)),
    )
  }
}

customElements.define('panel-vivo', PanelVivo)
