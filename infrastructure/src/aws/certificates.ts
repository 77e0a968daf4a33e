/** Certificates of the listener: ACM's and, where a private CA is used, IAM server certificates. */

import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { IAMClient, UploadServerCertificateCommand } from '@aws-sdk/client-iam';
import { clientOptions, type Session } from './session.ts';

export interface CertificateState {
  readonly status: string;
  readonly names: readonly string[];
  readonly notAfter: Date | undefined;
}

export interface Certificates {
  /** Undefined for an IAM certificate, which tells nothing useful, and for one that is not there. */
  describe(arn: string): Promise<CertificateState | undefined>;
  /** Returns the ARN of the uploaded server certificate. */
  upload(name: string, certificate: string, privateKey: string, chain: string | undefined): Promise<string>;
}

export function openCertificates(session: Session): Certificates {
  return {
    async describe(arn) {
      if (!arn.includes(':acm:')) return undefined;
      try {
        const client = new ACMClient(clientOptions(session));
        const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn: arn }));
        return {
          status: Certificate?.Status ?? '',
          names: Certificate?.SubjectAlternativeNames ?? [Certificate?.DomainName ?? ''],
          notAfter: Certificate?.NotAfter,
        };
      } catch (error) {
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    },
    async upload(name, certificate, privateKey, chain) {
      const client = new IAMClient(clientOptions(session));
      const { ServerCertificateMetadata } = await client.send(
        new UploadServerCertificateCommand({
          ServerCertificateName: name,
          CertificateBody: certificate,
          PrivateKey: privateKey,
          ...(chain === undefined ? {} : { CertificateChain: chain }),
        }),
      );
      return ServerCertificateMetadata?.Arn ?? '';
    },
  };
}
