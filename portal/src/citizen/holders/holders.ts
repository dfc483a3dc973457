// The door of holders: who looked at a record, the notice of each look, and the lock that only its holder opens.
export { blindCurp } from './record.ts'
export type { Look, Noticed } from './record.ts'
export { MOST_LOOKS, noteAttempt, noteLook } from './looks.ts'
export { isWithheld, lockedSince } from './lock.ts'
export { sendHolderMail } from './mail.ts'
export { provenHolder } from './sessions.ts'
export { sweepHolders } from './sweep.ts'
export { officeName } from './look-words.ts'
