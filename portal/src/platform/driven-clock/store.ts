// SQL of the driven clock.
import type { Db } from '#db'
import type { DrivenState } from '#clock'

export async function readDriven(db: Db): Promise<DrivenState | null> {
  const [row] = await db.query<DrivenState>('select real, shown, speed from clock.driven', [])
  return row ?? null
}

/**
 * Stores the state and tells every process. What is stored never shows an earlier instant than the clock shows already
 * (the machine's own, when it was never driven), whoever else drives it at the same moment. Returns what was stored.
 */
export async function writeDriven(db: Db, state: DrivenState, channel: string): Promise<DrivenState> {
  return await db.tx(async (tx) => {
    const [stored] = await tx.query<DrivenState>(
      `insert into clock.driven as present (one, real, shown, speed)
         values (true, $1, greatest($2::timestamptz, $1::timestamptz), $3)
       on conflict (one) do update set
         real = greatest(excluded.real, present.real),
         shown = greatest($2::timestamptz,
           date_trunc('milliseconds', present.shown + greatest(excluded.real - present.real, interval '0') * present.speed)),
         speed = excluded.speed
       returning real, shown, speed`,
      [state.real, state.shown, state.speed],
    )
    await tx.query('select pg_notify($1, $2)', [channel, ''])
    return stored!
  })
}
