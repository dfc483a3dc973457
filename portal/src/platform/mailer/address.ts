// What a mail address looks like.
const MAX_MAIL = 254

/** Whether a text can be a mail address: enough to catch a slip or two people, not a promise that somebody reads it. */
export function isMailAddress(text: string): boolean {
  if (text.length > MAX_MAIL || /\p{C}/u.test(text)) return false
  return /^[^\s@<>"(),:;\\[\]]+@[^\s@<>"(),:;\\[\]]+\.[^\s@<>"(),:;\\[\].]+$/.test(text)
}
