// What a person wrote, as it is kept: composed letters, plain line ends, and nothing that a reader cannot see. Pure.

/** Control characters, and the marks that turn the direction of reading round: with them a text reads as what it is not. */
const UNSEEN = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** The same text in NFC without what nobody sees. The database refuses some of it, and no desk should read any of it. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(UNSEEN, '').normalize('NFC')
}
