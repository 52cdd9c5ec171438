import type { Configuration } from '#platform';

/** The address people reach this installation under: as configured, else the one at hand. */
export function publicAddress(configuration: Pick<Configuration, 'publicUrl'>, atHand: string): string {
  return configuration.publicUrl ?? atHand;
}

/** The address of a listening server, as a browser on this machine would write it. */
export function listeningAddress(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
