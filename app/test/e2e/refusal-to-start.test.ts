/** What keeps the process from starting, and how it says so: exit code 69 for what is taken, 78 for what is wrong. */

import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ecPair, publicPem } from '../helpers/keys.ts';
import { openWorkplace, runCommand } from '../helpers/process.ts';

test('a second process on the same ledger is refused with 69, and the first one is not disturbed', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const first = await place.start();
  const { code, stderr } = await place.startInVain(place.environment());
  assert.equal(code, 69);
  assert.match(
    stderr,
    /^the service cannot start: (?:in_use_by_another_process: )+`.*ledger\.sqlite` has a writer already\n$/,
  );
  assert.equal((await first.getHealth()).status, 200);
});

test('a port that is taken is refused with 69 and says which one, and the ledger is free again', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const first = await place.start();
  const other = { CALLBACK_LEDGER: `sqlite:${join(place.folder, 'other.sqlite')}` };
  for (const port of [{ PORT: first.url.port }, { CALLBACK_ADMIN_PORT: first.adminUrl.port }]) {
    const { code, stderr } = await place.startInVain(place.environment({ ...other, ...port }));
    assert.equal(code, 69);
    assert.match(
      stderr,
      /^the service cannot start: listen EADDRINUSE: .*:\d+: another process listens there;/,
    );
  }
  await place.start(other);
});

test('a folder that is not there for the ledger is refused with 69', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const path = join(place.folder, 'missing/ledger.sqlite');
  const { code, stderr } = await place.startInVain(place.environment({ CALLBACK_LEDGER: `sqlite:${path}` }));
  assert.equal(code, 69);
  assert.match(stderr, /^the service cannot start: path_unusable: /);
});

test('everything that is wrong with a configuration is reported at once, with 78', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const policy = await place.write(
    'wrong.yaml',
    `version: 1
name: wrong
address_books: {}
rules:
  - {name: twice, effect: permit, request: transaction, when: {asset: [NO_SUCH_ASSET]}}
  - {name: twice, effect: forbid, request: transaction, when: {amount: {more_than: -1 ETH}}}
  - {name: odd, effect: permit, request: transaction, when: {asset: [ETH]}, becuase: typing mistake}
`,
  );
  await place.write('curve.pem', publicPem(ecPair('curve')));
  await chmod(join(place.folder, 'callback_private.pem'), 0o644);
  const document = await place.write(
    'wrong-keys.yaml',
    JSON.stringify({
      version: 1,
      answer_keys: [{ name: 'open', base_path: '/', private_key: 'file:callback_private.pem' }],
      cosigners: [
        {
          name: 'tokyo',
          public_keys: [
            { name: 'gone', key: 'file:gone.pem' },
            { name: 'curve', key: 'file:curve.pem' },
            { name: 'private', key: 'file:cosigner_private.pem' },
          ],
          signer_ids: ['s'],
        },
      ],
    }),
  );
  const environment = place.environment({
    PORT: '70000',
    CALLBACK_POLICY: `file:${policy}`,
    CALLBACK_COSIGNERS: `file:${document}`,
    CALLBACK_HOLD_MINUTS: '5',
    CALLBACK_LEDGER_BODIES: 'encrypted',
  });
  const { code, stderr } = await place.startInVain(environment);
  assert.equal(code, 78);
  const wanted: readonly RegExp[] = [
    /PORT: must be a whole number from 0 to 65535/,
    /CALLBACK_HOLD_MINUTS: is not a variable of this service/,
    /CALLBACK_LEDGER_BODY_KEY_FILE: must be set exactly when/,
    /public key gone of co-signer tokyo: .*gone\.pem cannot be read: no such file/,
    /public key curve of co-signer tokyo: must be an RSA key/,
    /public key private of co-signer tokyo: must be a PEM that begins with -----BEGIN PUBLIC KEY-----/,
    /answer key open: .*callback_private\.pem can be read by other users \(mode 0644\): run chmod 600/,
    /wrong\.yaml:5 .*NO_SUCH_ASSET/,
    /wrong\.yaml:6 .*twice/,
    /wrong\.yaml:6 .*more_than/,
    /wrong\.yaml:7 .*becuase/,
  ];
  for (const sentence of wanted) assert.match(stderr, sentence);
  const [first = '', ...lines] = stderr.trimEnd().split('\n');
  assert.equal(first, `${lines.length} problems in the configuration; nothing was started:`);
  assert.equal(lines.length, wanted.length);
  for (const name of ['check', 'serve --check-config']) {
    const { code: checked, stderr: told } = await runCommand(name.split(' '), environment);
    assert.deepEqual([checked, told], [78, stderr], name);
  }
});

test('nothing configured: what is required is named', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const { code, stderr } = await place.startInVain({});
  assert.equal(code, 78);
  assert.match(
    stderr,
    /^3 problems .*\n {2}CALLBACK_COSIGNERS: is required.*\n {2}CALLBACK_POLICY: .*\n {2}CALLBACK_LEDGER: /,
  );
});
