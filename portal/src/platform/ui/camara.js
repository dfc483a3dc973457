// Enhancement of the scanning page: reads the codes of a paper from the camera or from a photo, here in the browser.
// Nothing is sent but what the code says. Whoever has no script, no camera or does not allow it types the code instead.
const box = document.querySelector('[data-camara]')
const part = (name) => box.querySelector(`[data-parte="${name}"]`)
const video = part('video')
const photo = part('foto')
const light = part('luz')

const TIPS_MS = 10_000
const PAUSE_MS = 150
/** A picture is read at this width, then at half of it: a blurred code is read more easily when it is small. */
const WIDEST = [1_600, 800]

let stream = null
/** Counts the times that the camera was started or stopped; a loop ends when it is no longer its turn. */
let turn = 0
let native
let wasm

function say(name) {
  part('aviso').textContent = name ? box.querySelector(`[data-texto="${name}"]`).textContent : ''
}

/** The browser's own reader, where there is one. */
async function nativeReader() {
  try {
    const formats = await globalThis.BarcodeDetector.getSupportedFormats()
    return formats.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : null
  } catch {
    return null
  }
}

/** The reader that this site serves; it is loaded only once somebody wants to read something. */
async function wasmReader() {
  const reader = await import(box.dataset.lector)
  await reader.prepareZXingModule({ overrides: { locateFile: () => box.dataset.wasm }, fireImmediately: true })
  return reader
}

async function readWithWasm(source, width, height) {
  const reader = await (wasm ??= wasmReader())
  const found = []
  for (const widest of WIDEST) {
    const scale = Math.min(1, widest / Math.max(width, height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    const image = context.getImageData(0, 0, canvas.width, canvas.height)
    const codes = await reader.readBarcodes(image, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 4 })
    found.push(...codes.map((one) => one.text))
    if (found.length > 0) break
  }
  return found
}

/** What the codes in a picture say. `hard` asks the second reader too when the first one sees nothing. */
async function read(source, width, height, hard) {
  native ??= nativeReader()
  const detector = await native
  const found = detector ? (await detector.detect(source)).map((one) => one.rawValue) : []
  return found.length > 0 || (detector && !hard) ? found : await readWithWasm(source, width, height)
}

/** Which of our two codes a text is: the signed one, or the short address, whose digits are all that we take from it. */
function meaning(text) {
  if (text.startsWith('ACT1:')) return { signed: text }
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  const digits = url.pathname.match(/^\/v\/([\d -]{30,40})$/)?.[1].replace(/\D/g, '')
  return digits?.length === 30 ? { digits, host: url.host } : null
}

/** Goes to the verdict, and says whether it does. The signed code says more, so it is preferred. */
function follow(texts) {
  const known = texts.map(meaning).filter(Boolean)
  const signed = known.find((one) => one.signed)
  if (signed) {
    stop()
    const form = part('firmado')
    form.elements.namedItem('qr').value = signed.signed
    form.submit()
    return true
  }
  const [short] = known
  if (!short) {
    if (texts.length > 0) say('ajeno')
    return false
  }
  stop()
  const address = box.dataset.codigo + short.digits
  // The digits are verified here and never there: the address on a false paper leads to whoever made it.
  if (short.host === location.host) return location.assign(address) ?? true
  part('anfitrion').textContent = short.host
  part('aqui').href = address
  part('otro-sitio').hidden = false
  part('aqui').focus()
  return true
}

function stop() {
  turn += 1
  for (const track of stream?.getTracks() ?? []) track.stop()
  stream = null
  video.srcObject = null
  part('viendo').hidden = true
  part('consejos').hidden = true
  part('listo').hidden = false
  say('')
}

async function start() {
  stop()
  const mine = turn
  part('otro-sitio').hidden = true
  if (!navigator.mediaDevices?.getUserMedia) return say('insegura')
  say('pidiendo')
  try {
    const wanted = { facingMode: 'environment', width: { ideal: 1_920 }, height: { ideal: 1_080 } }
    const given = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false })
    if (mine !== turn) return given.getTracks().forEach((track) => track.stop())
    stream = given
    video.srcObject = given
    await video.play()
  } catch (error) {
    if (mine !== turn) return
    stop()
    const denied = error.name === 'NotAllowedError' || error.name === 'SecurityError'
    return say(denied ? 'denegada' : error.name === 'NotReadableError' ? 'ocupada' : 'ninguna')
  }
  part('listo').hidden = true
  part('viendo').hidden = false
  say('buscando')
  const [track] = stream.getVideoTracks()
  light.hidden = !track.getCapabilities?.().torch
  light.setAttribute('aria-pressed', 'false')
  part('parar').focus()
  await look(mine, performance.now() + TIPS_MS)
}

async function look(mine, tipsAt) {
  while (mine === turn) {
    const late = performance.now() > tipsAt
    if (late && part('consejos').hidden) {
      part('consejos').hidden = false
      say('tarda')
    }
    try {
      if (video.videoWidth > 0 && mine === turn) {
        const texts = await read(video, video.videoWidth, video.videoHeight, late)
        if (mine !== turn || follow(texts)) return
      }
    } catch {
      if (mine !== turn) return
      stop()
      return say('sin-lector')
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS))
  }
}

async function lookAtPhoto() {
  const [file] = photo.files
  if (!file) return
  stop()
  part('otro-sitio').hidden = true
  say('leyendo')
  let picture
  try {
    picture = await createImageBitmap(file)
  } catch {
    return say('no-es-foto')
  }
  try {
    const texts = await read(picture, picture.width, picture.height, true)
    say(texts.length === 0 ? 'foto-sin-codigo' : '')
    follow(texts)
  } catch {
    say('sin-lector')
  } finally {
    picture.close()
  }
}

async function switchLight() {
  const on = light.getAttribute('aria-pressed') !== 'true'
  await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] })
  light.setAttribute('aria-pressed', String(on))
}

part('sin-script').hidden = true
part('listo').hidden = false
part('usar').addEventListener('click', start)
part('parar').addEventListener('click', () => {
  stop()
  part('usar').focus()
})
light.addEventListener('click', () => switchLight().catch(() => (light.hidden = true)))
photo.addEventListener('change', lookAtPhoto)
globalThis.addEventListener('pagehide', stop)
