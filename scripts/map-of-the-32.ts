// `node scripts/map-of-the-32.ts SVG`: makes the outlines of the 32 that the console draws, out of the map of @svg-maps/mexico 2.0.0.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import { REPOSITORY } from './generated-doc.ts'

// Fetched by hand, as nothing of it runs: npm pack @svg-maps/mexico@2.0.0, and of the archive package/mexico.svg.
const source = process.argv[2]
if (source === undefined) throw new Error('node scripts/map-of-the-32.ts mexico.svg')
const drawn = readFileSync(source, 'utf8')

type Point = readonly [number, number]

/** Outlines with whole coordinates: each corner is rounded where it stands, so that neighbours keep their common border. */
function outline(path: string): string {
  let [at, start]: [Point, Point] = [
    [0, 0],
    [0, 0],
  ]
  const parts: Point[][] = []
  for (const [, command = '', numbers = ''] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    if (!'mMlz'.includes(command)) throw new Error(`a path has ${command}, which this script does not know`)
    if (command === 'z') at = start
    const steps = (numbers.match(/-?[\d.]+/g) ?? []).map(Number)
    for (let i = 0; i + 1 < steps.length; i += 2) {
      const [x, y] = [steps[i]!, steps[i + 1]!]
      at = command === 'M' ? [x, y] : [at[0] + x, at[1] + y]
      if (command !== 'l' && i === 0) {
        start = at
        parts.push([])
      }
      parts.at(-1)!.push([Math.round(at[0]), Math.round(at[1])])
    }
  }
  return parts.map(short).join('')
}

/** One closed outline: the corner it begins at, and from there each step that is one. Islands smaller than a point are left out. */
function short(corners: readonly Point[]): string {
  const kept = corners.filter(([cx, cy], i) => i === 0 || cx !== corners[i - 1]![0] || cy !== corners[i - 1]![1])
  if (kept.length < 3) return ''
  const steps = kept.slice(1).map(([cx, cy], i) => [cx - kept[i]![0], cy - kept[i]![1]] as const)
  const text = steps
    .map(([dx, dy]) => `${dx}${dy < 0 ? '' : ' '}${dy}`)
    .reduce((all, one) => `${all}${one.startsWith('-') ? '' : ' '}${one}`)
  return `M${kept[0]![0]} ${kept[0]![1]}l${text}z`
}

/** Where a sign fits best: of the points within the largest outline, the one farthest from any border. */
function middle(path: string): Point {
  const rings = path.split('z').filter(Boolean).map(cornersOf)
  const ring = rings.sort((a, b) => area(b) - area(a))[0]!
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)]
  let best: { at: Point; far: number } = { at: ring[0]!, far: -1 }
  for (let x = Math.min(...xs); x <= Math.max(...xs); x += 1)
    for (let y = Math.min(...ys); y <= Math.max(...ys); y += 1) {
      const far = inside(ring, [x, y])
        ? Math.min(...ring.map((a, i) => away([x, y], a, ring[(i + 1) % ring.length]!)))
        : -1
      if (far > best.far) best = { at: [x, y], far }
    }
  return best.at
}

/** How far a point is from a piece of border. */
function away([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(ax + along * dx - x, ay + along * dy - y)
}

function cornersOf(part: string): Point[] {
  const numbers = (part.match(/-?\d+/g) ?? []).map(Number)
  const corners: Point[] = []
  for (let i = 0, [x, y] = [0, 0]; i + 1 < numbers.length; i += 2) {
    ;[x, y] = [x! + numbers[i]!, y! + numbers[i + 1]!]
    corners.push([x, y])
  }
  return corners
}

function area(ring: readonly Point[]): number {
  const sum = ring.reduce((all, [x, y], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length]!
    return all + x * ny - nx * y
  }, 0)
  return Math.abs(sum)
}

function inside(ring: readonly Point[], [x, y]: Point): boolean {
  return ring.reduce((within, [ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!
    return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !within : within
  }, false)
}

const entidades = Object.fromEntries(
  ENTIDADES.map(({ clave, iso }) => {
    const id = iso.slice('MX-'.length).toLowerCase()
    const found = new RegExp(`id="${id}"[\\s\\S]*?\\sd="([^"]+)"`).exec(drawn)
    if (!found) throw new Error(`the map has no ${id}`)
    const path = outline(found[1]!)
    return [clave, { path, middle: middle(path) }]
  }),
)
const [, viewBox] = /viewBox="([^"]+)"/.exec(drawn) ?? []
const place = join(REPOSITORY, 'portal', 'src', 'operations', 'pilot', 'outlines.json')
writeFileSync(place, `${JSON.stringify({ viewBox, entidades }, null, 2)}\n`)
