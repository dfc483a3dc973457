// The other reading of T+3: three bank days. It informs and never judges; the letter explains T+3 as 72 hours.

/** The bank day by which a payment of this day is there, counting three bank days. */
export function threeBankDaysAfter(day: string): string {
  let at = Temporal.PlainDate.from(day)
  // What is paid on a day without banks counts as paid on the next one.
  while (!isBankDay(at)) at = at.add({ days: 1 })
  for (let left = 3; left > 0;) {
    at = at.add({ days: 1 })
    if (isBankDay(at)) left -= 1
  }
  return at.toString()
}

/** Whether banks open: not on week-ends nor on the days on which the commission of banks lets them close. */
export function isBankDay(day: Temporal.PlainDate): boolean {
  return day.dayOfWeek < 6 && !FIXED.has(day.toString().slice(5)) && !isMondayHoliday(day) && !isHolyWeek(day)
}

/** 1 January, 1 May, 16 September, 2 November, 12 and 25 December. */
const FIXED = new Set(['01-01', '05-01', '09-16', '11-02', '12-12', '12-25'])

/** First Monday of February, third Monday of March and of November. */
function isMondayHoliday(day: Temporal.PlainDate): boolean {
  const week = Math.ceil(day.day / 7)
  const holiday = new Map([
    [2, 1],
    [3, 3],
    [11, 3],
  ]).get(day.month)
  return day.dayOfWeek === 1 && week === holiday
}

/** Thursday and Friday before Easter Sunday. */
function isHolyWeek(day: Temporal.PlainDate): boolean {
  const before = day.until(easter(day.year)).days
  return before === 3 || before === 2
}

/** Easter Sunday by the Gregorian computus. */
function easter(year: number): Temporal.PlainDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(f / 31), day: (f % 31) + 1 })
}
