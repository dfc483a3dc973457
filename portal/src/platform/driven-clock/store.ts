// SQL of the driven clock.
import type { Db } from '#db'
import type { DrivenState } from '#clock'

export async function readDriven(db: Db): Promise<DrivenState | null> {
  const [row] = await db.query<{ real: Temporal.Instant; shown: Temporal.Instant; speed: number }>(
    'select real, shown, speed from clock.driven',
    [],
  )
  return row ?? null
}

export async function writeDriven(db: Db, state: DrivenState, channel: string): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query(
      `insert into clock.driven (one, real, shown, speed) values (true, $1, $2, $3)
       on conflict (one) do update set real = excluded.real, shown = excluded.shown, speed = excluded.speed`,
      [state.real, state.shown, state.speed],
    )
    await tx.query('select pg_notify($1, $2)', [channel, ''])
  })
}
