// The first rows of each room, and the meeting of portal and world: what each must know of the other.
import { wire } from '#clock'
import { listEntidades, registerNode, seedDirectory } from '#directory'
import type { Alta } from '#directory'
import { checkProtocol } from '#incidents'
import { seedModelo } from '#modelo'
import { seedOnboarding } from '#onboarding'
import { checkTraining } from '#training'
import { seedPilot } from '#pilot'
import { listAccounts, seedDemonstrationStaff } from '#staff'
import { paths } from '#ui/paths'
import { readAltaFile } from '../app.ts'
import type { Base } from '../app.ts'

/** Fills what is empty and registers the nodes of the world; a second time it changes nothing. */
export async function fillRooms({ app }: Base, altas: readonly string[]): Promise<void> {
  await seedDirectory(app)
  await seedModelo(app, { 'protocolo-de-incidencias': checkProtocol, capacitacion: checkTraining })
  await seedOnboarding(app)
  if (app.config.world !== 'ninguno') await seedPilot(app)
  await seedDemonstrationStaff(app, await listEntidades(app))
  await registerWorld(app, altas)
}

async function registerWorld(app: Base['app'], altas: readonly string[]): Promise<void> {
  for (const file of altas) await registerNode(app, readAltaFile(file) as Alta, 'mundo')
}

/** Registers the nodes of a world and gives what it must know: where the portal is, its time, who may enter the console. */
export async function introduce({ app, clock }: Base, altas: readonly string[]): Promise<object> {
  await registerWorld(app, altas)
  const { config } = app
  return {
    tipo: 'portal',
    url: config.publicUrl,
    reloj: { ahora: wire(clock.now()), velocidad: clock.speed },
    ...(config.signIn
      ? {
          consola: {
            cliente: config.signIn.client,
            secreto: config.signIn.secret,
            regreso: `${config.publicUrl}${paths.consoleEnterReturn}`,
            cuentas: await listAccounts(app),
          },
        }
      : {}),
    ...(config.holderSignIn
      ? {
          titulares: {
            cliente: config.holderSignIn.client,
            secreto: config.holderSignIn.secret,
            regreso: `${config.publicUrl}${paths.holderReturn}`,
          },
        }
      : {}),
  }
}
