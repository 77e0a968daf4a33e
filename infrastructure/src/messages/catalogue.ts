/** Every sentence that the commands say, in English and Japanese. `{0}`, `{1}` are values. */

export const catalogue = {
  error: { en: 'error', ja: 'エラー' },
  declined: { en: 'nothing was changed', ja: '何も変更していません' },
  nobody_to_ask: {
    en: 'there is no terminal to ask on; say --yes to go on without asking',
    ja: '確認のための端末がありません。確認なしで進めるには --yes を付けてください',
  },
  go_on: { en: 'Make these changes? (yes/no)', ja: 'この変更を行いますか (yes/no)' },
  cause: { en: 'cause', ja: '原因' },
  remedy: { en: 'remedy', ja: '対処' },
  aws_denied: { en: 'AWS refused the caller: {0}', ja: 'AWS に権限を拒否されました: {0}' },
  aws_unavailable: {
    en: 'AWS cannot be reached with these credentials and this region: {0}',
    ja: 'この認証情報とリージョンでは AWS に接続できません: {0}',
  },
  aws_refused: { en: 'AWS refused the request: {0}', ja: 'AWS がリクエストを拒否しました: {0}' },

  cannot_read: { en: '{0}: cannot be read', ja: '{0}: 読み込めません' },
  file_exists: {
    en: '{0} is there already; it is not overwritten',
    ja: '{0} は既に存在するため上書きしません',
  },
  file_written: { en: 'written: {0}', ja: '書き込みました: {0}' },
  policy_with_book_files: {
    en: '{0}: names book files, which a policy in the bucket cannot have; put the addresses into the document',
    ja: '{0}: 外部のアドレス帳ファイルを参照しています。バケット上のポリシーでは使えないため、文書の中に書いてください',
  },
  document_too_large: {
    en: 'the co-signers document is larger than a parameter may be (4096 bytes)',
    ja: 'co-signer の文書がパラメータの上限 (4096 バイト) を超えています',
  },
  wrong_account: {
    en: 'the credentials belong to account {0}; the deployment file says {1}',
    ja: '認証情報のアカウントは {0} ですが、デプロイ設定では {1} です',
  },
  certificate_missing: {
    en: 'parameters.CertificateArn: is required',
    ja: 'parameters.CertificateArn: 必須です',
  },
  certificate_elsewhere: {
    en: '{0}: must be a certificate of region {1}',
    ja: '{0}: リージョン {1} の証明書でなければなりません',
  },
  certificate_not_found: { en: '{0}: there is no such certificate', ja: '{0}: 証明書が見つかりません' },
  certificate_not_issued: {
    en: 'the certificate is {0}, not ISSUED; validate its domain first',
    ja: '証明書の状態が {0} です (ISSUED ではありません)。先にドメインを検証してください',
  },
  certificate_other_name: {
    en: 'the certificate does not cover {0}',
    ja: '証明書が {0} を対象にしていません',
  },
  certificate_expires: { en: 'the certificate expires in {0} days', ja: '証明書の有効期限はあと {0} 日です' },

  stack_is_busy: {
    en: 'stack {0} is being changed ({1}); try again later',
    ja: 'スタック {0} は変更中です ({1})。後でやり直してください',
  },
  stack_needs_recovery: {
    en: 'stack {0} is {1}; `deploy` recovers it',
    ja: 'スタック {0} は {1} です。`deploy` を実行すると復旧します',
  },
  stack_is_stuck: {
    en: 'stack {0} is {1} and cannot be changed; look at its events in the console, repair or delete what they name, then run this again',
    ja: 'スタック {0} は {1} で変更できません。コンソールのイベントが示すリソースを直すか削除してから、もう一度実行してください',
  },
  recover_by_deleting: {
    en: 'stack {0} is {1}: its first creation failed; the remains are deleted first',
    ja: 'スタック {0} は {1} です。最初の作成に失敗しているため、残骸を先に削除します',
  },
  recover_by_continuing: {
    en: 'stack {0}: the roll-back of an earlier update failed; it is continued first',
    ja: 'スタック {0}: 以前の更新のロールバックに失敗しています。先にロールバックを続行します',
  },
  waiting_for_stack: { en: 'waiting: stack {0} is {1}', ja: '待機中: スタック {0} は {1} です' },
  template_too_large: {
    en: 'the template of {0} is larger than {1} bytes',
    ja: '{0} のテンプレートが {1} バイトを超えています',
  },
  change_set_failed: { en: 'no change set for {0}: {1}', ja: '{0} の変更セットを作成できません: {1}' },
  change_started: { en: 'changing {0} ...', ja: '{0} を変更しています ...' },
  deletion_started: { en: 'deleting {0} ...', ja: '{0} を削除しています ...' },
  change_failed: { en: 'the change of {0} failed; it is {1}', ja: '{0} の変更に失敗しました。状態: {1}' },
  first_failure: { en: 'first failure: {0} ({1}): {2}', ja: '最初の失敗: {0} ({1}): {2}' },
  took_too_long: { en: '{0} did not come to an end in time', ja: '{0} が時間内に終わりませんでした' },
  would_lose_state: {
    en: 'this would delete or replace what holds state: {0}. Nothing was changed; --allow-replace does it all the same',
    ja: '状態を持つリソースが削除または置換されます: {0}。何も変更していません。実行するには --allow-replace を付けてください',
  },
  changes_of: { en: 'Changes of stack {0}:', ja: 'スタック {0} の変更:' },
  no_changes: { en: 'no changes: {0} is as it should be', ja: '変更なし: {0} は設定どおりです' },
  known_later: {
    en: '{0}: what changes is known when foundations and image are there',
    ja: '{0}: 基盤とイメージができてから変更内容が分かります',
  },
  would_write: { en: 'would write parameter {0}', ja: 'パラメータ {0} を書き込みます' },
  would_build: { en: 'would build and push the image {0}', ja: 'イメージ {0} をビルドしてプッシュします' },
  would_write_policy: { en: 'would upload the policy document', ja: 'ポリシー文書をアップロードします' },
  no_foundations: {
    en: 'stack {0} lacks outputs that are needed; deploy bootstrap.yaml of this version',
    ja: 'スタック {0} に必要な出力がありません。このバージョンの bootstrap.yaml をデプロイしてください',
  },
  parameter_written: {
    en: 'parameter {0} written, fingerprint {1}',
    ja: 'パラメータ {0} を書き込みました (フィンガープリント {1})',
  },
  policy_written: { en: 'policy uploaded, sha256 {0}', ja: 'ポリシーをアップロードしました (sha256 {0})' },
  deployed: { en: 'deployed: {0}', ja: 'デプロイしました: {0}' },
  serves: { en: '  {0} serves {1}', ja: '  {0} が {1} で稼働しています' },

  uncommitted: {
    en: '{0}: has changes that are not committed, or is no git checkout; --allow-uncommitted builds it all the same',
    ja: '{0}: コミットされていない変更があるか、git の作業ツリーではありません。ビルドするには --allow-uncommitted を付けてください',
  },
  no_container_tool: {
    en: 'none of these tools is installed: {0}; or give an image that is in the repository: --image <digest>',
    ja: '次のツールがどれもインストールされていません: {0}。またはリポジトリにあるイメージを --image <digest> で指定してください',
  },
  building_image: { en: 'building {0} with {1} ...', ja: '{1} で {0} をビルドしています ...' },
  build_failed: {
    en: '{0} could not build the image; see above',
    ja: '{0} がイメージをビルドできませんでした。上の出力を見てください',
  },
  login_failed: { en: 'cannot log in to {0}', ja: '{0} にログインできません' },
  push_failed: { en: 'cannot push {0}', ja: '{0} をプッシュできません' },
  not_scanned: { en: '{0}: the registry did not scan it', ja: '{0}: レジストリによる検査はありませんでした' },
  critical_findings: {
    en: 'the scan found {0} critical weaknesses in {1}; --allow-critical deploys it all the same',
    ja: '検査で {1} に重大な脆弱性が {0} 件見つかりました。デプロイするには --allow-critical を付けてください',
  },
  pair_differs: {
    en: '{0}: the public key beside it ({1}) belongs to another private key',
    ja: '{0}: 隣の公開鍵 ({1}) は別の秘密鍵のものです',
  },
  no_such_image: {
    en: '{0}: the repository has no such image',
    ja: '{0}: リポジトリにそのイメージがありません',
  },
  no_earlier_image: { en: 'there is no earlier image to go back to', ja: '戻せる以前のイメージがありません' },
  rolling_back_to: { en: 'going back to {0}', ja: '{0} に戻します' },

  not_deployed: {
    en: '{0} is not deployed (stack status {1})',
    ja: '{0} はデプロイされていません (スタックの状態 {1})',
  },
  no_service: { en: 'there is no service {0}', ja: 'サービス {0} がありません' },
  rolled_back: {
    en: 'another version serves than the template asked for: {0}; the deployment was rolled back',
    ja: 'テンプレートとは別のバージョンが稼働しています: {0}。デプロイはロールバックされました',
  },
  rollout_is: { en: 'the roll-out is {0}: {1}', ja: 'ロールアウトの状態は {0} です: {1}' },
  nothing_desired: {
    en: 'the service is set to run no task',
    ja: 'サービスのタスク数が 0 に設定されています',
  },
  targets_missing: { en: '{0} of {1} targets are healthy', ja: '正常なターゲットは {1} 件中 {0} 件です' },
  outputs_missing: {
    en: 'the stack lacks outputs that the smoke test needs; deploy this version of the template',
    ja: 'スモークテストに必要な出力がスタックにありません。このバージョンのテンプレートをデプロイしてください',
  },
  smoke_started: { en: 'smoke test: task {0}', ja: 'スモークテスト: タスク {0}' },
  smoke_passed: { en: 'smoke test passed', ja: 'スモークテストに合格しました' },
  smoke_failed: { en: 'smoke test {0} failed: {1}', ja: 'スモークテスト {0} が失敗しました: {1}' },

  key_or_finish: {
    en: 'give --key <file> or --finish',
    ja: '--key <file> または --finish を指定してください',
  },
  arn_or_files: {
    en: 'give --arn, or --certificate and --private-key',
    ja: '--arn、または --certificate と --private-key を指定してください',
  },
  no_such_cosigner: {
    en: 'the deployment file has no co-signer {0}',
    ja: 'デプロイ設定に co-signer {0} がありません',
  },
  register_new_key: {
    en: 'Both keys answer now. Register this URL and this public key together for the API user; when the workspace owner has approved and the old path is quiet, run this command with --finish.\n  URL          {0}\n  fingerprint  {1}',
    ja: '両方の鍵が応答しています。API ユーザーに次の URL と公開鍵を一緒に登録してください。ワークスペースのオーナーが承認し、古いパスへの要求がなくなったら --finish を付けて実行してください。\n  URL                {0}\n  フィンガープリント  {1}',
  },

  doctor_found_nothing: { en: 'nothing wrong was found', ja: '問題は見つかりませんでした' },
  doctor_found: { en: '{0} symptoms were found', ja: '{0} 件の症状が見つかりました' },
  bundle_written: {
    en: 'written: {0}. Tokens, keys, addresses and ids are taken out; read it before you send it',
    ja: '書き込みました: {0}。トークン、鍵、アドレス、ID は取り除いてあります。送る前に内容を確認してください',
  },
  traffic_seen: {
    en: 'transactions were approved within the last hour; --force destroys all the same. A co-signer without a handler approves everything: stop or re-configure it first',
    ja: '直近 1 時間に承認がありました。それでも削除するには --force を付けてください。ハンドラのない co-signer はすべて承認します。先に co-signer を停止するか設定を変えてください',
  },
  destroy_really: { en: 'Delete {0}? (yes/no)', ja: '{0} を削除しますか (yes/no)' },
  destroyed: { en: 'deleted: {0}', ja: '削除しました: {0}' },
  will_be_deleted: { en: 'will be deleted', ja: '削除されます' },
  will_stay: { en: 'stays', ja: '残ります' },
  left_parameters: { en: 'parameters', ja: 'パラメータ' },
  left_logs: { en: 'log groups', ja: 'ロググループ' },
  left_images: { en: 'images', ja: 'イメージ' },
  left_foundations: { en: 'foundations', ja: '基盤' },

  cost_note: {
    en: 'USD a month in Tokyo, on demand, 730 hours, a quiet month, without tax and free tier',
    ja: '東京リージョンの 1 か月あたりの費用 (USD、オンデマンド、730 時間、低負荷、税・無料枠を含まず)',
  },
  group_closed: {
    en: "the network's default security group was open to itself; its rules were removed",
    ja: 'VPC の既定のセキュリティグループのルールを削除しました',
  },

  ask_account: { en: 'AWS account id', ja: 'AWS アカウント ID' },
  ask_region: { en: 'Region', ja: 'リージョン' },
  ask_stack: { en: 'Name of the stack', ja: 'スタック名' },
  ask_bootstrap_stack: { en: 'Name of the bootstrap stack', ja: '基盤スタック名' },
  ask_profile: {
    en: 'ha (two tasks, two zones) or economy (one task)',
    ja: 'ha (2 タスク・2 ゾーン) または economy (1 タスク)',
  },
  ask_host: { en: 'Host name that co-signers call', ja: 'co-signer が呼ぶホスト名' },
  ask_zone: { en: 'Private hosted zone of that name', ja: 'そのホスト名のプライベートホストゾーン' },
  ask_certificate: { en: 'ARN of the certificate', ja: '証明書の ARN' },
  ask_callback_key: { en: 'File of the callback private key', ja: 'コールバック秘密鍵のファイル' },
  ask_cosigner_key: { en: 'File of the co-signer public key', ja: 'co-signer 公開鍵のファイル' },
  ask_signer_ids: {
    en: 'API user ids of the co-signer, separated by commas',
    ja: 'co-signer の API ユーザー ID (カンマ区切り)',
  },
  ask_policy: { en: 'File of the policy document', ja: 'ポリシー文書のファイル' },

  help_program: {
    en: 'Deploys the callback handler to AWS and keeps it running. Without a command: deploy.',
    ja: 'コールバックハンドラを AWS にデプロイし、運用します。コマンドを省略すると deploy を実行します。',
  },
  help_file: { en: 'deployment file of the environment', ja: '環境のデプロイ設定ファイル' },
  help_profile: { en: 'named profile of the AWS configuration', ja: 'AWS 設定のプロファイル名' },
  help_region: { en: "region instead of the deployment file's", ja: 'デプロイ設定の代わりに使うリージョン' },
  help_lang: { en: 'language of messages', ja: 'メッセージの言語' },
  help_json: { en: 'print the result as JSON', ja: '結果を JSON で出力する' },
  help_dry_run: { en: 'say what would be done and do nothing', ja: '何をするかを示し、変更しない' },
  help_yes: { en: 'do not ask', ja: '確認しない' },
  help_init: {
    en: 'ask what an environment consists of and write its deployment file',
    ja: '環境の内容を尋ね、デプロイ設定ファイルを書く',
  },
  help_plan: { en: 'check everything and show what would change', ja: 'すべてを検査し、変更内容を示す' },
  help_deploy: {
    en: 'foundations, keys, policy, image, stack, proof',
    ja: '基盤、鍵、ポリシー、イメージ、スタック、確認',
  },
  help_status: {
    en: 'what runs, and whether it is what was asked for',
    ja: '稼働状況と、設定どおりかどうか',
  },
  help_smoke: { en: 'call the handler from inside its network', ja: 'ネットワーク内からハンドラを呼び出す' },
  help_logs: { en: 'log lines of the handler', ja: 'ハンドラのログ' },
  help_rotate: {
    en: 'replace a key or the certificate without a gap',
    ja: '鍵または証明書を無停止で交換する',
  },
  help_rotate_callback: { en: 'the key that signs answers', ja: '応答に署名する鍵' },
  help_rotate_cosigner: { en: "a co-signer's public key", ja: 'co-signer の公開鍵' },
  help_rotate_certificate: { en: "the load balancer's certificate", ja: 'ロードバランサーの証明書' },
  help_rollback: { en: 'deploy the image before this one', ja: '一つ前のイメージをデプロイする' },
  help_doctor: { en: 'find what is wrong, why, and what helps', ja: '不具合、その原因、対処を調べる' },
  help_cost: { en: 'what a month costs', ja: '1 か月の費用' },
  help_support_bundle: {
    en: 'write what to send when asking for help, redacted',
    ja: '問い合わせに添える情報を秘匿処理して書き出す',
  },
  help_destroy: { en: 'show what is there, then delete it', ja: '一覧を示してから削除する' },
  help_image: {
    en: 'digest or tag of an image that is in the repository; nothing is built',
    ja: 'リポジトリにあるイメージのダイジェストまたはタグ。ビルドしない',
  },
  help_tool: {
    en: 'container tool; otherwise the first that is installed',
    ja: 'コンテナツール。省略時は最初に見つかったもの',
  },
  help_allow_uncommitted: { en: 'build what is not committed', ja: 'コミットされていない内容もビルドする' },
  help_allow_critical: {
    en: 'deploy an image with critical findings',
    ja: '重大な脆弱性のあるイメージもデプロイする',
  },
  help_allow_replace: {
    en: 'allow the loss of resources that hold state',
    ja: '状態を持つリソースの置換・削除を許す',
  },
  help_bootstrap: {
    en: 'change the foundations too, though they are there',
    ja: '既存の基盤スタックも更新する',
  },
  help_no_smoke: { en: 'leave the smoke test out', ja: 'スモークテストを行わない' },
  help_smoke_url: { en: "address for the smoke test instead of the stack's", ja: 'スモークテストの宛先' },
  help_minutes: { en: 'how far back', ja: '何分前から' },
  help_filter: { en: 'filter pattern of CloudWatch Logs', ja: 'CloudWatch Logs のフィルターパターン' },
  help_follow: { en: 'go on until interrupted', ja: '中断するまで続ける' },
  help_new_key: { en: 'PEM file of the new key', ja: '新しい鍵の PEM ファイル' },
  help_finish: { en: 'second step: keep only the newest key', ja: '第 2 段階: 最新の鍵だけを残す' },
  help_cosigner: {
    en: 'name of the co-signer in the deployment file',
    ja: 'デプロイ設定での co-signer の名前',
  },
  help_arn: { en: 'ARN of the new certificate', ja: '新しい証明書の ARN' },
  help_certificate: { en: 'PEM file to upload to IAM', ja: 'IAM にアップロードする証明書の PEM ファイル' },
  help_private_key: { en: 'its private key', ja: 'その秘密鍵' },
  help_chain: { en: 'its chain', ja: 'その中間証明書' },
  help_out: { en: 'file to write', ja: '書き込むファイル' },
  help_delete_parameters: {
    en: 'keys and documents in Parameter Store too',
    ja: 'パラメータストアの鍵と文書も削除する',
  },
  help_delete_logs: { en: 'log groups too', ja: 'ロググループも削除する' },
  help_delete_images: { en: 'images too', ja: 'イメージも削除する' },
  help_force: {
    en: 'although transactions were approved within the last hour',
    ja: '直近 1 時間に承認があっても削除する',
  },
} as const;

export type MessageKey = keyof typeof catalogue;
