// The door of the audit that people read: who of the staff looked at what, and what is on record of it.
export { whoSaw, whoSawRecord } from './sightings.ts'
export { SHOWS_NOBODY, TOLD_BY_ITS_ROOM, keepOneLook, lookOf } from './looks.ts'
