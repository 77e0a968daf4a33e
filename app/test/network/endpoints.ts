/**
 * What stands behind the "endpoints" in the network without a way out: a local AWS with the parameters, keys and policy of a
 * stack, and the task's credentials at the address where ECS gives them. A program of its own, since it runs on a host of
 * its own; says `ready` when all is there.
 *
 *   node endpoints.ts <moto_server> <port> <folder with keys> <policy> <signer id>
 */

import { spawn } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateKeyCommand, GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/** Link-local; fixed by ECS. */
const credentialsHost = '169.254.170.2';
const region = 'ap-northeast-1';

const [moto = '', port = '', folder = '', policy = '', signerId = ''] = process.argv.slice(2);
const endpoint = `http://127.0.0.1:${port}`;
const child = spawn(moto, ['-H', '0.0.0.0', '-p', port], { stdio: 'ignore' });
process.on('SIGTERM', () => {
  child.kill();
  process.exit(0);
});
while (
  !(await fetch(`${endpoint}/moto-api/`).then(
    (answer) => answer.ok,
    () => false,
  ))
)
  await sleep(50);

const client = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const ssm = new SSMClient(client);
const s3 = new S3Client(client);
const kms = new KMSClient(client);
const put = (Name: string, Value: string) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));

const { KeyMetadata } = await kms.send(
  new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }),
);
const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: KeyMetadata?.KeyId }));
const der = { key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' } as const;
const publicPem = createPublicKey(der).export({ type: 'spki', format: 'pem' });
writeFileSync(join(folder, 'kms_public.pem'), publicPem);
await put('/stack/callback-private-key', readFileSync(join(folder, 'callback_private.pem'), 'utf8'));
await put('/stack/cosigner-public-key', readFileSync(join(folder, 'cosigner_public.pem'), 'utf8'));
await put(
  '/stack/cosigners',
  `version: 1
answer_keys:
  - { name: parameter, base_path: /, private_key: "ssm:/stack/callback-private-key" }
  - { name: kms, base_path: /k2, private_key: "kms:${KeyMetadata?.Arn}" }
cosigners:
  - name: tokyo
    public_keys: [{ name: tokyo-1, key: "ssm:/stack/cosigner-public-key" }]
    signer_ids: ["${signerId}"]
`,
);
await s3.send(
  new CreateBucketCommand({ Bucket: 'policies', CreateBucketConfiguration: { LocationConstraint: region } }),
);
await s3.send(
  new PutObjectCommand({ Bucket: 'policies', Key: 'policy/policy.yaml', Body: readFileSync(policy) }),
);

createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      AccessKeyId: 'test',
      SecretAccessKey: 'test',
      Token: 'test',
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  );
}).listen(80, credentialsHost, () => process.stdout.write('ready\n'));
