/** Cause and remedy of every symptom that `doctor` knows, in both languages. */

import type { SymptomName } from '../doctor/symptoms.ts';
import type { Language } from './messages.ts';

interface Advice {
  readonly cause: string;
  readonly remedy: string;
}

export const remedies: Readonly<Record<SymptomName, Readonly<Record<Language, Advice>>>> = {
  stack_rolled_back: {
    en: {
      cause: 'the first creation failed; nothing serves',
      remedy: 'run deploy: it deletes the remains and shows the first reason when it fails again',
    },
    ja: {
      cause: '最初の作成に失敗し、何も稼働していません',
      remedy: 'deploy を実行してください。残骸を削除し、再び失敗した場合は最初の理由を示します',
    },
  },
  stack_half_rolled_back: {
    en: {
      cause: 'an update failed and its roll-back too',
      remedy: 'run deploy: it continues the roll-back first',
    },
    ja: {
      cause: '更新とそのロールバックの両方に失敗しています',
      remedy: 'deploy を実行してください。先にロールバックを続行します',
    },
  },
  stack_update_undone: {
    en: {
      cause: 'the last update failed and was undone; the earlier version serves',
      remedy: 'the other findings say why; then run deploy again',
    },
    ja: {
      cause: '前回の更新が失敗して取り消され、以前のバージョンが稼働しています',
      remedy: '他の結果が理由を示します。直してから deploy を実行してください',
    },
  },
  parameter_missing: {
    en: {
      cause: 'a key or the co-signers document is not in Parameter Store; tasks end with exit code 78',
      remedy: 'run deploy: it uploads what is missing',
    },
    ja: {
      cause: '鍵または co-signer の文書がパラメータストアにありません。タスクは終了コード 78 で終わります',
      remedy: 'deploy を実行すると、不足分をアップロードします',
    },
  },
  parameter_differs: {
    en: {
      cause: 'Parameter Store holds another key or document than the files named in the deployment file',
      remedy: 'find out which is right, then run plan and deploy',
    },
    ja: {
      cause: 'パラメータストアの鍵または文書が、デプロイ設定のファイルと異なります',
      remedy: 'どちらが正しいかを確認し、plan と deploy を実行してください',
    },
  },
  endpoint_missing: {
    en: {
      cause: 'a VPC endpoint that tasks need is missing or not available; calls wait until they time out',
      remedy:
        "run deploy; in an existing network make the endpoint with private DNS, in the tasks' subnets, open to their security group on 443",
    },
    ja: {
      cause: 'タスクに必要な VPC エンドポイントがないか、利用できません。呼び出しはタイムアウトします',
      remedy:
        'deploy を実行してください。既存のネットワークでは、プライベート DNS を有効にし、タスクのサブネットに置き、443 番をタスクのセキュリティグループに開いてください',
    },
  },
  certificate_bad: {
    en: {
      cause: "the listener's certificate is missing, expired, not issued or for another name",
      remedy: 'issue or validate one for HostName, then `rotate certificate --arn`',
    },
    ja: {
      cause: 'リスナーの証明書がない、期限切れ、未発行、または別の名前のものです',
      remedy: 'HostName の証明書を発行・検証し、`rotate certificate --arn` を実行してください',
    },
  },
  image_missing: {
    en: {
      cause: 'the deployed image is no longer in the repository; no new task can start',
      remedy: 'run deploy to build and push it, or rollback to one that is there',
    },
    ja: {
      cause: 'デプロイ済みのイメージがリポジトリにありません。新しいタスクを起動できません',
      remedy: 'deploy でビルドとプッシュを行うか、rollback で存在するイメージに戻してください',
    },
  },
  image_pull_not_found: {
    en: {
      cause: 'the repository has no image with this digest',
      remedy: "run deploy; a digest given by hand must be in the bootstrap stack's repository",
    },
    ja: {
      cause: 'このダイジェストのイメージがリポジトリにありません',
      remedy:
        'deploy を実行してください。手で指定するダイジェストは基盤スタックのリポジトリにある必要があります',
    },
  },
  image_pull_s3: {
    en: {
      cause:
        "image layers come from S3: the gateway endpoint's route or policy, or the egress to S3's prefix list, is missing",
      remedy:
        'check S3PrefixListId for this region and that both subnets use the route table with the S3 endpoint',
    },
    ja: {
      cause:
        'イメージのレイヤーは S3 から取得されます。ゲートウェイエンドポイントの経路かポリシー、または S3 プレフィックスリストへの送信許可がありません',
      remedy:
        'このリージョンの S3PrefixListId と、両サブネットのルートテーブルに S3 エンドポイントがあることを確認してください',
    },
  },
  logs_unreachable: {
    en: {
      cause:
        'the log group is missing or the logs endpoint cannot be reached; tasks do not start without their log',
      remedy: 'run deploy to make the group again; check the logs endpoint',
    },
    ja: {
      cause: 'ロググループがないか、logs エンドポイントに到達できません。ログなしではタスクは起動しません',
      remedy: 'deploy でロググループを作り直し、logs エンドポイントを確認してください',
    },
  },
  secrets_unreachable: {
    en: {
      cause: 'Parameter Store cannot be reached or refuses',
      remedy:
        "check the ssm endpoint, its security group, and the role's permission on /<stack>/* and the KMS key",
    },
    ja: {
      cause: 'パラメータストアに到達できないか、拒否されています',
      remedy:
        'ssm エンドポイント、そのセキュリティグループ、/<stack>/* と KMS 鍵へのロールの権限を確認してください',
    },
  },
  registry_unreachable: {
    en: {
      cause: 'the task could not reach ECR before it started',
      remedy:
        'check the ecr.api and ecr.dkr endpoints, private DNS of the network, and that tasks may send to the endpoints on 443',
    },
    ja: {
      cause: 'タスクの起動前に ECR に到達できませんでした',
      remedy:
        'ecr.api と ecr.dkr のエンドポイント、VPC の DNS 設定、タスクから 443 番への送信許可を確認してください',
    },
  },
  wrong_architecture: {
    en: {
      cause: 'the image was built for another processor than CpuArchitecture says',
      remedy: 'set CpuArchitecture to what the image is, or build for it: deploy does so by itself',
    },
    ja: {
      cause: 'イメージのアーキテクチャが CpuArchitecture と異なります',
      remedy: 'CpuArchitecture をイメージに合わせるか、deploy でビルドし直してください',
    },
  },
  out_of_memory: {
    en: {
      cause: 'the task used more memory than it has',
      remedy: 'look at the memory alarm; a large policy needs a larger task',
    },
    ja: {
      cause: 'タスクのメモリが足りません',
      remedy: 'メモリのアラームを確認してください。大きなポリシーには大きなタスクが必要です',
    },
  },
  bad_configuration: {
    en: {
      cause: 'the handler refused its configuration, keys or policy (exit code 78)',
      remedy: 'the log lists every problem: `logs`; check the policy with `callback-handler check`',
    },
    ja: {
      cause: 'ハンドラが設定、鍵、またはポリシーを拒否しました (終了コード 78)',
      remedy: '`logs` にすべての問題が出ています。ポリシーは `callback-handler check` で検査してください',
    },
  },
  ledger_taken: {
    en: {
      cause: 'the handler could not have its port or its ledger (exit code 69)',
      remedy: 'check that CALLBACK_LEDGER names the DynamoDB table and that the table is active',
    },
    ja: {
      cause: 'ハンドラがポートまたは台帳を確保できません (終了コード 69)',
      remedy: 'CALLBACK_LEDGER が DynamoDB テーブルを指し、テーブルが有効であることを確認してください',
    },
  },
  decryption_denied: {
    en: {
      cause: 'the task role may not decrypt with the key of the parameters',
      remedy: 'parameters must be under the bootstrap key: run deploy; check KmsKeyArn',
    },
    ja: {
      cause: 'タスクロールがパラメータの鍵で復号できません',
      remedy:
        'パラメータは基盤スタックの鍵で暗号化されている必要があります。deploy を実行し、KmsKeyArn を確認してください',
    },
  },
  access_denied: {
    en: {
      cause: 'a call of the handler was refused by IAM or an endpoint policy',
      remedy: "the log line names the action; compare with the task role and the endpoint's policy",
    },
    ja: {
      cause: 'ハンドラの呼び出しが IAM またはエンドポイントポリシーに拒否されました',
      remedy: 'ログ行の操作名を、タスクロールとエンドポイントポリシーと照らし合わせてください',
    },
  },
  key_refresh_failed: {
    en: {
      cause: 'the handler could not read keys or documents again and goes on with the old ones',
      remedy: 'check the parameters (`plan`) and the ssm endpoint',
    },
    ja: {
      cause: 'ハンドラが鍵または文書を再読込できず、古いものを使い続けています',
      remedy: 'パラメータ (`plan`) と ssm エンドポイントを確認してください',
    },
  },
  ledger_failing: {
    en: {
      cause: 'decisions cannot be recorded, so everything is refused',
      remedy: 'check the DynamoDB table, its endpoint and throttling',
    },
    ja: {
      cause: '決定を記録できないため、すべて拒否しています',
      remedy: 'DynamoDB テーブル、そのエンドポイント、スロットリングを確認してください',
    },
  },
  target_times_out: {
    en: {
      cause: 'the load balancer does not reach the task, or it does not answer /health',
      remedy: "check port 3000 between the two security groups; then the task's log",
    },
    ja: {
      cause: 'ロードバランサーがタスクに到達できないか、/health に応答がありません',
      remedy: '両セキュリティグループ間の 3000 番と、タスクのログを確認してください',
    },
  },
  target_wrong_answer: {
    en: {
      cause:
        '/health does not answer 200: the handler cannot decide, or speaks another protocol than TargetProtocol',
      remedy: 'look at the problems in /health in the log; check TargetProtocol',
    },
    ja: {
      cause: '/health が 200 を返しません。ハンドラが決定できないか、TargetProtocol が異なります',
      remedy: 'ログの /health の問題と TargetProtocol を確認してください',
    },
  },
  nothing_healthy: {
    en: {
      cause: 'the load balancer has no healthy task; co-signers get 503',
      remedy: 'the other findings say why tasks do not run; otherwise `status`',
    },
    ja: {
      cause: '正常なタスクがなく、co-signer には 503 が返ります',
      remedy: '他の結果がタスクの動かない理由を示します。なければ `status` を確認してください',
    },
  },
  nothing_desired: {
    en: {
      cause: 'somebody set the service to run no task',
      remedy: 'run deploy, or set the desired count of the service',
    },
    ja: {
      cause: 'サービスのタスク数が 0 に設定されています',
      remedy: 'deploy を実行するか、サービスの必要数を設定してください',
    },
  },
  circuit_breaker: {
    en: {
      cause: 'new tasks did not stay up; ECS went back to the earlier version',
      remedy: 'the stopped tasks and the log say why',
    },
    ja: {
      cause: '新しいタスクが起動し続けず、ECS が以前のバージョンに戻しました',
      remedy: '停止したタスクとログが理由を示します',
    },
  },
  tls_fails: {
    en: {
      cause: 'the certificate is not trusted or not for this name',
      remedy: 'use a certificate of a CA that the co-signer trusts, for HostName, with its chain',
    },
    ja: {
      cause: '証明書が信頼されていないか、この名前のものではありません',
      remedy: 'co-signer が信頼する CA による HostName の証明書を、中間証明書とともに使ってください',
    },
  },
  name_unknown: {
    en: {
      cause: 'the private name does not resolve in this network',
      remedy:
        'associate the hosted zone with the network; EnableDnsHostnames and EnableDnsSupport must be on',
    },
    ja: {
      cause: 'プライベートな名前がこのネットワークで解決できません',
      remedy:
        'ホストゾーンをネットワークに関連付け、EnableDnsHostnames と EnableDnsSupport を有効にしてください',
    },
  },
};
