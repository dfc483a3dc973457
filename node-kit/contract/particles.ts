// The particles of surnames and names (DE, LA, VON …) that neither CURP nor filiation takes into account.

/** Particles in upper case without accents. */
export const PARTICLES: ReadonlySet<string> = new Set(
  'DA DAS DE DEL DER DI DIE DD EL LA LOS LAS LE LES MAC MC VAN VON Y'.split(' '),
)
