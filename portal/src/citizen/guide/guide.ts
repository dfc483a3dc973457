// The door of the guide: what a person may know of each registry's service before starting, as the pages say it.
import type { RegistryState } from './state-words.ts'

/** Reads the state of all registries; given by the wiring, because who measures it works on a floor above. */
export type ReadRegistries = () => Promise<ReadonlyMap<string, RegistryState>>

export { maintenanceList } from './maintenance-list.ts'
export type { Maintenance, RegistryState } from './state-words.ts'
export { tellMeForm } from './tell-me-form.ts'
export { answerWords, bankWords, briefWords, errorWords, maintenanceWords, nowWords } from './state-words.ts'
