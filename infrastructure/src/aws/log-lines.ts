/** Lines of a log group, oldest first. */

import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { clientOptions, type Session } from './session.ts';

export interface LogLine {
  readonly id: string;
  readonly timeMs: number;
  /** Names the task at its end. */
  readonly stream: string;
  readonly text: string;
}

export interface LogLines {
  /** At most some thousand lines; `contains` is a filter pattern of CloudWatch Logs. */
  since(group: string, startMs: number, contains?: string): Promise<readonly LogLine[]>;
  groups(prefix: string): Promise<readonly string[]>;
  deleteGroup(group: string): Promise<void>;
}

const maxPages = 10;

export function openLogLines(session: Session): LogLines {
  const client = new CloudWatchLogsClient(clientOptions(session));
  return {
    async since(group, startMs, contains) {
      const lines: LogLine[] = [];
      let token: string | undefined;
      try {
        for (let page = 0; page < maxPages; page++) {
          const pattern = contains === undefined ? {} : { filterPattern: contains };
          const found = await client.send(
            new FilterLogEventsCommand({
              logGroupName: group,
              startTime: startMs,
              nextToken: token,
              ...pattern,
            }),
          );
          for (const { eventId = '', timestamp = 0, message = '', logStreamName = '' } of found.events ??
            []) {
            lines.push({ id: eventId, timeMs: timestamp, stream: logStreamName, text: message.trimEnd() });
          }
          token = found.nextToken;
          if (token === undefined) break;
        }
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
      return lines;
    },
    async groups(prefix) {
      const found = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }));
      return (found.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []);
    },
    async deleteGroup(group) {
      await client.send(new DeleteLogGroupCommand({ logGroupName: group }));
    },
  };
}
