// What every room says on «Mi turno»: a line for each room that can keep somebody waiting.
import { actsTurn, alarmTurn } from '../operations/acts/turn.ts'
import { deskTurn, refusalTurn } from '../operations/helpdesk/turn.ts'
import { incidentTurn } from '../operations/incidents/turn.ts'
import { onboardingTurn } from '../operations/onboarding-board/turn.ts'
import { trainingTurn } from '../operations/training/turn.ts'
import { emergencyTurn } from '../operations/staff/emergency/turn.ts'
import { paymentsTurn } from '#reconciliation'
import type { TurnProvider } from '#staff'
import type { WorkerApp } from '../edges.ts'

/** Each is asked only for whoever has its right, and answers only what that person may see. */
export const turnProviders: readonly TurnProvider<WorkerApp>[] = [
  incidentTurn,
  deskTurn,
  refusalTurn,
  paymentsTurn,
  onboardingTurn,
  actsTurn,
  alarmTurn,
  trainingTurn,
  emergencyTurn,
]
