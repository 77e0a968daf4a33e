/** The configuration of an image that runs the service from this checkout; `version` makes its digest differ. */

import type { ImageConfiguration } from './tiny-image.ts';

export function serviceImage(version: string): ImageConfiguration {
  return {
    Entrypoint: ['node', 'src/main.ts'],
    Cmd: ['serve'],
    Env: [`IMAGE_VERSION=${version}`],
    WorkingDir: '/app',
    ExposedPorts: { '3000/tcp': {} },
  };
}
